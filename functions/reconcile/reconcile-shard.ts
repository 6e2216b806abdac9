// One tick of a shard: read everything that the groups share in a few batched calls, then each group by itself.
//   observe (batched) → per group: lease → assess (pure) → apply → record
// Then, until shortly before the next tick, groups that count their requests every ten seconds are planned anew.
// Level-triggered: nothing depends on an earlier tick having finished. One bad group never stops the others.
import type { Fleet } from '../../shared/aws/fleet.ts'
import type { GroupStore } from '../../shared/aws/group-store.ts'
import type { KillSwitch } from '../../shared/aws/kill-switch.ts'
import type { BinnedValues, LoadMetrics, MetricWindow } from '../../shared/aws/load-metrics.ts'
import { floorToMinute, readFromMs, recentOf } from '../../shared/domain/demand/recent-demand.ts'

import type { GroupRecords } from '../../shared/domain/group/records.ts'
import type { Log } from '../../shared/runtime/log.ts'
import type { Telemetry } from '../../shared/runtime/telemetry.ts'
import { followFresh, freshWindow } from './follow-fresh.ts'
import {
  type FollowedGroup,
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
  readonly sleep: (durationMs: number) => Promise<void>
  readonly log: Log
}

/** Groups worked on at the same time: enough to hide DynamoDB's latency, few enough to stay within Auto Scaling's bucket. */
const concurrency = 10

/** Within the function's timeout (54 s), with room for one more change. */
const followForMs = 50_000

export async function reconcileShard(
  deps: ReconcileDependencies,
  names: readonly string[],
  owner: string,
): Promise<Record<TickOutcome, number>> {
  const observation = await observeShard(deps, names)
  const outcomes: Record<TickOutcome, number> = { changed: 0, unchanged: 0, skipped: 0, failed: 0 }
  const followed: FollowedGroup[] = []
  const startMs = deps.now()
  for (let from = 0; from < names.length; from += concurrency) {
    const batch = names.slice(from, from + concurrency)
    const results = await Promise.all(batch.map(name => reconcileGroup(deps, observation, name, owner)))
    for (const tick of results) {
      outcomes[tick.outcome]++
      if (tick.followed?.view.config.freshMetric !== undefined) followed.push(tick.followed)
    }
  }
  deps.telemetry.count({ GroupsReconciled: outcomes.changed + outcomes.unchanged, GroupsFailed: outcomes.failed })
  await followFresh(deps, followed, owner, startMs + followForMs)
  return outcomes
}

async function observeShard(deps: ReconcileDependencies, names: readonly string[]): Promise<ShardObservation> {
  const nowMs = deps.now()
  const mode = await deps.killSwitch.read()
  const records = await deps.store.readGroups(names)
  const groups = await deps.fleet.describe(names)
  const [minutes, freshBins] = await Promise.all([readDemand(deps, records, nowMs), readFresh(deps, records, nowMs)])
  return { mode, groups, records, minutes, freshBins }
}

/** The new minutes of every group's demand; a group with several target groups gets their sum. */
async function readDemand(
  deps: ReconcileDependencies,
  records: ReadonlyMap<string, GroupRecords>,
  nowMs: number,
): Promise<Map<string, BinnedValues>> {
  const windows: (MetricWindow & { readonly group: string })[] = []
  for (const [group, { config, state }] of records) {
    const startMs = readFromMs(recentOf(state), nowMs)
    for (const metric of config?.demandMetrics ?? [])
      windows.push({ group, metric, startMs, endMs: floorToMinute(nowMs) })
  }
  const answers = await deps.metrics.read(windows)
  const sums = new Map<string, BinnedValues>()
  answers.forEach((answer, index) => {
    const { group } = windows[index]
    const known = sums.get(group)
    sums.set(group, known === undefined ? answer : sumOf(known, answer))
  })
  return sums
}

async function readFresh(
  deps: ReconcileDependencies,
  records: ReadonlyMap<string, GroupRecords>,
  nowMs: number,
): Promise<Map<string, BinnedValues>> {
  const asked = [...records].flatMap(([group, { config, state }]) =>
    config?.freshMetric === undefined ? [] : [{ group, metric: config.freshMetric, fresh: state?.fresh }],
  )
  const answers = await deps.metrics.read(asked.map(({ metric, fresh }) => freshWindow(metric, fresh, nowMs)))
  return new Map(asked.map(({ group }, index) => [group, answers[index]]))
}

/** A minute that only one of two has reported is that one's count: a target group without requests reports nothing. */
function sumOf(a: BinnedValues, b: BinnedValues): BinnedValues {
  const values = a.values.map((value, minute) => {
    const other = b.values[minute]
    if (Number.isNaN(value)) return other
    return Number.isNaN(other) ? value : value + other
  })
  return { startMs: a.startMs, values }
}
