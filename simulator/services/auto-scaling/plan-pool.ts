// What a warm pool holds, and what to do so that it does. Pure.
//
// Its size is the difference between what may be prepared and DesiredCapacity: MaxGroupPreparedCapacity, or MaxSize without
// one; never less than the pool's MinSize, and nothing else where DesiredCapacity is above it. What may be prepared is also
// "the maximum number of instances that are allowed to be in the warm pool or in any state except Terminated for the Auto
// Scaling group", so that a refill waits for instances that drain; only MinSize does not wait.
// Source: PutWarmPoolType in the SDK.
//
// A group that scales in with ReuseOnScaleIn gives the pool what it has room for, and terminates the rest. AWS does not say
// which instances leave a pool that has become too large: here those go first that are not warmed yet, then the newest.
import type { LaunchSite } from './group-attributes.ts'
import type { GroupSizes } from './group-sizes.ts'
import { isPooled, isWarmed } from './lifecycle.ts'
import { chooseSites, type ResizePlan } from './resize-plan.ts'
import type { SimulatedInstance } from './simulated-instance.ts'

export interface PoolSettings {
  /** Instances. */
  readonly minSize: number
  /** Instances of group and pool together; undefined: MaxSize. */
  readonly maxPrepared: number | undefined
  readonly poolState: 'Stopped' | 'Running'
  readonly reusesOnScaleIn: boolean
}

export interface PoolRequest {
  /** Undefined: there is none, or it is being deleted. */
  readonly pool: PoolSettings | undefined
  readonly sizes: GroupSizes
  /** Instances that a refresh may have in the pool beyond its size. */
  readonly poolSurge: number
  /** In any state except Terminated. */
  readonly group: readonly SimulatedInstance[]
  readonly pooled: readonly SimulatedInstance[]
  /** What is about to be done to the group itself. */
  readonly resize: ResizePlan
  readonly sites: readonly LaunchSite[]
  readonly mayLaunch: boolean
  readonly mayTerminate: boolean
}

export interface PoolPlan {
  /** Of those that leave the group, the ones that go to the pool. */
  readonly reuses: readonly SimulatedInstance[]
  readonly warmUps: readonly LaunchSite[]
  readonly retirements: readonly SimulatedInstance[]
}

const nothing: PoolPlan = { reuses: [], warmUps: [], retirements: [] }

/** Instances that the pool is to hold. */
export function poolSize({ maxPrepared, minSize }: PoolSettings, { maxSize, desiredCapacity }: GroupSizes): number {
  return Math.max(minSize, (maxPrepared ?? maxSize) - desiredCapacity, 0)
}

export function planPool(request: PoolRequest): PoolPlan {
  const { pool, sizes, resize, pooled } = request
  if (pool === undefined) return nothing
  const staying = pooled.filter(instance => isPooled(instance) && !resize.draws.includes(instance))
  const room = poolSize(pool, sizes) + request.poolSurge - staying.length
  const reuses = pool.reusesOnScaleIn ? resize.terminations.filter(isReusable).slice(0, Math.max(0, room)) : []
  const missing = room - reuses.length
  const warmUps = request.mayLaunch
    ? Math.min(missing, allowedWarmUps(request, pool, staying.length + reuses.length))
    : 0
  return {
    reuses,
    warmUps: chooseSites(staying, request.sites, Math.max(0, warmUps)),
    retirements: missing < 0 && request.mayTerminate ? leastReady(staying, -missing) : [],
  }
}

function isReusable({ state }: SimulatedInstance): boolean {
  return state === 'InService'
}

/** How many more instances may be launched into a pool that holds `held`. */
function allowedWarmUps(request: PoolRequest, pool: PoolSettings, held: number): number {
  const { sizes, group, pooled, resize, poolSurge } = request
  const existing = group.length + pooled.length + resize.launches.length
  const unprepared = (pool.maxPrepared ?? sizes.maxSize) + poolSurge - existing
  return Math.max(unprepared, pool.minSize - held)
}

function leastReady(instances: readonly SimulatedInstance[], count: number): SimulatedInstance[] {
  const newestFirst = [...instances].reverse()
  const ordered = [...newestFirst.filter(instance => !isWarmed(instance)), ...newestFirst.filter(isWarmed)]
  return ordered.slice(0, count)
}
