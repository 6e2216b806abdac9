// What an instance refresh does next: which instances to terminate, how many to launch beyond the desired capacity, or what
// to wait for. Pure; refresh-run.ts applies it.
//
// Sources: user guide, instance-refresh-overview.md ("Core concepts", "Limitations"), asg-adding-checkpoints-instance-refresh.md,
// instance-maintenance-policy-overview-and-considerations.md ("Example scenarios"); RefreshPreferences in the SDK.
// - At least MinHealthyPercentage of the desired capacity (rounded up) stays ready: in service, healthy, warmed up.
// - MaxHealthyPercentage left out: instances are terminated and their replacements launched at the same time, at least one.
// - MaxHealthyPercentage given: up to that much (rounded down) may be pending or in service. Where both bounds together leave
//   no room, one is launched before one is terminated.
// - The group first, then its warm pool, each within bounds of its own.
// Rounding down, and that the extra instances may exceed MaxSize, are assumptions: AWS does not say.

export interface RefreshInstance {
  readonly instanceId: string
  /** In service, healthy and warmed up; in the pool: prepared. */
  readonly isReady: boolean
  /** Still to be replaced. */
  readonly isStale: boolean
  /** Stale, but not to be terminated now: protected from scale-in, and the refresh waits for that to end. */
  readonly isHeld: boolean
  /** Stale, but with the configuration that is wanted: replaced last. */
  readonly isMatching: boolean
  /** Epoch milliseconds. */
  readonly launchedAtMs: number
}

/** Instances that are refreshed together. */
export interface RefreshSet {
  /** How many of them there should be; those that the refresh ignores are left out here and in `instances`. */
  readonly size: number
  readonly instances: readonly RefreshInstance[]
}

export interface RefreshedPool extends RefreshSet {
  /** Whether instances that leave the group or the pool still take the room of those to come. */
  readonly isDraining: boolean
}

export interface RefreshBounds {
  /** 0 to 100. */
  readonly minHealthyPercentage: number
  /** 100 to 200; undefined when nobody has set it. */
  readonly maxHealthyPercentage: number | undefined
}

export interface RefreshView {
  /** Pending and in service. */
  readonly live: RefreshSet
  /** Of the group, ready, but ignored by the refresh. */
  readonly ignoredReady: number
  /** Standby instances that are stale, and whether the refresh may terminate them. */
  readonly standby: { readonly instanceIds: readonly string[]; readonly mayTerminate: boolean }
  readonly pool: RefreshedPool | undefined
  readonly bounds: RefreshBounds
  /** Ascending; the last one ends the refresh. */
  readonly checkpoints: readonly number[]
  /** The checkpoint that was reached last; 0 before the first. */
  readonly reachedCheckpoint: number
}

export interface RefreshStep {
  readonly terminate: readonly string[]
  /** Instances that the group may have beyond its desired capacity. */
  readonly surge: number
  /** The same for the warm pool. */
  readonly poolSurge: number
  /** The highest checkpoint that the group is beyond now; falls again when the group grows. */
  readonly reachedCheckpoint: number
  /** `blocked`: nothing moves until somebody else does something. */
  readonly state: 'replacing' | 'waiting' | 'blocked' | 'checkpoint' | 'done'
  readonly reason: string
}

/** Share of a set that has been replaced and is ready. */
export interface RefreshProgress {
  readonly total: number
  readonly replaced: number
}

interface Batch {
  readonly terminate: readonly string[]
  readonly surge: number
}

export function planRefreshStep(view: RefreshView): RefreshStep {
  const { total, replaced } = progressOf(view.live)
  const beyond = view.checkpoints.filter(percentage => replaced * 100 >= percentage * total)
  const reachedCheckpoint = Math.max(0, ...beyond)
  const last = view.checkpoints.at(-1) ?? 100
  const standing = { terminate: [], surge: 0, poolSurge: 0, reachedCheckpoint }
  if (reachedCheckpoint > view.reachedCheckpoint && reachedCheckpoint < last) {
    return { ...standing, state: 'checkpoint', reason: `Reached the checkpoint at ${reachedCheckpoint} percent.` }
  }
  if (replaced * 100 < last * total) return { ...groupStep(view, quotaOf(view, reachedCheckpoint)), reachedCheckpoint }
  return { ...afterGroup(view, last === 100), reachedCheckpoint }
}

/** Never more than the instances that are gone have made room for. */
export function progressOf({ size, instances }: RefreshSet): RefreshProgress {
  const stale = instances.filter(({ isStale }) => isStale).length
  const updated = instances.filter(({ isStale, isReady }) => isReady && !isStale).length
  return { total: size, replaced: Math.max(0, Math.min(updated, size - stale)) }
}

/** How many instances may be new before the next checkpoint. */
function quotaOf({ live, checkpoints }: RefreshView, reachedCheckpoint: number): number {
  const next = checkpoints.find(percentage => percentage > reachedCheckpoint) ?? 100
  return Math.ceil((live.size * next) / 100)
}

function groupStep(view: RefreshView, quota: number): Omit<RefreshStep, 'reachedCheckpoint'> {
  const batch = planBatch(view.live, view.bounds, quota, view.ignoredReady)
  const standby = view.standby.mayTerminate ? view.standby.instanceIds : []
  const terminate = [...batch.terminate, ...standby]
  return { ...stepOf(view.live, terminate, batch.surge), surge: batch.surge, poolSurge: 0 }
}

/** Standby instances and the pool come when the group itself is through. */
function afterGroup(view: RefreshView, isWhole: boolean): Omit<RefreshStep, 'reachedCheckpoint'> {
  const { standby, pool, bounds } = view
  const none = { terminate: [], surge: 0, poolSurge: 0 }
  if (!isWhole) return { ...none, state: 'done', reason: 'The last checkpoint is reached.' }
  if (standby.instanceIds.length > 0 && standby.mayTerminate) {
    return { ...none, terminate: standby.instanceIds, state: 'replacing', reason: 'Terminating Standby instances.' }
  }
  if (standby.instanceIds.length > 0) {
    return { ...none, state: 'blocked', reason: waitingFor(standby.instanceIds[0], 'is in Standby') }
  }
  if (pool === undefined || isThrough(pool)) return { ...none, state: 'done', reason: 'All instances are updated.' }
  const { terminate, surge } = planBatch(pool, bounds, pool.size, 0)
  return { ...stepOf(pool, terminate, surge), surge: 0, poolSurge: surge }
}

/** A pool may have to stay smaller than its size, for Standby instances: then it is through when it does not change any more. */
function isThrough({ size, instances, isDraining }: RefreshedPool): boolean {
  const isUpdated = instances.every(({ isStale, isReady }) => isReady && !isStale)
  return isUpdated && (instances.length >= size || !isDraining)
}

function stepOf(set: RefreshSet, terminate: readonly string[], surge: number) {
  if (terminate.length > 0) return { terminate, state: 'replacing' as const, reason: 'Replacing instances.' }
  const coming = set.instances.find(({ isReady }) => !isReady)
  const held = set.instances.find(({ isHeld }) => isHeld)
  const isMoving = coming !== undefined || set.instances.length < set.size + surge
  if (!isMoving && held !== undefined) {
    return { terminate, state: 'blocked' as const, reason: waitingFor(held.instanceId, 'is protected from scale in') }
  }
  const reason = coming === undefined ? 'Waiting for launches.' : waitingFor(coming.instanceId, 'is not ready yet')
  return { terminate, state: 'waiting' as const, reason }
}

function waitingFor(instanceId: string, what: string): string {
  return `Waiting for remaining instances to be available. For example: ${instanceId} ${what}.`
}

/** @param ignoredReady instances outside the set that are ready and count towards the healthy percentage */
function planBatch(set: RefreshSet, bounds: RefreshBounds, quota: number, ignoredReady: number): Batch {
  const { size, instances } = set
  const whole = size + ignoredReady
  const { least, most } = limitsOf(whole, bounds)
  const ready = instances.filter(({ isReady }) => isReady).length + ignoredReady
  // Without a maximum at least one is replaced at a time, whatever the minimum leaves.
  const isAllReady = ready >= whole && ready === instances.length + ignoredReady
  const isForced = bounds.maxHealthyPercentage === undefined && least >= whole && isAllReady
  const stale = instances.filter(({ isStale }) => isStale)
  const due = stale.length - (size - quota)
  const victims = chooseVictims(stale, isForced ? 1 : ready - least, due)
  const open = stale.filter(({ isHeld }) => !isHeld).length
  const surge = Math.min(most - whole, open - victims.length, due - victims.length)
  return { terminate: victims.map(({ instanceId }) => instanceId), surge: Math.max(0, surge) }
}

/** How many must be ready and how many there may be. Explicit bounds without room between them give room for one. */
function limitsOf(size: number, { minHealthyPercentage, maxHealthyPercentage }: RefreshBounds) {
  const least = Math.ceil((size * minHealthyPercentage) / 100)
  if (maxHealthyPercentage === undefined) return { least, most: size }
  return { least, most: Math.max(Math.floor((size * maxHealthyPercentage) / 100), least + 1) }
}

/** @param spare instances that may stop being ready; below 0 nothing is touched */
function chooseVictims(stale: readonly RefreshInstance[], spare: number, count: number): RefreshInstance[] {
  if (spare < 0 || count <= 0) return []
  const candidates = stale.filter(({ isHeld }) => !isHeld).toSorted(byReplacementOrder)
  const victims: RefreshInstance[] = []
  let left = spare
  for (const candidate of candidates) {
    if (victims.length === count) break
    if (candidate.isReady && left === 0) continue
    if (candidate.isReady) left--
    victims.push(candidate)
  }
  return victims
}

/** Old configurations first, then what serves nothing yet, then the oldest. */
function byReplacementOrder(one: RefreshInstance, other: RefreshInstance): number {
  return (
    Number(one.isMatching) - Number(other.isMatching) ||
    Number(one.isReady) - Number(other.isReady) ||
    one.launchedAtMs - other.launchedAtMs
  )
}
