// A region with many groups under a daily rhythm, for the benches that count time.
import { type ControlPlane, type DeployOptions, deployControlPlane, tableName } from '../simulator/control-plane.ts'
import { Region, type RegionOptions } from '../simulator/region.ts'
import { parseScenario } from '../simulator/scenario.ts'
import { createSite } from '../simulator/site.ts'
import { ApplicationPhysics } from '../simulator/workload/application.ts'
import { drawArrivals } from '../simulator/workload/arrivals.ts'

const dayMs = 86_400_000
/** A Monday, midnight. */
export const firstDayMs = Date.UTC(2026, 2, 2)
const launchTimeMs = 15 * 60_000

/** A day's sine between 200 and 1000 requests per second, with its peak at another hour for every group, 24 in turn. */
function demandRps(timeMs: number, group: number): number {
  return 600 - 400 * Math.cos((2 * Math.PI * (timeMs + group * 3_600_000)) / dayMs)
}

export interface RunningRegion {
  readonly region: Region
  readonly controlPlane: ControlPlane
  readonly startMs: number
}

export interface GroupsOptions extends DeployOptions, Pick<RegionOptions, 'onCall' | 'callLatencyMs'> {
  /** When the load begins. @default firstDayMs */
  readonly startMs?: number
  /** Whether every group counts its requests every ten seconds. @default false */
  readonly fresh?: boolean
  /** Days of load before it, which CloudWatch knows. @default 3 */
  readonly historyDays?: number
  /** Items that lie in Penumbra's table from the beginning. */
  readonly items?: readonly Item[]
}

type Item = Parameters<Region['dynamoDb']['operations']['PutItem']>[0]['Item']

/** @param hours of load */
export async function regionOfGroups(
  groups: number,
  hours: number,
  { onCall, callLatencyMs, fresh = false, items = [], ...options }: GroupsOptions = {},
): Promise<RunningRegion> {
  const { startMs = firstDayMs, historyDays = 3 } = options
  const scenario = parseScenario({ freshMetric: { enabled: fresh } })
  const region = new Region({
    scenario,
    seed: 1,
    startMs: startMs - launchTimeMs,
    onCall,
    callLatencyMs,
    maxAutoScalingGroups: Math.max(500, groups),
    loadBalancingQuotas: { loadBalancers: Math.max(50, groups) },
  })
  const physics = new ApplicationPhysics(scenario)
  for (let group = 0; group < groups; group++) await addGroup(region, physics, group, { startMs, hours, historyDays })
  await region.clock.runUntil(startMs - 1)
  const controlPlane = deployControlPlane(region, options)
  const context = { nowMs: region.clock.now(), caller: 'bench' }
  for (const Item of items) region.dynamoDb.operations.PutItem({ TableName: tableName, Item }, context)
  return { region, controlPlane, startMs }
}

async function addGroup(
  region: Region,
  physics: ApplicationPhysics,
  group: number,
  { startMs, hours, historyDays }: { readonly startMs: number; readonly hours: number; readonly historyDays: number },
): Promise<void> {
  const seriesOf = (fromMs: number, bins: number, binSeconds: number) => ({
    startMs: fromMs,
    binSeconds,
    ratesRps: Float64Array.from({ length: bins }, (_, bin) => demandRps(fromMs + bin * binSeconds * 1000, group)),
  })
  const { freshMetric } = region.scenario
  const { application } = await createSite(
    region,
    {
      name: `web-${group}`,
      tags: {
        'penumbra:enabled': 'true',
        'penumbra:mode': 'act',
        ...(freshMetric.enabled && { 'penumbra:fresh-metric': `${freshMetric.namespace}/RequestCount` }),
      },
      policy: { metric: 'cpu', targetPercent: region.scenario.team.targetTrackingPercent },
      arrivals: drawArrivals(seriesOf(startMs, hours * 360, 10), region.seed + group),
      physics,
      initialInstances: Math.ceil(demandRps(startMs, group) / 30),
    },
    () => {},
  )
  application.preload(seriesOf(startMs - historyDays * dayMs, historyDays * 1440, 60))
}
