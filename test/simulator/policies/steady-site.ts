import { Region } from '../../../simulator/region.ts'
import { parseScenario } from '../../../simulator/scenario.ts'
import { createSite, type Site } from '../../../simulator/site.ts'
import type { TargetTracking } from '../../../simulator/team-policy.ts'
import { ApplicationPhysics } from '../../../simulator/workload/application.ts'

/** A Monday, midnight. */
const siteStartMs = Date.UTC(2026, 2, 2)

export interface SteadySite {
  readonly region: Region
  readonly site: Site
  /** Lets the time pass until so many seconds after midnight. */
  readonly runTo: (seconds: number) => Promise<void>
}

/**
 * One group in a region without chance: exactly `rpsAt` requests per second arrive, a launch takes 147 s, and a new instance
 * serves all of its capacity at once.
 * @param rpsAt by seconds since midnight, negative in the history
 */
export async function steadySite(options: {
  readonly policy: TargetTracking
  readonly rpsAt: (seconds: number) => number
  readonly initialInstances: number
  readonly days?: number
  readonly historyHours?: number
  readonly maxSize?: number
}): Promise<SteadySite> {
  const { policy, rpsAt, initialInstances, days = 1, historyHours = 0, maxSize = 200 } = options
  const scenario = parseScenario({
    leads: { coldMeanSeconds: 147, coldP95Seconds: 147 },
    coldServing: { share: 1 },
    group: { maxSize },
  })
  const region = new Region({ scenario, seed: 1, startMs: siteStartMs - 15 * 60_000 })
  const counts = Float64Array.from({ length: days * 8640 }, (_, step) => 10 * rpsAt(10 * step))
  const arrivals = { startMs: siteStartMs, stepSeconds: 10, counts }
  const physics = new ApplicationPhysics(scenario)
  const site = await createSite(
    region,
    { name: 'web', tags: {}, policy, arrivals, physics, initialInstances },
    () => {},
  )
  site.application.preload({
    startMs: siteStartMs - historyHours * 3_600_000,
    binSeconds: 60,
    ratesRps: Float64Array.from({ length: historyHours * 60 }, (_, minute) => rpsAt(60 * minute - 3600 * historyHours)),
  })
  const runTo = (seconds: number) => region.clock.runUntil(siteStartMs + 1000 * seconds)
  await runTo(-1)
  return { region, site, runTo }
}
