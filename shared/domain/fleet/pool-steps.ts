// How a warm pool is lent to a group and taken back. Like a floor it is borrowed: what is about to be written is remembered
// first, a one-time schedule deletes the pool even if Penumbra is gone, and a crash between any two steps leaves either
// nothing changed or something that expires by itself:
//   lend:    mark managed → remember → schedule expiry → remember that it stands → put pool
//   restore: delete pool → cancel expiry → forget (→ unmark, when no floor is on loan either)
// A group has at most one pool. One that Penumbra did not write is the team's: never touched, and an expiry that would delete
// it is cancelled before anything else. Ours that the team changes or deletes is the team's from then on, until the group has
// been given back (restore, opt-out, observe).
import type { PoolState } from '../capacity/warm-pool.ts'

/** A pool as Penumbra writes it: an absolute size, which AWS keeps only when MinSize and MaxGroupPreparedCapacity are equal. */
export interface PoolShape {
  readonly size: number
  readonly state: PoolState
}

/** The group's pool as AWS describes it. */
export interface ObservedPool {
  readonly minSize: number
  /** MaxGroupPreparedCapacity; undefined where it is not set. */
  readonly maxPrepared?: number
  readonly state: string
  readonly reuseOnScaleIn: boolean
  /** Marked for deletion: neither ours nor theirs, and nothing can be put until it is gone. */
  readonly deleting: boolean
}

/** What is remembered of a pool on loan, until everything is put back. */
export interface PoolMemory {
  /** Pools that Penumbra wrote last or was about to write when it was last seen; any other is the team's. */
  readonly written: readonly PoolShape[]
  /** Whether the last one was seen to stand, so that its absence before the expiry is somebody's doing. */
  readonly stood: boolean
  /**
   * When AWS deletes the pool by itself, epoch milliseconds. Undefined: no expiry is scheduled. 0: one may be, since it was
   * about to be made or cancelled when this was written.
   */
  readonly expiresAtMs: number | undefined
  /** What the team did to ours; set: no pool of ours until the group has been given back. */
  readonly yielded: 'changed' | 'deleted' | undefined
  /** No new pool before this: a late retry of an expiry that has run might still delete it. Epoch milliseconds. */
  readonly notBeforeMs: number | undefined
}

export type PoolStep =
  | { readonly kind: 'mark-managed' }
  | { readonly kind: 'remember-pool'; readonly memory: PoolMemory }
  | { readonly kind: 'schedule-pool-expiry'; readonly atMs: number }
  /** `from` is what was seen; anything else by then is the team's, and must not be overwritten. */
  | { readonly kind: 'put-pool'; readonly pool: PoolShape; readonly from: ObservedPool | undefined }
  | { readonly kind: 'delete-pool'; readonly from: ObservedPool }
  | { readonly kind: 'cancel-pool-expiry' }
  | { readonly kind: 'forget-pool' }

export interface PoolSituation {
  readonly pool: ObservedPool | undefined
  /** Whether the group carries `penumbra:managed`. */
  readonly managed: boolean
  readonly memory: PoolMemory | undefined
  readonly nowMs: number
}

/** How long a pool stands if nobody renews its expiry; it is renewed at half of this. */
export const poolLifetimeMs = 30 * 60_000

/** How long Scheduler goes on trying a deletion that fails; no new pool is lent before the last try can have run. */
export const expiryRetryMs = 15 * 60_000

/** The expiry is being made or cancelled: it may stand or not. */
const uncertain = 0

const nothing: PoolMemory = {
  written: [],
  stood: false,
  expiresAtMs: undefined,
  yielded: undefined,
  notBeforeMs: undefined,
}

/** Whose the pool is. */
export function poolOwner({
  pool,
  memory,
}: Pick<PoolSituation, 'pool' | 'memory'>): 'none' | 'ours' | 'team' | 'leaving' {
  if (pool === undefined) return 'none'
  if (pool.deleting) return 'leaving'
  return standingShape({ pool, memory }) === undefined ? 'team' : 'ours'
}

/** Our pool as it stands; undefined where none of ours does. */
export function standingShape({ pool, memory }: Pick<PoolSituation, 'pool' | 'memory'>): PoolShape | undefined {
  return pool && memory?.written.find(shape => isShape(pool, shape))
}

/** What the team has done to our pool, now or before; undefined: nothing. */
export function yieldedTo(situation: PoolSituation): PoolMemory['yielded'] {
  const { memory, nowMs } = situation
  if (memory === undefined || memory.yielded !== undefined) return memory?.yielded
  const owner = poolOwner(situation)
  if (owner === 'team' && memory.written.length > 0) return 'changed'
  const isGone = owner === 'none' || owner === 'leaving'
  return isGone && memory.stood && isAhead(memory.expiresAtMs, nowMs) ? 'deleted' : undefined
}

/** Whether something of ours stands, or may stand, on AWS: a pool, or the schedule that deletes it. */
export function isPoolOnLoan(memory: PoolMemory | undefined): boolean {
  return memory !== undefined && (memory.written.length > 0 || memory.expiresAtMs !== undefined)
}

/** Steps that make the group's pool `wanted` (size 0: none) and keep its expiry in the future. */
export function stepsToPool(wanted: PoolShape, situation: PoolSituation): PoolStep[] {
  if (yieldedTo(situation) !== undefined) return stepsToYield(situation)
  const { memory, nowMs } = situation
  const owner = poolOwner(situation)
  if (hasLapsed(memory, nowMs)) return stepsAfterExpiry(situation)
  if (owner === 'team' || owner === 'leaving' || isTooEarly(memory, nowMs)) return []
  if (wanted.size === 0 || isOtherState(wanted, situation)) {
    return isPoolOnLoan(memory) ? stepsToRestorePool(situation) : []
  }
  return stepsToLend(wanted, situation)
}

/** While the plan is not known, or the floor is let down: nothing is resized or renewed, but the team's pool is kept from harm. */
export function stepsWhilePoolWaits(situation: PoolSituation): PoolStep[] {
  return yieldedTo(situation) === undefined ? [] : stepsToYield(situation)
}

/** Deletes our pool and forgets it: opt-out, refusal, kill switch `restore`, back to observe. A pool of the team's stays. */
export function stepsToRestorePool(situation: PoolSituation): PoolStep[] {
  const { pool, memory } = situation
  if (memory === undefined) return []
  const isOurs = poolOwner(situation) === 'ours' && pool !== undefined
  const steps: PoolStep[] = isOurs ? stepsToDelete(pool, memory) : []
  if (isPoolOnLoan(memory)) steps.push({ kind: 'cancel-pool-expiry' })
  return [...steps, { kind: 'forget-pool' }]
}

/** Remembered first, so that a pool which is gone after a crash does not look as if the team had deleted it. */
function stepsToDelete(from: ObservedPool, memory: PoolMemory): PoolStep[] {
  return [
    { kind: 'remember-pool', memory: { ...memory, expiresAtMs: uncertain } },
    { kind: 'delete-pool', from },
  ]
}

function stepsToLend(wanted: PoolShape, { pool, managed, memory, nowMs }: PoolSituation): PoolStep[] {
  const changes = pool === undefined || !isShape(pool, wanted)
  const stands = memory?.written.filter(shape => pool !== undefined && isShape(pool, shape)) ?? []
  const after = (expiresAtMs: number | undefined): PoolMemory => ({
    ...nothing,
    written: changes ? [...stands, wanted] : [wanted],
    stood: stands.length > 0,
    expiresAtMs,
  })
  const steps: PoolStep[] = managed ? [] : [{ kind: 'mark-managed' }]
  if (needsRenewal(memory, nowMs)) {
    const atMs = nowMs + poolLifetimeMs
    steps.push({ kind: 'remember-pool', memory: after(uncertain) })
    steps.push({ kind: 'schedule-pool-expiry', atMs })
    steps.push({ kind: 'remember-pool', memory: after(atMs) })
  } else if (changes || !memory?.stood) {
    steps.push({ kind: 'remember-pool', memory: after(memory?.expiresAtMs) })
  }
  if (changes) steps.push({ kind: 'put-pool', pool: wanted, from: pool })
  return steps
}

/** The team's pool first: the expiry must not delete it. */
function stepsToYield(situation: PoolSituation): PoolStep[] {
  const { memory } = situation
  if (memory === undefined || (memory.yielded !== undefined && !isPoolOnLoan(memory))) return []
  return [
    { kind: 'cancel-pool-expiry' },
    { kind: 'remember-pool', memory: { ...nothing, yielded: yieldedTo(situation) } },
  ]
}

/** The loan is over, whether AWS has deleted the pool or is still trying: what stands is taken back, and time is left for retries. */
function stepsAfterExpiry(situation: PoolSituation): PoolStep[] {
  const { pool, memory } = situation
  const steps: PoolStep[] =
    pool !== undefined && poolOwner(situation) === 'ours' ? [{ kind: 'delete-pool', from: pool }] : []
  const notBeforeMs = (memory?.expiresAtMs ?? 0) + expiryRetryMs
  return [...steps, { kind: 'cancel-pool-expiry' }, { kind: 'remember-pool', memory: { ...nothing, notBeforeMs } }]
}

/** Whether the pool that stands is the one that was written. */
export function isShape(pool: ObservedPool, { size, state }: PoolShape): boolean {
  return (
    pool.minSize === size && pool.maxPrepared === size && pool.state === state && !pool.reuseOnScaleIn && !pool.deleting
  )
}

/** What the instances of a standing pool become when its state changes is not documented: it is deleted and made anew. */
function isOtherState({ state }: PoolShape, { pool }: PoolSituation): boolean {
  return pool !== undefined && pool.state !== state
}

function isAhead(expiresAtMs: number | undefined, nowMs: number): boolean {
  return expiresAtMs !== undefined && expiresAtMs > nowMs
}

function hasLapsed(memory: PoolMemory | undefined, nowMs: number): boolean {
  const expiresAtMs = memory?.expiresAtMs
  return expiresAtMs !== undefined && expiresAtMs !== uncertain && expiresAtMs <= nowMs
}

function isTooEarly(memory: PoolMemory | undefined, nowMs: number): boolean {
  return isAhead(memory?.notBeforeMs, nowMs)
}

function needsRenewal(memory: PoolMemory | undefined, nowMs: number): boolean {
  if (memory?.expiresAtMs === undefined) return true
  return memory.expiresAtMs - nowMs <= poolLifetimeMs / 2
}
