// Sends instances from one state of rest to the next: for how long they are under way, which lifecycle hooks hold them back,
// and what their scaling activity says. Whether an instance is to move at all is its group's decision.
import type { Activity } from '@aws-sdk/client-auto-scaling'
import type { VirtualClock } from '../../kernel/clock.ts'
import type { ActivityLog } from './activity-log.ts'
import { abandonedMessage } from './causes.ts'
import type { InstanceState } from './fleet-view.ts'
import type { InstanceStore } from './instance-store.ts'
import { type JourneyKind, journeys, waits } from './journeys.ts'
import type { GroupLeads, LeadKind } from './lead-times.ts'
import { LifecycleActions } from './lifecycle-actions.ts'
import type { HookResult, LifecycleHook } from './lifecycle-hooks.ts'
import type { LifecycleAction, SimulatedInstance, Trip } from './simulated-instance.ts'

/** What happened to an instance, for whoever publishes it: once for every hook that holds it back, and once at the end. */
export interface MoveReport {
  readonly instance: SimulatedInstance
  readonly kind: JourneyKind
  readonly activity: Activity
  readonly outcome: 'waiting' | 'arrived' | 'failed'
  /** Of the hook that it waits for. */
  readonly action?: LifecycleAction
}

interface MoverOptions {
  readonly clock: VirtualClock
  readonly leads: GroupLeads
  readonly activities: ActivityLog
  readonly instances: InstanceStore
  readonly groupOrdinal: number
  readonly hooks: () => Iterable<LifecycleHook>
  /** Where an instance comes to rest in the pool. */
  readonly poolState: () => 'Stopped' | 'Running'
  /** Whether an abandoned termination leaves the instance behind. */
  readonly retainsAbandoned: () => boolean
  readonly onLeftService: () => void
  /** The instance has come to rest, or is gone. */
  readonly onArrived: (instance: SimulatedInstance, kind: JourneyKind) => void
  /** A hook was abandoned on the way into the group or the pool; the instance stays where it is. */
  readonly onAbandoned: (instance: SimulatedInstance) => void
  readonly onReport: (report: MoveReport) => void
}

interface Order {
  readonly kind: JourneyKind
  readonly cause: string
  /** @default true */
  readonly meetsHooks?: boolean
}

export class InstanceMover {
  readonly actions: LifecycleActions
  readonly #options: MoverOptions

  constructor(options: MoverOptions) {
    const { clock, instances, groupOrdinal } = options
    this.#options = options
    const onEnd = (instance: SimulatedInstance, result: HookResult) => this.#endWait(instance, result)
    this.actions = new LifecycleActions({ clock, instances, groupOrdinal, onEnd })
  }

  /** Sends an instance on its way, whatever it was doing. */
  send(instance: SimulatedInstance, { kind, cause, meetsHooks = true }: Order): Activity {
    const { seconds, registrationSeconds } = this.#durationOf(instance, kind, meetsHooks)
    this.#leave(instance)
    const trip = this.#start(instance, kind, cause, { meetsHooks, registrationSeconds })
    this.#begin(instance, journeys[kind].first)
    this.#after(seconds, instance, () => this.#meetHooks(instance, trip))
    return trip.activity
  }

  /** Terminates an instance that an abandoned hook has left behind. */
  discard(instance: SimulatedInstance, cause: string): Activity {
    // Asked for twice in the same moment.
    if (instance.trip !== undefined) return instance.trip.activity
    const kind = instance.state === 'Terminating:Retained' ? 'terminate' : 'retire'
    const trip = this.#start(instance, kind, cause, { meetsHooks: false, registrationSeconds: 0 })
    this.#after(0, instance, () => this.#finish(instance, trip))
    return trip.activity
  }

  #start(
    instance: SimulatedInstance,
    kind: JourneyKind,
    cause: string,
    how: Pick<Trip, 'meetsHooks' | 'registrationSeconds'>,
  ): Trip {
    const { activities, clock } = this.#options
    const description = `${journeys[kind].description}: ${instance.instanceId}`
    const activity = activities.start({ description, cause, nowMs: clock.now(), site: instance })
    const trip = { ...how, kind, activity, actions: new Map<string, LifecycleAction>(), wasHeld: false }
    instance.trip = trip
    instance.activityId = activity.ActivityId ?? ''
    return trip
  }

  /** Ends what the instance was doing before. */
  #leave({ state, trip, activityId }: SimulatedInstance): void {
    const { activities, clock, onLeftService } = this.#options
    if (state === 'InService') onLeftService()
    if (trip === undefined) return
    activities.end(activityId, clock.now(), 'Cancelled', 'The instance was terminated while it was launched')
  }

  #begin(instance: SimulatedInstance, first: InstanceState): void {
    const { clock, instances } = this.#options
    if (instance.state !== first) instances.enter(instance, first)
    if (first === 'Pending' || first === 'Warmed:Pending') instance.inServiceAtMs = undefined
    if (first !== 'Pending' || !instance.isStopped) return
    instance.isStopped = false
    instance.startedAtMs = clock.now()
  }

  /** Registration comes after the hooks: where there are any, it is taken out of the lead and kept for then. */
  #durationOf(instance: SimulatedInstance, kind: JourneyKind, meetsHooks: boolean) {
    const { leads } = this.#options
    const lead = leadKindOf(instance, kind)
    if (lead === undefined) return { seconds: leads.drainSeconds, registrationSeconds: 0 }
    const seconds = leads.next(lead)
    const isHeld = meetsHooks && this.#hooksOf(kind).length > 0
    if (!isHeld || lead === 'warm-up') return { seconds, registrationSeconds: 0 }
    const registrationSeconds = lead === 'running' ? seconds : Math.min(seconds, leads.nextRegistration(lead))
    return { seconds: seconds - registrationSeconds, registrationSeconds }
  }

  #meetHooks(instance: SimulatedInstance, trip: Trip): void {
    const { instances, activities } = this.#options
    const hooks = trip.meetsHooks ? this.#hooksOf(trip.kind) : []
    const wait = waits[journeys[trip.kind].first]?.wait
    if (hooks.length === 0 || wait === undefined) {
      this.#complete(instance, trip)
      return
    }
    trip.wasHeld = true
    instances.enter(instance, wait)
    activities.mark(instance.activityId, 'MidLifecycleAction')
    for (const action of this.actions.open(instance, hooks)) this.#report(instance, trip, 'waiting', action)
  }

  #endWait(instance: SimulatedInstance, result: HookResult): void {
    const { trip } = instance
    if (trip === undefined) return
    if (result === 'ABANDON') this.#abandon(instance, trip)
    else this.#proceed(instance, trip)
  }

  #proceed(instance: SimulatedInstance, trip: Trip): void {
    const proceed = waits[journeys[trip.kind].first]?.proceed
    if (proceed !== undefined) this.#options.instances.enter(instance, proceed)
    this.#options.activities.mark(instance.activityId, 'InProgress')
    this.#complete(instance, trip)
  }

  /**
   * A terminating instance goes on, whatever its hooks say, unless the group retains it; any other has failed
   * (source: user guide, lifecycle-hooks.md; RetentionTriggers in the SDK).
   */
  #abandon(instance: SimulatedInstance, trip: Trip): void {
    const { first, hooks } = journeys[trip.kind]
    const isLaunch = hooks === 'autoscaling:EC2_INSTANCE_LAUNCHING'
    const retained = isLaunch || !this.#options.retainsAbandoned() ? undefined : waits[first]?.retained
    if (retained === undefined && !isLaunch && trip.kind !== 'reuse') {
      this.#proceed(instance, trip)
      return
    }
    if (retained !== undefined) this.#options.instances.enter(instance, retained)
    this.#fail(instance, trip)
    if (retained === undefined) this.#options.onAbandoned(instance)
  }

  #fail(instance: SimulatedInstance, trip: Trip): void {
    const { activities, clock } = this.#options
    instance.trip = undefined
    activities.end(instance.activityId, clock.now(), 'Failed', abandonedMessage)
    this.#report(instance, trip, 'failed')
  }

  #complete(instance: SimulatedInstance, trip: Trip): void {
    if (trip.registrationSeconds === 0) this.#finish(instance, trip)
    else this.#after(trip.registrationSeconds, instance, () => this.#finish(instance, trip))
  }

  #finish(instance: SimulatedInstance, trip: Trip): void {
    const { instances, activities, clock, onArrived } = this.#options
    const last = this.#lastOf(trip.kind)
    instance.trip = undefined
    instance.isStopped = last === 'Warmed:Stopped' || (instance.isStopped && last === 'Warmed:Terminated')
    instance.isPrepared ||= last === 'InService' || last === 'Warmed:Running' || trip.wasHeld
    if (last === 'InService') instance.inServiceAtMs = clock.now()
    instances.enter(instance, last)
    activities.end(instance.activityId, clock.now(), 'Successful')
    this.#report(instance, trip, 'arrived')
    onArrived(instance, trip.kind)
  }

  #lastOf(kind: JourneyKind): InstanceState {
    const { last } = journeys[kind]
    return last === 'Warmed:Stopped' ? `Warmed:${this.#options.poolState()}` : last
  }

  #hooksOf(kind: JourneyKind): LifecycleHook[] {
    const { hooks } = journeys[kind]
    return hooks === undefined ? [] : [...this.#options.hooks()].filter(hook => hook.transition === hooks)
  }

  /** Unless the instance is sent elsewhere in the meantime. */
  #after(seconds: number, instance: SimulatedInstance, act: () => void): void {
    const { clock } = this.#options
    const { trip } = instance
    clock.at(clock.now() + Math.ceil(seconds * 1000), () => {
      if (instance.trip === trip) act()
    })
  }

  #report(instance: SimulatedInstance, trip: Trip, outcome: MoveReport['outcome'], action?: LifecycleAction): void {
    this.#options.onReport({ instance, kind: trip.kind, activity: trip.activity, outcome, action })
  }
}

/** Undefined where the instance drains. */
function leadKindOf(instance: SimulatedInstance, kind: JourneyKind): LeadKind | undefined {
  switch (kind) {
    case 'launch':
      return 'cold'
    case 'warm-up':
      return 'warm-up'
    case 'draw':
      if (!instance.isStopped) return 'running'
      return instance.isPrepared ? 'stopped' : 'unprepared'
    case 'attach':
    case 'exit-standby':
      return 'registered'
    default:
      return undefined
  }
}
