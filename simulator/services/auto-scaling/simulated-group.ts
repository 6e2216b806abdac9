// One Auto Scaling group: its state, and the few ways in which it changes. Whatever changes the sizes or what is suspended
// ends in #resize, which compares what is with what is desired, plans (pure), then launches and terminates.
//
// Pending ── lead time ──► InService ── scale-in, termination ──► Terminating ── drain ──► Terminated (removed)
//    └───────────────────────── termination ───────────────────────────┘
import type { Activity } from '@aws-sdk/client-auto-scaling'
import type { VirtualClock } from '../../kernel/clock.ts'
import { ActivityLog } from './activity-log.ts'
import { groupArn, instanceIdOf, scheduledActionArn } from './arns.ts'
import { causeTime, changeCause, choiceCause, constraints, differenceCause, userTerminationCause } from './causes.ts'
import type { FleetView } from './fleet-view.ts'
import { type GroupAttributes, type LaunchSite, launchSites } from './group-attributes.ts'
import { changedSizes, type GroupSizes, type SizeChange } from './group-sizes.ts'
import { planResize } from './resize-plan.ts'
import type { TrackingPolicy } from './scaling-policy.ts'
import { ActionSchedule, type ScheduledAction } from './scheduled-actions.ts'
import { isLive, type SimulatedInstance } from './simulated-instance.ts'
import type { GroupTag } from './tags.ts'

/** What a group needs of its region. */
interface GroupEnvironment {
  readonly clock: VirtualClock
  /** Seconds from the group's next launch to in service. */
  readonly leadSeconds: () => number
  readonly drainSeconds: number
  readonly scheduledActionDelaySeconds: () => number
  readonly instanceType: string
  /** Called when the last instance of a group under deletion is gone. */
  readonly onEmptied: (group: SimulatedGroup) => void
}

export interface GroupStart {
  /** Unique in the region. */
  readonly ordinal: number
  readonly name: string
  readonly attributes: GroupAttributes
  readonly tags: ReadonlyMap<string, GroupTag>
  readonly targetGroupARNs: readonly string[]
}

/** No longer than any metric lags, after which nothing asks when an instance left. */
const departureMemoryMs = 60 * 60_000

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
  readonly enabledMetrics = new Set<string>()
  attributes: GroupAttributes
  tags: ReadonlyMap<string, GroupTag>
  targetGroupARNs: readonly string[]
  readonly #environment: GroupEnvironment
  #sizes: GroupSizes = { minSize: 0, maxSize: 0, desiredCapacity: 0 }
  /** In the order of their launches. */
  #instances: readonly SimulatedInstance[] = []
  #launches = 0
  #scheduledActionsPut = 0
  #isDeleting = false
  /** Epoch milliseconds at which instances were taken out of service, oldest first. */
  #departuresMs: number[] = []

  constructor(start: GroupStart, environment: GroupEnvironment) {
    this.name = start.name
    this.ordinal = start.ordinal
    this.arn = groupArn(start.ordinal, start.name)
    this.attributes = start.attributes
    this.tags = start.tags
    this.targetGroupARNs = start.targetGroupARNs
    this.createdAtMs = environment.clock.now()
    this.activities = new ActivityLog(this)
    this.scheduledActions = new ActionSchedule({
      clock: environment.clock,
      delaySeconds: environment.scheduledActionDelaySeconds,
      run: action => this.#runScheduledAction(action),
    })
    this.#environment = environment
  }

  get instances(): readonly SimulatedInstance[] {
    return this.#instances
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
    return this.#launches
  }

  get isDeleting(): boolean {
    return this.#isDeleting
  }

  /** Instances in service since `timeMs` or longer. */
  inServiceSince(timeMs: number): number {
    let count = 0
    for (const { state, inServiceAtMs } of this.#instances) {
      if (state === 'InService' && (inServiceAtMs ?? Number.POSITIVE_INFINITY) <= timeMs) count++
    }
    return count
  }

  /** Whether an instance is Pending, or came into service after `timeMs`. */
  isAnyStartingSince(timeMs: number): boolean {
    return this.#instances.some(instance => isLive(instance) && (instance.inServiceAtMs ?? Infinity) > timeMs)
  }

  /** Instances in service, still draining, or taken out of service after `binStartMs`. */
  measuredInstances(binStartMs: number): number {
    const drainingFromMs = this.#nowMs() - this.#environment.drainSeconds * 1000
    const sinceMs = Math.min(binStartMs, drainingFromMs)
    return this.inServiceSince(this.#nowMs()) + this.#departuresMs.filter(leftMs => leftMs > sinceMs).length
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

  /** Suspends processes, or resumes them and makes up for what they did not do. */
  setSuspended(processes: Iterable<string>, isSuspended: boolean): void {
    for (const name of processes) {
      if (isSuspended) this.suspendedProcesses.set(name, `User suspended at ${causeTime(this.#nowMs())}`)
      else this.suspendedProcesses.delete(name)
    }
    this.#resize('')
  }

  /** @throws AlreadyExistsFault, LimitExceededFault */
  putScheduledAction(action: Omit<ScheduledAction, 'arn'>): void {
    const arn = scheduledActionArn(this.ordinal, this.name, ++this.#scheduledActionsPut, action.name)
    this.scheduledActions.put({ ...action, arn })
  }

  /** Terminates one live instance at a user's request; without `decrement` it is replaced. */
  terminateInstance(instance: SimulatedInstance, decrement: boolean): Activity {
    const before = this.#sizes.desiredCapacity
    const after = decrement ? before - 1 : before
    this.#sizes = changedSizes(this.#sizes, { desiredCapacity: after })
    const cause = userTerminationCause(this.#nowMs(), instance.instanceId, before, after)
    const activity = this.#terminate(instance, cause)
    this.#resize('')
    return activity
  }

  /** Terminates everything, whatever is suspended or protected; the group is gone when the last instance is. */
  delete(): void {
    this.#isDeleting = true
    this.policies.clear()
    this.scheduledActions.clear()
    this.#sizes = { minSize: 0, maxSize: this.maxSize, desiredCapacity: 0 }
    const cause = `At ${causeTime(this.#nowMs())} a user request deleted the AutoScalingGroup.`
    for (const instance of this.#instances.filter(isLive)) this.#terminate(instance, cause)
    this.#reportWhenEmptied()
  }

  #setSizes(sizes: GroupSizes, subject: (sizes: GroupSizes) => string): void {
    const before = this.#sizes
    this.#sizes = sizes
    this.#resize(changeCause(this.#nowMs(), subject(sizes), before, sizes))
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

  #resize(reason: string): void {
    if (this.#isDeleting) return
    const live = this.#instances.filter(isLive).length
    const plan = planResize({
      instances: this.#instances,
      desiredCapacity: this.#sizes.desiredCapacity,
      sites: launchSites(this.attributes),
      mayLaunch: !this.suspendedProcesses.has('Launch'),
      mayTerminate: !this.suspendedProcesses.has('Terminate'),
      newestFirst: this.attributes.TerminationPolicies?.[0] === 'NewestInstance',
    })
    const after = live + plan.launches.length - plan.terminations.length
    const cause = reason + differenceCause(this.#nowMs(), live, after)
    for (const site of plan.launches) this.#launch(site, cause)
    for (const instance of plan.terminations) {
      this.#terminate(instance, cause + choiceCause(this.#nowMs(), instance.instanceId))
    }
  }

  #launch(site: LaunchSite, cause: string): void {
    const nowMs = this.#nowMs()
    const instanceId = instanceIdOf(this.ordinal, ++this.#launches)
    const description = `Launching a new EC2 instance: ${instanceId}`
    const { ActivityId = '' } = this.activities.start({ description, cause, nowMs, site })
    const instance: SimulatedInstance = {
      instanceId,
      availabilityZone: site.availabilityZone,
      subnetId: site.subnetId,
      instanceType: this.#environment.instanceType,
      launchTemplate: this.attributes.LaunchTemplate,
      launchConfigurationName: this.attributes.LaunchConfigurationName,
      isProtectedFromScaleIn: this.attributes.NewInstancesProtectedFromScaleIn === true,
      launchedAtMs: nowMs,
      activityId: ActivityId,
      inServiceAtMs: undefined,
      state: 'Pending',
    }
    this.#instances = [...this.#instances, instance]
    this.#environment.clock.at(nowMs + Math.ceil(this.#environment.leadSeconds() * 1000), () => this.#serve(instance))
  }

  #serve(instance: SimulatedInstance): void {
    if (instance.state !== 'Pending') return
    instance.state = 'InService'
    instance.inServiceAtMs = this.#nowMs()
    this.activities.end(instance.activityId, this.#nowMs(), 'Successful')
  }

  #terminate(instance: SimulatedInstance, cause: string): Activity {
    const nowMs = this.#nowMs()
    if (instance.state === 'InService') this.#rememberDeparture(nowMs)
    else
      this.activities.end(instance.activityId, nowMs, 'Cancelled', 'The instance was terminated while it was launched')
    const description = `Terminating EC2 instance: ${instance.instanceId}`
    const activity = this.activities.start({ description, cause, nowMs, site: instance })
    instance.state = 'Terminating'
    instance.activityId = activity.ActivityId ?? ''
    this.#environment.clock.at(nowMs + this.#environment.drainSeconds * 1000, () => this.#remove(instance))
    return activity
  }

  #remove(instance: SimulatedInstance): void {
    instance.state = 'Terminated'
    this.activities.end(instance.activityId, this.#nowMs(), 'Successful')
    this.#instances = this.#instances.filter(other => other !== instance)
    this.#reportWhenEmptied()
  }

  #reportWhenEmptied(): void {
    if (this.#isDeleting && this.#instances.length === 0) this.#environment.onEmptied(this)
  }

  #rememberDeparture(nowMs: number): void {
    this.#departuresMs = this.#departuresMs.filter(leftMs => leftMs > nowMs - departureMemoryMs)
    this.#departuresMs.push(nowMs)
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
