// The instances of one Auto Scaling group and of its warm pool. resize compares what is with what is desired, plans (pure:
// resize-plan.ts, plan-pool.ts), then sends instances on their way (instance-mover.ts); lifecycle.ts tells which ways there are.
import type { Activity } from '@aws-sdk/client-auto-scaling'
import type { VirtualClock } from '../../kernel/clock.ts'
import type { ActivityLog } from './activity-log.ts'
import { instanceIdOf } from './arns.ts'
import {
  abandonmentCause,
  causeTime,
  choiceCause,
  differenceCause,
  noCapacityMessage,
  poolCause,
  refreshTerminationCause,
  unhealthyCause,
} from './causes.ts'
import type { DetachedInstances } from './detached-instances.ts'
import { type GroupAttributes, type LaunchSite, launchSites } from './group-attributes.ts'
import type { GroupSizes } from './group-sizes.ts'
import { InstanceMover, type MoveReport } from './instance-mover.ts'
import { InstanceStore } from './instance-store.ts'
import { type JourneyKind, journeys } from './journeys.ts'
import type { LaunchSource } from './launch-source.ts'
import type { GroupLeads } from './lead-times.ts'
import { isLive, isPooled, isRetained, isWarmed, lifecycle } from './lifecycle.ts'
import type { LifecycleActions } from './lifecycle-actions.ts'
import type { LifecycleHook } from './lifecycle-hooks.ts'
import { newInstance } from './new-instance.ts'
import { type PoolPlan, type PoolSettings, planPool, poolSize } from './plan-pool.ts'
import { planResize, type ResizePlan } from './resize-plan.ts'
import { Departures, inServiceSince } from './service-record.ts'
import type { SimulatedInstance } from './simulated-instance.ts'

/** What the instances need to know of their group, which may change at any time. */
interface FleetOwner {
  readonly name: string
  readonly ordinal: number
  readonly activities: ActivityLog
  readonly attributes: GroupAttributes
  readonly sizes: GroupSizes
  readonly hooks: ReadonlyMap<string, LifecycleHook>
  readonly suspendedProcesses: ReadonlyMap<string, string>
  readonly isDeleting: boolean
  readonly refreshes: RefreshNeeds
}

/** What an instance refresh asks of the fleet. */
interface RefreshNeeds {
  /** Instances that the group may have beyond its desired capacity, and the pool beyond its size. */
  readonly surge: number
  readonly poolSurge: number
  launchSource(): LaunchSource
  /** Whether an instance of the pool may be drawn. */
  mayBeDrawn(instance: SimulatedInstance): boolean
}

export interface FleetOptions {
  readonly clock: VirtualClock
  readonly leads: GroupLeads
  readonly instanceType: string
  readonly detached: DetachedInstances
  /** Availability Zones in which EC2 can start nothing now. */
  readonly exhaustedZones: ReadonlySet<string>
  /** Hears of every instance that waits for a hook, has arrived somewhere or has failed to. */
  readonly onReport: (report: MoveReport) => void
  /** Called when the last instance of a group under deletion is gone. */
  readonly onEmptied: () => void
}

export interface WarmPool {
  readonly settings: PoolSettings
  /** Deleted, but for its last instances. */
  readonly isDeleting: boolean
}

export class GroupFleet {
  readonly #owner: FleetOwner
  readonly #options: FleetOptions
  readonly #store = new InstanceStore()
  readonly #mover: InstanceMover
  readonly #departures = new Departures()
  #pool: WarmPool | undefined
  #launches = 0

  constructor(owner: FleetOwner, options: FleetOptions) {
    this.#owner = owner
    this.#options = options
    this.#mover = this.#createMover()
  }

  get instances(): readonly SimulatedInstance[] {
    return this.#store.group
  }

  get pooled(): readonly SimulatedInstance[] {
    return this.#store.pool
  }

  get launches(): number {
    return this.#launches
  }

  get pool(): WarmPool | undefined {
    return this.#pool
  }

  /** Instances that the warm pool is to hold; undefined without one. */
  get poolSize(): number | undefined {
    const pool = this.#pool
    return pool === undefined || pool.isDeleting ? undefined : poolSize(pool.settings, this.#owner.sizes)
  }

  /** Whether any instance is on its way somewhere. */
  get isTransitioning(): boolean {
    return this.instances.some(isUnderWay) || this.pooled.some(isUnderWay)
  }

  get actions(): LifecycleActions {
    return this.#mover.actions
  }

  /** Of the group or of its pool. */
  find(instanceId: string): SimulatedInstance | undefined {
    return this.#store.find(instanceId)
  }

  /** Instances in service, still draining, or taken out of service after `binStartMs`. */
  measuredInstances(binStartMs: number): number {
    const nowMs = this.#nowMs()
    const drainingFromMs = nowMs - this.#options.leads.drainSeconds * 1000
    return inServiceSince(this.instances, nowMs) + this.#departures.countSince(Math.min(binStartMs, drainingFromMs))
  }

  /** Gives the group a warm pool, or the one that it has other settings. */
  setPool(settings: PoolSettings): void {
    this.#pool = { settings, isDeleting: false }
    this.resize('')
  }

  /** Terminates what is in the pool, without regard to hooks; the pool is gone when its last instance is. */
  deletePool(): void {
    if (this.#pool !== undefined) this.#pool = { ...this.#pool, isDeleting: true }
    const cause = `At ${causeTime(this.#nowMs())} a user request deleted the warm pool.`
    for (const instance of this.pooled) this.#terminateAtOnce(instance, cause)
    this.#forgetDeletedPool()
  }

  /** Sends one instance on its way, whatever the sizes say; resize makes up for it. */
  send(instance: SimulatedInstance, kind: JourneyKind, cause: string): Activity {
    return this.#mover.send(instance, { kind, cause })
  }

  /** Terminates one instance of the group, or one that an abandoned hook has left behind. */
  terminate(instance: SimulatedInstance, cause: string): Activity {
    return isRetained(instance) ? this.#mover.discard(instance, cause) : this.send(instance, 'terminate', cause)
  }

  /** Terminates instances of the group or its pool that a refresh replaces. */
  terminateForRefresh(instanceIds: readonly string[]): void {
    const reason = refreshTerminationCause(this.#nowMs())
    for (const instance of instanceIds.flatMap(id => this.find(id) ?? [])) {
      const kind = lifecycle[instance.state].place === 'pool' ? 'retire' : 'terminate'
      this.send(instance, kind, reason + choiceCause(this.#nowMs(), instance.instanceId))
    }
  }

  /** Terminates everything without regard to hooks. */
  terminateAll(cause: string): void {
    for (const instance of [...this.instances, ...this.pooled]) this.#terminateAtOnce(instance, cause)
    this.#reportWhenEmptied()
  }

  /**
   * Draws, launches and terminates until group and pool are what they should be.
   * @param reason what brought this about, as the beginning of the activities' cause
   */
  resize(reason: string): void {
    const { isDeleting, attributes, suspendedProcesses, sizes, refreshes } = this.#owner
    if (isDeleting) return
    this.#replaceUnhealthy()
    const pool = this.#pool?.isDeleting ? undefined : this.#pool?.settings
    const { exhaustedZones } = this.#options
    const canStart = ({ availabilityZone }: LaunchSite) => !exhaustedZones.has(availabilityZone)
    const isDrawable = (one: SimulatedInstance) =>
      isWarmed(one) && (!one.isStopped || canStart(one)) && refreshes.mayBeDrawn(one)
    const request = {
      sizes,
      surge: refreshes.surge,
      poolSurge: refreshes.poolSurge,
      source: refreshes.launchSource(),
      group: this.instances,
      pooled: this.pooled,
      sites: launchSites(attributes).filter(canStart),
      mayLaunch: !suspendedProcesses.has('Launch'),
      mayTerminate: !suspendedProcesses.has('Terminate'),
    }
    const resize = planResize({
      ...request,
      warmed: pool === undefined ? [] : this.pooled.filter(isDrawable),
      newestFirst: attributes.TerminationPolicies?.[0] === 'NewestInstance',
    })
    const plan = planPool({ ...request, pool, resize })
    this.#resizeGroup(resize, plan, reason)
    this.#resizePool(plan)
  }

  /** Sends those away that were found unwell; health is looked at in service and in the pool (source: user guide). */
  #replaceUnhealthy(): void {
    const { suspendedProcesses } = this.#owner
    if (suspendedProcesses.has('ReplaceUnhealthy') || suspendedProcesses.has('Terminate')) return
    for (const instance of [...this.instances, ...this.pooled]) {
      if (instance.isHealthy) continue
      const cause = unhealthyCause(this.#nowMs(), instance.failedCheck)
      if (instance.state === 'InService') this.send(instance, 'terminate', cause)
      if (isWarmed(instance)) this.send(instance, 'retire', cause)
    }
  }

  #resizeGroup({ draws, launches, unplaced, terminations }: ResizePlan, { reuses }: PoolPlan, reason: string): void {
    const live = this.instances.filter(isLive).length
    const after = live + draws.length + launches.length + unplaced - terminations.length
    const cause = reason + differenceCause(this.#nowMs(), live, after)
    for (const instance of draws) this.send(instance, 'draw', cause)
    for (const site of launches) this.#launch(site, 'launch', cause)
    if (unplaced > 0) this.#logUnplaced(cause)
    for (const instance of terminations) {
      const kind = reuses.includes(instance) ? 'reuse' : 'terminate'
      this.send(instance, kind, cause + choiceCause(this.#nowMs(), instance.instanceId))
    }
  }

  #resizePool({ warmUps, retirements }: PoolPlan): void {
    if (warmUps.length === 0 && retirements.length === 0) return
    const held = this.pooled.filter(isPooled).length
    const cause = poolCause(this.#nowMs(), held, held + warmUps.length - retirements.length)
    for (const site of warmUps) this.#launch(site, 'warm-up', cause)
    for (const instance of retirements) this.send(instance, 'retire', cause)
  }

  #launch(site: LaunchSite, kind: 'launch' | 'warm-up', cause: string): void {
    const { attributes, ordinal, refreshes } = this.#owner
    const instance = newInstance({
      instanceId: instanceIdOf(ordinal, ++this.#launches),
      site,
      state: journeys[kind].first,
      nowMs: this.#nowMs(),
      attributes,
      source: refreshes.launchSource(),
      templateInstanceType: this.#options.instanceType,
      live: this.instances.filter(isLive),
    })
    this.#store.add(instance)
    this.send(instance, kind, cause)
  }

  #logUnplaced(cause: string): void {
    const { activities } = this.#owner
    const nowMs = this.#nowMs()
    const { ActivityId = '' } = activities.start({ description: 'Launching a new EC2 instance.', cause, nowMs })
    activities.end(ActivityId, nowMs, 'Failed', noCapacityMessage)
  }

  /** Terminates without regard to hooks; what waits for one on its way out goes on. */
  #terminateAtOnce(instance: SimulatedInstance, cause: string): void {
    const { place, next } = lifecycle[instance.state]
    const kind = place === 'pool' ? 'retire' : 'terminate'
    if (isRetained(instance)) this.#mover.discard(instance, cause)
    else if (next.includes(journeys[kind].first)) this.#mover.send(instance, { kind, cause, meetsHooks: false })
    else this.actions.release(instance)
  }

  #createMover(): InstanceMover {
    const owner = this.#owner
    return new InstanceMover({
      ...this.#options,
      activities: owner.activities,
      instances: this.#store,
      groupOrdinal: owner.ordinal,
      // A group under deletion waits for nothing, not even for what was on its way out before.
      hooks: () => (owner.isDeleting ? [] : owner.hooks.values()),
      poolState: () => this.#pool?.settings.poolState ?? 'Stopped',
      retainsAbandoned: () =>
        owner.attributes.InstanceLifecyclePolicy?.RetentionTriggers?.TerminateHookAbandon === 'retain',
      onLeftService: () => this.#departures.add(this.#nowMs()),
      onArrived: (instance, kind) => this.#onArrived(instance, kind),
      onAbandoned: instance => {
        this.#terminateAtOnce(instance, abandonmentCause(this.#nowMs()))
        this.resize('')
      },
    })
  }

  #onArrived(instance: SimulatedInstance, kind: JourneyKind): void {
    if (kind === 'detach') this.#options.detached.add(instance, this.#owner.name)
    this.#reportWhenEmptied()
    this.#forgetDeletedPool()
    // What has left makes room for what may be prepared.
    const makesRoom = this.#pool !== undefined && lifecycle[instance.state].place === 'nowhere'
    if (makesRoom || !instance.isHealthy) this.resize('')
  }

  #reportWhenEmptied(): void {
    const isEmpty = this.instances.length === 0 && this.pooled.length === 0
    if (this.#owner.isDeleting && isEmpty) this.#options.onEmptied()
  }

  #forgetDeletedPool(): void {
    if (this.#pool?.isDeleting && this.pooled.length === 0) this.#pool = undefined
  }

  #nowMs(): number {
    return this.#options.clock.now()
  }
}

function isUnderWay({ trip }: SimulatedInstance): boolean {
  return trip !== undefined
}
