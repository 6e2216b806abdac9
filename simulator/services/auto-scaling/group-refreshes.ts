// The instance refreshes of one group, at most one of them active: applies to the group what refresh-state.ts decides.
import type { InstanceRefresh, LaunchTemplateSpecification, RollbackDetails } from '@aws-sdk/client-auto-scaling'
import type { VirtualClock } from '../../kernel/clock.ts'
import type { EventSink } from '../event-bridge.ts'
import { refreshId } from './arns.ts'
import { refreshLaunchCause } from './causes.ts'
import { activeInstanceRefreshNotFound, instanceRefreshInProgress, irreversibleInstanceRefresh } from './errors.ts'
import type { GroupAttributes } from './group-attributes.ts'
import { checkpointEvent, refreshEvent } from './group-events.ts'
import { type LaunchSource, launchSourceOf, templateOf } from './launch-source.ts'
import {
  describeProgress,
  describeRefresh,
  type RefreshProgressTold,
  type RefreshTold,
  rollbackDetails,
} from './refresh-description.ts'
import { type RefreshSettings, rollbackObstacle } from './refresh-settings.ts'
import {
  advanceRefresh,
  initialRefreshState,
  isActive,
  launchesDesired,
  mayBeStopped,
  type RefreshAdvance,
  type RefreshState,
  startCancel,
  startRollback,
} from './refresh-state.ts'
import { mayBeDrawn, type RefreshCourse, refreshViewOf } from './refresh-view.ts'
import type { SimulatedInstance } from './simulated-instance.ts'

/** What a refresh needs of its group. */
interface RefreshedGroup {
  readonly name: string
  readonly arn: string
  readonly ordinal: number
  readonly attributes: GroupAttributes
  readonly suspendedProcesses: ReadonlyMap<string, string>
  readonly desiredCapacity: number
  readonly fleet: {
    readonly instances: readonly SimulatedInstance[]
    readonly pooled: readonly SimulatedInstance[]
    /** Instances that the warm pool is to hold; undefined without one. */
    readonly poolSize: number | undefined
    /** Whether any launch or termination is under way. */
    readonly isTransitioning: boolean
    terminateForRefresh(instanceIds: readonly string[]): void
    resize(reason: string): void
  }
  /** Takes over a configuration that a refresh has deployed. */
  adopt(source: LaunchSource): void
}

export interface RefreshEnvironment {
  readonly clock: VirtualClock
  readonly emit: EventSink
  /** Whether a launch template names its image by an SSM parameter. */
  readonly usesImageParameter: (template: LaunchTemplateSpecification) => boolean
}

interface RefreshRecord extends RefreshTold {
  state: RefreshState
  rollback: RollbackDetails | undefined
  /** As it was when the refresh ended. */
  finalProgress: RefreshProgressTold | undefined
}

/** How often a refresh looks at its group; AWS does not say. */
const tickMs = 10_000

/** Source: DescribeInstanceRefreshes in the SDK. */
const retentionMs = 42 * 86_400_000

export class GroupRefreshes {
  readonly #group: RefreshedGroup
  readonly #environment: RefreshEnvironment
  /** Oldest first. */
  #records: RefreshRecord[] = []
  #started = 0

  constructor(group: RefreshedGroup, environment: RefreshEnvironment) {
    this.#group = group
    this.#environment = environment
  }

  get isActive(): boolean {
    return this.#active() !== undefined
  }

  /** Whether an active refresh has a configuration of its own, which keeps the group's from being changed. */
  get ownsConfiguration(): boolean {
    return this.#active()?.settings.desiredConfiguration !== undefined
  }

  /** Instances that the group may have beyond its desired capacity. */
  get surge(): number {
    return this.#active()?.state.surge ?? 0
  }

  /** The same for its warm pool. */
  get poolSurge(): number {
    return this.#active()?.state.poolSurge ?? 0
  }

  /** What new instances are launched from. */
  launchSource(): LaunchSource {
    const active = this.#active()
    const desired = active && launchesDesired(active.state) ? active.settings.desiredConfiguration : undefined
    return launchSourceOf(desired ?? this.#group.attributes)
  }

  mayBeDrawn(instance: SimulatedInstance): boolean {
    const active = this.#active()
    return active?.state.inProgressAtMs === undefined || mayBeDrawn(instance, this.#courseOf(active))
  }

  /** @throws InstanceRefreshInProgressFault */
  start(settings: RefreshSettings): string {
    this.checkNoneActive()
    const record: RefreshRecord = {
      id: refreshId(this.#group.ordinal, ++this.#started),
      startedAtMs: this.#nowMs(),
      settings,
      state: initialRefreshState,
      rollback: undefined,
      finalProgress: undefined,
    }
    this.#records.push(record)
    this.#scheduleTick(record)
    return record.id
  }

  /** @throws ActiveInstanceRefreshNotFoundFault */
  cancel(waitsForTransitions: boolean): string {
    const record = this.#active()
    if (record === undefined || record.state.status === 'Cancelling') throw this.#noneFound()
    this.#apply(record, startCancel(record.state, waitsForTransitions, this.#nowMs()))
    return record.id
  }

  /** @throws ActiveInstanceRefreshNotFoundFault, IrreversibleInstanceRefreshFault */
  rollBack(): string {
    const record = this.#active()
    if (record === undefined || !mayBeStopped(record.state)) throw this.#noneFound()
    const obstacle = this.#rollbackObstacle(record)
    if (obstacle !== undefined)
      throw irreversibleInstanceRefresh(`The instance refresh cannot be rolled back: ${obstacle}`)
    this.#apply(record, startRollback(record.state, 'Rollback due to user request.', this.#nowMs()))
    return record.id
  }

  /** @throws InstanceRefreshInProgressFault */
  checkNoneActive(blocked = 'Instance Refresh'): void {
    if (!this.isActive) return
    throw instanceRefreshInProgress(
      `An Instance Refresh is already in progress and blocks the execution of this ${blocked}.`,
    )
  }

  /** Newest first. */
  describe(): InstanceRefresh[] {
    const sinceMs = this.#nowMs() - retentionMs
    this.#records = this.#records.filter(({ startedAtMs }) => startedAtMs >= sinceMs)
    const { name } = this.#group
    return this.#records
      .map(record => describeRefresh(name, record, record.finalProgress ?? this.#progressOf(record)))
      .reverse()
  }

  /** Forgets everything, as when the group is deleted. */
  clear(): void {
    this.#records = []
  }

  #rollbackObstacle({ settings }: RefreshRecord): string | undefined {
    const { attributes } = this.#group
    const template = templateOf(attributes)
    const usesImageParameter = template !== undefined && this.#environment.usesImageParameter(template)
    return rollbackObstacle(settings.desiredConfiguration, attributes, usesImageParameter)
  }

  #active(): RefreshRecord | undefined {
    const newest = this.#records.at(-1)
    return newest && isActive(newest.state) ? newest : undefined
  }

  #scheduleTick(record: RefreshRecord): void {
    this.#environment.clock.at(this.#nowMs() + tickMs, () => {
      if (this.#active() !== record) return
      this.#advance(record)
      if (isActive(record.state)) this.#scheduleTick(record)
    })
  }

  #advance(record: RefreshRecord): void {
    const { suspendedProcesses: suspended, fleet } = this.#group
    const advance = advanceRefresh(record.state, record.settings, {
      nowMs: this.#nowMs(),
      view: this.#viewOf(record),
      suspended: {
        instanceRefresh: suspended.has('InstanceRefresh'),
        launchOrTerminate: suspended.has('Launch') || suspended.has('Terminate'),
      },
      isTransitioning: fleet.isTransitioning,
    })
    this.#apply(record, advance)
  }

  #apply(record: RefreshRecord, { state, terminate, signals }: RefreshAdvance): void {
    const before = record.state
    if (state.rollbackAtMs !== before.rollbackAtMs) record.rollback = rollbackDetails(state, this.#progressOf(record))
    if (!isActive(state)) record.finalProgress = this.#progressOf(record)
    record.state = state
    if (state.status === 'Successful') this.#adopt(record)
    for (const signal of signals) this.#emit(record, signal)
    const { fleet } = this.#group
    if (terminate.length > 0) fleet.terminateForRefresh(terminate)
    const isResized = state.surge !== before.surge || state.poolSurge !== before.poolSurge
    if (terminate.length > 0 || isResized || !isActive(state)) fleet.resize(refreshLaunchCause(this.#nowMs()))
  }

  #adopt({ settings }: RefreshRecord): void {
    if (settings.desiredConfiguration !== undefined) this.#group.adopt(settings.desiredConfiguration)
  }

  #emit({ id, settings }: RefreshRecord, signal: RefreshAdvance['signals'][number]): void {
    const { emit } = this.#environment
    if (signal.kind !== 'Checkpoint Reached') emit(refreshEvent(this.#group, signal.kind, id))
    else {
      const { checkpointDelaySeconds: delaySeconds } = settings
      emit(checkpointEvent(this.#group, id, { percentage: signal.percentage, delaySeconds }))
    }
  }

  #progressOf(record: RefreshRecord): RefreshProgressTold {
    return describeProgress(this.#viewOf(record), record.state.rollbackAtMs !== undefined)
  }

  #viewOf(record: RefreshRecord) {
    const { fleet, desiredCapacity } = this.#group
    return refreshViewOf({ fleet, desiredCapacity }, this.#courseOf(record), this.#nowMs())
  }

  /** A rollback launches what the group was last told. */
  #courseOf({ settings, state }: RefreshRecord): RefreshCourse {
    const isRollback = state.rollbackAtMs !== undefined
    const target = (isRollback ? undefined : settings.desiredConfiguration) ?? this.#group.attributes
    return { settings, state, target: launchSourceOf(target) }
  }

  #noneFound() {
    const { name } = this.#group
    return activeInstanceRefreshNotFound(
      `No in progress or pending Instance Refresh found for Auto Scaling group ${name}`,
    )
  }

  #nowMs(): number {
    return this.#environment.clock.now()
  }
}
