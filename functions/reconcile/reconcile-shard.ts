// One tick of a shard: read everything that the groups share in a few batched calls, then each group by itself.
//   observe (batched) → per group: lease → assess (pure) → apply → record
// Level-triggered: nothing depends on an earlier tick having finished. One bad group never stops the others.
import type { Fleet } from '../../shared/aws/fleet.ts'
import type { GroupStore } from '../../shared/aws/group-store.ts'
import type { KillSwitch } from '../../shared/aws/kill-switch.ts'
import type { LoadMetrics, MetricWindow, MinuteValues } from '../../shared/aws/load-metrics.ts'
import { floorToMinute, readFromMs } from '../../shared/domain/demand/recent-demand.ts'
import { recentOf } from '../../shared/domain/fleet/assess-group.ts'
import type { GroupRecords } from '../../shared/domain/group/records.ts'
import type { Log } from '../../shared/runtime/log.ts'
import type { Telemetry } from '../../shared/runtime/telemetry.ts'
import {
  type ReconcileGroupDependencies,
  reconcileGroup,
  type ShardObservation,
  type TickOutcome,
} from './reconcile-group.ts'

export interface ReconcileDependencies extends ReconcileGroupDependencies {
  readonly fleet: Fleet
  readonly store: GroupStore
  readonly metrics: LoadMetrics
  readonly killSwitch: KillSwitch
  readonly telemetry: Telemetry
  readonly log: Log
}

/** Groups worked on at the same time: enough to hide DynamoDB's latency, few enough to stay within Auto Scaling's bucket. */
const concurrency = 10

export async function reconcileShard(
  deps: ReconcileDependencies,
  names: readonly string[],
  owner: string,
): Promise<Record<TickOutcome, number>> {
  const observation = await observeShard(deps, names)
  const outcomes: Record<TickOutcome, number> = { changed: 0, unchanged: 0, skipped: 0, failed: 0 }
  for (let from = 0; from < names.length; from += concurrency) {
    const batch = names.slice(from, from + concurrency)
    const results = await Promise.all(batch.map(name => reconcileGroup(deps, observation, name, owner)))
    for (const outcome of results) outcomes[outcome]++
  }
  deps.telemetry.count({ GroupsReconciled: outcomes.changed + outcomes.unchanged, GroupsFailed: outcomes.failed })
  return outcomes
}

async function observeShard(deps: ReconcileDependencies, names: readonly string[]): Promise<ShardObservation> {
  const nowMs = deps.now()
  const mode = await deps.killSwitch.read()
  const records = await deps.store.readGroups(names)
  const groups = await deps.fleet.describe(names)
  return { mode, groups, records, minutes: await readDemand(deps, records, nowMs) }
}

/** The new minutes of every group's demand; a group with several target groups gets their sum. */
async function readDemand(
  deps: ReconcileDependencies,
  records: ReadonlyMap<string, GroupRecords>,
  nowMs: number,
): Promise<Map<string, MinuteValues>> {
  const windows: (MetricWindow & { readonly group: string })[] = []
  for (const [group, { config, state }] of records) {
    const startMs = readFromMs(recentOf(state), nowMs)
    for (const metric of config?.demandMetrics ?? [])
      windows.push({ group, metric, startMs, endMs: floorToMinute(nowMs) })
  }
  const answers = await deps.metrics.readMinutes(windows)
  const sums = new Map<string, MinuteValues>()
  answers.forEach((answer, index) => {
    const { group } = windows[index]
    const known = sums.get(group)
    sums.set(group, known === undefined ? answer : sumOf(known, answer))
  })
  return sums
}

/** A minute that only one of two has reported is that one's count: a target group without requests reports nothing. */
function sumOf(a: MinuteValues, b: MinuteValues): MinuteValues {
  const values = a.values.map((value, minute) => {
    const other = b.values[minute]
    if (Number.isNaN(value)) return other
    return Number.isNaN(other) ? value : value + other
  })
  return { startMs: a.startMs, values }
}
