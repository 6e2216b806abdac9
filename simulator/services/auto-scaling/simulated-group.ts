// One Auto Scaling group: its settings and sizes. Whatever changes them ends in a resize of its fleet (group-fleet.ts).
import type { Activity } from '@aws-sdk/client-auto-scaling'
import { ActivityLog } from './activity-log.ts'
import { groupArn, scheduledActionArn } from './arns.ts'
import { causeTime, changeCause, constraints, userRequestCause } from './causes.ts'
import type { FleetView } from './fleet-view.ts'
import type { GroupAttributes } from './group-attributes.ts'
import { type FleetOptions, GroupFleet } from './group-fleet.ts'
import { GroupRefreshes, type RefreshEnvironment } from './group-refreshes.ts'
import { changedSizes, type GroupSizes, type SizeChange } from './group-sizes.ts'
import type { MoveReport } from './instance-mover.ts'
import { type LaunchSource, launchSourceOf } from './launch-source.ts'
import type { LifecycleHook } from './lifecycle-hooks.ts'
import type { TrackingPolicy } from './scaling-policy.ts'
import { ActionSchedule, type ScheduledAction } from './scheduled-actions.ts'
import { inServiceSince, isAnyStartingSince } from './service-record.ts'
import type { SimulatedInstance } from './simulated-instance.ts'
import type { GroupTag } from './tags.ts'
import { TrafficSources } from './traffic-sources.ts'

/** What a group needs of its region. */
interface GroupEnvironment extends Omit<FleetOptions, 'onReport' | 'onEmptied'>, RefreshEnvironment {
  readonly scheduledActionDelaySeconds: () => number
  /** Hears of every instance that waits for a hook, has arrived somewhere or has failed to. */
  readonly onReport: (report: MoveReport, group: SimulatedGroup) => void
  /** Called when the last instance of a group under deletion is gone. */
  readonly onEmptied: (group: SimulatedGroup) => void
  /** Called when target groups are attached or detached, or an instance is left out of them. */
  readonly onTrafficChange: () => void
}

export interface GroupStart {
  /** Unique in the region. */
  readonly ordinal: number
  readonly name: string
  readonly attributes: GroupAttributes
  readonly tags: ReadonlyMap<string, GroupTag>
  readonly targetGroupARNs: readonly string[]
  readonly hooks: ReadonlyMap<string, LifecycleHook>
}

export class SimulatedGroup implements FleetView {
  readonly name: string
  readonly ordinal: number
  readonly arn: string
  readonly createdAtMs: number
  readonly activities: ActivityLog
  readonly scheduledActions: ActionSchedule
  readonly policies = new Map<string, TrackingPolicy>()
  /** Process name → SuspensionReason. */
  readonly suspendedProcesses = new Map<string, string>()
  readonly refreshes: GroupRefreshes
  readonly enabledMetrics = new Set<string>()
  /** Its instances and its warm pool, and how they are moved. */
  readonly fleet: GroupFleet
  attributes: GroupAttributes
  tags: ReadonlyMap<string, GroupTag>
  readonly trafficSources: TrafficSources
  hooks: ReadonlyMap<string, LifecycleHook>
  readonly #environment: GroupEnvironment
  #sizes: GroupSizes = { minSize: 0, maxSize: 0, desiredCapacity: 0 }
  #scheduledActionsPut = 0
  #isDeleting = false

  constructor(start: GroupStart, environment: GroupEnvironment) {
    this.name = start.name
    this.ordinal = start.ordinal
    this.arn = groupArn(start.ordinal, start.name)
    this.attributes = start.attributes
    this.tags = start.tags
    this.hooks = start.hooks
    this.createdAtMs = environment.clock.now()
    this.trafficSources = new TrafficSources(start.targetGroupARNs, this.createdAtMs, environment.onTrafficChange)
    this.activities = new ActivityLog(this)
    this.scheduledActions = new ActionSchedule({
      clock: environment.clock,
      delaySeconds: environment.scheduledActionDelaySeconds,
      run: action => this.#runScheduledAction(action),
    })
    this.#environment = environment
    this.refreshes = new GroupRefreshes(this, environment)
    this.fleet = new GroupFleet(this, {
      ...environment,
      onReport: report => environment.onReport(report, this),
      onEmptied: () => environment.onEmptied(this),
    })
  }

  get targetGroupARNs(): readonly string[] {
    return this.trafficSources.arns
  }

  /** Of the group itself, in the order of their launches. */
  get instances(): readonly SimulatedInstance[] {
    return this.fleet.instances
  }

  get warmPool(): readonly SimulatedInstance[] {
    return this.fleet.pooled
  }

  get detached(): readonly SimulatedInstance[] {
    return this.#environment.detached.from(this.name)
  }

  get sizes(): GroupSizes {
    return this.#sizes
  }

  get minSize(): number {
    return this.#sizes.minSize
  }

  get maxSize(): number {
    return this.#sizes.maxSize
  }

  get desiredCapacity(): number {
    return this.#sizes.desiredCapacity
  }

  get launches(): number {
    return this.fleet.launches
  }

  get isDeleting(): boolean {
    return this.#isDeleting
  }

  /** Instances in service since `timeMs` or longer. */
  inServiceSince(timeMs: number): number {
    return inServiceSince(this.instances, timeMs)
  }

  /** Whether an instance is Pending, or came into service after `timeMs`. */
  isAnyStartingSince(timeMs: number): boolean {
    return isAnyStartingSince(this.instances, timeMs)
  }

  /** Instances in service, still draining, or taken out of service after `binStartMs`. */
  measuredInstances(binStartMs: number): number {
    return this.fleet.measuredInstances(binStartMs)
  }

  /**
   * Changes some of the sizes and launches or terminates accordingly.
   * @param subject what did it, in AWS's words, as the beginning of the activities' cause
   * @throws ValidationError when the sizes do not fit together
   */
  changeSizes(change: SizeChange, subject: (sizes: GroupSizes) => string): void {
    this.#setSizes(changedSizes(this.#sizes, change), subject)
  }

  /** The same with sizes that are complete, as at the group's creation. */
  start(sizes: GroupSizes): void {
    this.#setSizes(sizes, () => 'a user request created an AutoScalingGroup')
  }

  /**
   * Changes DesiredCapacity alone; the caller sends the instances that this is about on their way, then resizes the fleet.
   * @throws ValidationError outside MinSize to MaxSize
   */
  setDesiredCapacity(desiredCapacity: number): void {
    this.#sizes = changedSizes(this.#sizes, { desiredCapacity })
  }

  /** Suspends processes, or resumes them and makes up for what they did not do. */
  setSuspended(processes: Iterable<string>, isSuspended: boolean): void {
    for (const name of processes) {
      if (isSuspended) this.suspendedProcesses.set(name, `User suspended at ${causeTime(this.#nowMs())}`)
      else this.suspendedProcesses.delete(name)
    }
    this.fleet.resize('')
  }

  /** @throws AlreadyExistsFault, LimitExceededFault */
  putScheduledAction(action: Omit<ScheduledAction, 'arn'>): void {
    const arn = scheduledActionArn(this.ordinal, this.name, ++this.#scheduledActionsPut, action.name)
    this.scheduledActions.put({ ...action, arn })
  }

  /** Terminates one instance at a user's request; without `decrement` a live one is replaced. */
  terminateInstance(instance: SimulatedInstance, decrement: boolean): Activity {
    const before = this.#sizes.desiredCapacity
    const after = decrement ? before - 1 : before
    this.setDesiredCapacity(after)
    const cause = userRequestCause(this.#nowMs(), instance.instanceId, 'taken out of service', before, after)
    const activity = this.fleet.terminate(instance, cause)
    this.fleet.resize('')
    return activity
  }

  /** Terminates everything, whatever is suspended or protected; the group is gone when the last instance is. */
  delete(): void {
    this.#isDeleting = true
    this.policies.clear()
    this.scheduledActions.clear()
    this.refreshes.clear()
    this.#sizes = { minSize: 0, maxSize: this.maxSize, desiredCapacity: 0 }
    this.fleet.terminateAll(`At ${causeTime(this.#nowMs())} a user request deleted the AutoScalingGroup.`)
  }

  /** Takes over what an instance refresh has deployed. */
  adopt(source: LaunchSource): void {
    this.attributes = { ...this.attributes, ...launchSourceOf(source) }
  }

  #setSizes(sizes: GroupSizes, subject: (sizes: GroupSizes) => string): void {
    const before = this.#sizes
    this.#sizes = sizes
    this.fleet.resize(changeCause(this.#nowMs(), subject(sizes), before, sizes))
  }

  #runScheduledAction({ name, change }: ScheduledAction): void {
    // An action that falls due while the process is suspended is lost (source: user guide, as-suspend-resume-processes.md).
    if (this.#isDeleting || this.suspendedProcesses.has('ScheduledActions')) return
    try {
      this.changeSizes(
        change,
        sizes => `scheduled action update of AutoScalingGroup constraints to ${constraints(sizes)}`,
      )
    } catch (error) {
      this.#logFailure(`Executing scheduled action ${name}`, error instanceof Error ? error.message : String(error))
    }
  }

  #logFailure(description: string, message: string): void {
    const cause = `At ${causeTime(this.#nowMs())} a scheduled action was executed.`
    const { ActivityId = '' } = this.activities.start({ description, cause, nowMs: this.#nowMs() })
    this.activities.end(ActivityId, this.#nowMs(), 'Failed', message)
  }

  #nowMs(): number {
    return this.#environment.clock.now()
  }
}
