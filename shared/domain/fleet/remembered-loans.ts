// What is on loan to a group, from what is remembered of it. A record that cannot be read is told from what stands on AWS where
// that is certain: a floor has its expiry, which holds the team's MinSize, for as long as it stands.
import { VerificationError } from '../errors.ts'
import type { GroupRecords } from '../group/records.ts'
import type { GroupView } from './group-view.ts'
import type { ObservedGroup } from './observed-group.ts'
import type { PoolMemory } from './pool-steps.ts'

export type RememberedLoans = Pick<GroupRecords, 'memory' | 'pool' | 'unreadable'>

/** What AWS will do by itself: give the group this MinSize at this time, epoch milliseconds. */
export interface FloorExpiry {
  readonly minSize: number
  readonly atMs: number
}

/** A scheduled action may run two minutes late. */
const latestExpiryMs = 3 * 60_000

/** @throws VerificationError where what was lent cannot be read */
export function whatIsLent(
  group: Pick<ObservedGroup, 'name' | 'managed'>,
  { memory, pool, unreadable }: RememberedLoans,
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

/**
 * Puts what can be told from AWS in the place of records that cannot be read. A MinSize above the one that would be given back
 * is taken for ours: if the team had set it, the expiry would overwrite it all the same. Without an expiry no floor stands, since
 * it is made before the first change and cancelled after the last. Where there is no pool, none of ours stands. A pool whose
 * record cannot be read may be the team's, and is left for people to judge.
 * @param expiry undefined: none is scheduled
 */
export function mendLoans(
  { minSize, pool: standing }: Pick<ObservedGroup, 'minSize' | 'pool'>,
  { memory, pool, unreadable }: RememberedLoans,
  expiry: FloorExpiry | undefined,
): RememberedLoans {
  const noPool = { schemaVersion: 1 as const, written: [], stood: false, expiresAtMs: maybeScheduled }
  const canTellPool = standing === undefined
  return {
    memory: unreadable.includes('memory') ? memoryFrom(minSize, expiry) : memory,
    pool: unreadable.includes('pool') && canTellPool ? noPool : pool,
    unreadable: unreadable.filter(kind => kind === 'pool' && !canTellPool),
  }
}

/** As a step that was cut off remembers it: an expiry may be scheduled or not. */
const maybeScheduled = 0

function memoryFrom(minSize: number, expiry: FloorExpiry | undefined): NonNullable<RememberedLoans['memory']> {
  if (expiry === undefined) {
    return { schemaVersion: 1, baselineMinSize: minSize, writtenMinSizes: [], expiresAtMs: maybeScheduled }
  }
  const writtenMinSizes = minSize > expiry.minSize ? [minSize] : []
  return { schemaVersion: 1, baselineMinSize: expiry.minSize, writtenMinSizes, expiresAtMs: expiry.atMs }
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
