// Everything that a decision about one group rests on, put together from what the shard has read.
import type { BinnedValues } from '../../shared/aws/load-metrics.ts'
import type { WarmPools } from '../../shared/aws/warm-pools.ts'
import type { ControlMode } from '../../shared/domain/control-mode.ts'
import { VerificationError } from '../../shared/domain/errors.ts'
import type { GroupView } from '../../shared/domain/fleet/group-view.ts'
import type { ObservedGroup } from '../../shared/domain/fleet/observed-group.ts'
import type { PoolMemory } from '../../shared/domain/fleet/pool-steps.ts'
import type { GroupRecords } from '../../shared/domain/group/records.ts'
import type { ModelCache } from './model-cache.ts'
import { observePool } from './observe-pool.ts'

export interface GatherDependencies {
  readonly warmPools: WarmPools
  readonly models: ModelCache
  readonly now: () => number
}

/** What a group's decision rests on beside the group itself and its records. */
export interface Surroundings {
  readonly mode: ControlMode
  readonly minutes: ReadonlyMap<string, BinnedValues>
  /** Of the groups that count every ten seconds. */
  readonly freshBins: ReadonlyMap<string, BinnedValues>
}

/** A scheduled action may run two minutes late. */
const latestExpiryMs = 3 * 60_000

/**
 * @returns undefined for a group that is gone or was never registered
 * @throws VerificationError where what was lent cannot be read
 */
export async function gatherView(
  deps: GatherDependencies,
  { mode, minutes, freshBins }: Surroundings,
  group: ObservedGroup | undefined,
  records: GroupRecords,
): Promise<GroupView | undefined> {
  const { config, state, learned } = records
  if (group === undefined || config === undefined) return undefined
  const { name } = group
  const nowMs = deps.now()
  return {
    nowMs,
    mode,
    config,
    group,
    ...whatIsLent(group, records, nowMs),
    poolSeen: await observePool(deps.warmPools, group, state),
    learned,
    model: learned && (await deps.models.get(name, learned.modelVersion)),
    state,
    minutes: minutes.get(name) ?? { startMs: 0, values: new Float64Array(0) },
    freshBins: freshBins.get(name),
  }
}

/** What is on loan to a group, as it is remembered. */
export function whatIsLent(
  group: ObservedGroup,
  { memory, pool, unreadable }: GroupRecords,
  nowMs: number,
): Pick<GroupView, 'managed' | 'memory' | 'poolMemory'> {
  refuse(group.name, unreadable, 'memory', "the team's MinSize")
  refuse(group.name, unreadable, 'pool', 'whose the warm pool is')
  const { managed } = group
  return {
    managed,
    memory: memory && !isOutlived(memory, managed, nowMs) ? { ...memory, expiresAtMs: memory.expiresAtMs } : undefined,
    poolMemory: pool && poolMemoryOf(pool),
  }
}

function refuse(name: string, unreadable: readonly string[], kind: 'memory' | 'pool', wanted: string): void {
  if (!unreadable.includes(kind)) return
  throw new VerificationError(`${kind} of ${name}: got a record that does not parse, wanted ${wanted}`)
}

/** Every field is there, so that a step can be compared with what is remembered. */
function poolMemoryOf(record: NonNullable<GroupRecords['pool']>): PoolMemory {
  const { written, stood, expiresAtMs, yielded, notBeforeMs } = record
  return { written, stood, expiresAtMs, yielded, notBeforeMs }
}

/** Somebody took our tag away and AWS has given the floor back since: what stands now is the team's. */
function isOutlived({ expiresAtMs = 0 }: { expiresAtMs?: number }, managed: boolean, nowMs: number): boolean {
  return !managed && expiresAtMs < nowMs - latestExpiryMs
}
