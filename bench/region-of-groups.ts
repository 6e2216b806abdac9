// A region with many groups under a daily rhythm, for the benches that count time.
import { type DeployOptions, deployControlPlane } from '../simulator/control-plane.ts'
import type { CallRecord } from '../simulator/kernel/simulated-client.ts'
import { Region } from '../simulator/region.ts'
import { parseScenario } from '../simulator/scenario.ts'
import { createSite } from '../simulator/site.ts'
import { ApplicationPhysics } from '../simulator/workload/application.ts'
import { drawArrivals } from '../simulator/workload/arrivals.ts'

const dayMs = 86_400_000
const startMs = Date.UTC(2026, 2, 2)
const launchTimeMs = 15 * 60_000

/** A day's sine between 200 and 1000 requests per second, with its peak at another hour for every group. */
function demandRps(timeMs: number, group: number): number {
  return 600 - 400 * Math.cos((2 * Math.PI * (timeMs + group * 3_600_000)) / dayMs)
}

export interface RunningRegion {
  readonly region: Region
  readonly startMs: number
}

interface RegionOfGroupsOptions extends DeployOptions {
  readonly onCall?: (call: CallRecord) => void
  /** @default 3 */
  readonly historyDays?: number
}

/** @param hours of load; the history lies before it */
export async function regionOfGroups(
  groups: number,
  hours: number,
  { onCall, historyDays = 3, ...options }: RegionOfGroupsOptions = {},
): Promise<RunningRegion> {
  const scenario = parseScenario({ freshMetric: { enabled: false } })
  const loadBalancingQuotas = { loadBalancers: Math.max(50, groups) }
  const region = new Region({ scenario, seed: 1, startMs: startMs - launchTimeMs, onCall, loadBalancingQuotas })
  const physics = new ApplicationPhysics(scenario)
  for (let group = 0; group < groups; group++) await addGroup(region, physics, group, hours, historyDays)
  await region.clock.runUntil(startMs - 1)
  deployControlPlane(region, options)
  return { region, startMs }
}

async function addGroup(
  region: Region,
  physics: ApplicationPhysics,
  group: number,
  hours: number,
  historyDays: number,
): Promise<void> {
  const seriesOf = (fromMs: number, bins: number, binSeconds: number) => ({
    startMs: fromMs,
    binSeconds,
    ratesRps: Float64Array.from({ length: bins }, (_, bin) => demandRps(fromMs + bin * binSeconds * 1000, group)),
  })
  const { application } = await createSite(
    region,
    {
      name: `web-${group}`,
      tags: { 'penumbra:enabled': 'true', 'penumbra:mode': 'act' },
      policy: { metric: 'cpu', targetPercent: region.scenario.team.targetTrackingPercent },
      arrivals: drawArrivals(seriesOf(startMs, hours * 360, 10), region.seed + group),
      physics,
      initialInstances: Math.ceil(demandRps(startMs, group) / 30),
    },
    () => {},
  )
  application.preload(seriesOf(startMs - historyDays * dayMs, historyDays * 1440, 60))
}
