// What an instance refresh sees of its group: which instances it has to replace, and which of them are ready. Pure.
import type { RefreshInstance, RefreshView } from './instance-refresh.ts'
import { isLaunchedFrom, type LaunchSource } from './launch-source.ts'
import { isLive, isPooled, isWarmed } from './lifecycle.ts'
import { instanceTypesOf } from './mixed-instances.ts'
import type { RefreshSettings } from './refresh-settings.ts'
import type { RefreshState } from './refresh-state.ts'
import type { SimulatedInstance } from './simulated-instance.ts'

interface RefreshScene {
  readonly fleet: {
    readonly instances: readonly SimulatedInstance[]
    readonly pooled: readonly SimulatedInstance[]
    /** Instances that the warm pool is to hold; undefined without one. */
    readonly poolSize: number | undefined
  }
  readonly desiredCapacity: number
}

/** What an instance refresh has to go by, from its start to its end. */
export interface RefreshCourse {
  readonly settings: RefreshSettings
  readonly state: RefreshState
  /** What new instances are launched from. */
  readonly target: LaunchSource
}

export function refreshViewOf(
  { fleet, desiredCapacity }: RefreshScene,
  course: RefreshCourse,
  nowMs: number,
): RefreshView {
  const { settings, state } = course
  const isRollback = state.rollbackAtMs !== undefined
  const live = fleet.instances.filter(isLive).map(instance => liveOf(instance, course, nowMs))
  const ignored = live.filter(one => one.isProtected && one.isStale && settings.scaleInProtectedInstances === 'Ignore')
  return {
    live: {
      size: Math.max(0, desiredCapacity - ignored.length),
      instances: live.filter(one => !ignored.includes(one)),
    },
    ignoredReady: ignored.filter(({ isReady }) => isReady).length,
    standby: {
      instanceIds: settings.standbyInstances === 'Ignore' ? [] : standbyOf(fleet.instances, course),
      mayTerminate: settings.standbyInstances === 'Terminate',
    },
    pool: poolOf(fleet, course),
    bounds: settings.bounds,
    checkpoints: isRollback ? [] : settings.checkpoints,
    reachedCheckpoint: state.reachedCheckpoint,
  }
}

/** Whether a scale-out may draw an instance: one that the refresh would have to replace at once may not be drawn. */
export function mayBeDrawn(instance: SimulatedInstance, course: RefreshCourse): boolean {
  return !isStale(instance, course)
}

function liveOf(instance: SimulatedInstance, course: RefreshCourse, nowMs: number) {
  const { instanceWarmupSeconds, scaleInProtectedInstances } = course.settings
  const readyAtMs = (instance.inServiceAtMs ?? Number.POSITIVE_INFINITY) + instanceWarmupSeconds * 1000
  const isProtected = instance.isProtectedFromScaleIn
  const isReady = instance.state === 'InService' && instance.isHealthy && readyAtMs <= nowMs
  const isHeld = isProtected && scaleInProtectedInstances === 'Wait'
  return { ...refreshInstanceOf(instance, course, isReady, isHeld), isProtected }
}

function poolOf({ instances, pooled, poolSize: size }: RefreshScene['fleet'], course: RefreshCourse) {
  if (size === undefined) return undefined
  const held = pooled.filter(isPooled)
  return {
    size,
    instances: held.map(instance => refreshInstanceOf(instance, course, isWarmed(instance), false)),
    isDraining: held.length < pooled.length || instances.some(({ state }) => state.startsWith('Terminating')),
  }
}

function standbyOf(group: readonly SimulatedInstance[], course: RefreshCourse): string[] {
  return group
    .filter(instance => instance.state === 'Standby' && isStale(instance, course))
    .map(({ instanceId }) => instanceId)
}

function refreshInstanceOf(
  instance: SimulatedInstance,
  course: RefreshCourse,
  isReady: boolean,
  isHeld: boolean,
): RefreshInstance {
  const { instanceId, launchedAtMs } = instance
  const stale = isStale(instance, course)
  const isMatching = matches(instance, course.target)
  return { instanceId, launchedAtMs, isReady, isStale: stale, isHeld: isHeld && stale, isMatching }
}

/** A refresh replaces what was launched before it began; a rollback, what was launched between then and its own beginning. */
function isStale(instance: SimulatedInstance, { settings, state, target }: RefreshCourse): boolean {
  const { inProgressAtMs, rollbackAtMs } = state
  const { launchedAtMs } = instance
  if (inProgressAtMs === undefined) return !(settings.skipMatching && matches(instance, target))
  if (rollbackAtMs !== undefined) return launchedAtMs > inProgressAtMs && launchedAtMs <= rollbackAtMs
  return launchedAtMs <= inProgressAtMs && !(settings.skipMatching && matches(instance, target))
}

/** The template, its version and one of the instance types (source: user guide, asg-instance-refresh-skip-matching.md). */
function matches(instance: SimulatedInstance, target: LaunchSource): boolean {
  const types = target.MixedInstancesPolicy ? instanceTypesOf(target.MixedInstancesPolicy) : []
  return (types.length === 0 || types.includes(instance.instanceType)) && isLaunchedFrom(instance, target)
}
