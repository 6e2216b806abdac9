// The instance refreshes of one group, at most one of them active: applies to the group what refresh-state.ts decides.
import type {
  InstanceRefresh,
  InstanceRefreshLivePoolProgress,
  InstanceRefreshProgressDetails,
  RollbackDetails,
} from '@aws-sdk/client-auto-scaling'
import type { VirtualClock } from '../../kernel/clock.ts'
import type { EventSink } from '../event-bridge.ts'
import { refreshId } from './arns.ts'
import { activeInstanceRefreshNotFound, instanceRefreshInProgress, irreversibleInstanceRefresh } from './errors.ts'
import type { GroupAttributes } from './group-attributes.ts'
import { checkpointEvent, refreshEvent } from './group-events.ts'
import { progressOf } from './instance-refresh.ts'
import { type LaunchSource, launchSourceOf } from './launch-source.ts'
import { describePreferences, type RefreshSettings, rollbackObstacle } from './refresh-settings.ts'
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
import { countOf, mayBeDrawn, type RefreshCourse, type RefreshFleet, refreshViewOf } from './refresh-view.ts'
import type { SimulatedInstance } from './simulated-instance.ts'

/** What a refresh needs of its group. */
export interface RefreshedGroup {
  readonly name: string
  readonly arn: string
  readonly ordinal: number
  readonly attributes: GroupAttributes
  readonly suspendedProcesses: ReadonlyMap<string, string>
  /** Whether any launch or termination is under way. */
  readonly isTransitioning: boolean
  refreshFleet(): RefreshFleet
  terminateForRefresh(instanceIds: readonly string[]): void
  /** Takes over a configuration that a refresh has deployed. */
  adopt(source: LaunchSource): void
  /** Launches or terminates what the refresh has changed the group's needs by. */
  settle(): void
}

interface RefreshesOptions {
  readonly clock: VirtualClock
  readonly group: RefreshedGroup
  readonly emit: EventSink
  /** Whether the group's launch template names its image by an SSM parameter. */
  readonly usesImageParameter: () => boolean
}

interface RefreshRecord {
  readonly id: string
  readonly startedAtMs: number
  readonly settings: RefreshSettings
  state: RefreshState
  rollback: RollbackDetails | undefined
  /** As it was when the refresh ended. */
  finalProgress: Progress | undefined
}

interface Progress extends InstanceRefreshLivePoolProgress {
  readonly ProgressDetails?: InstanceRefreshProgressDetails
}

/** How often a refresh looks at its group; AWS does not say. */
const tickMs = 10_000

/** Source: DescribeInstanceRefreshes in the SDK. */
const retentionMs = 42 * 86_400_000

export class GroupRefreshes {
  readonly #options: RefreshesOptions
  /** Oldest first. */
  #records: RefreshRecord[] = []
  #started = 0

  constructor(options: RefreshesOptions) {
    this.#options = options
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
    const { attributes } = this.#options.group
    const active = this.#active()
    const desired = active && launchesDesired(active.state) ? active.settings.desiredConfiguration : undefined
    return launchSourceOf(desired ?? attributes)
  }

  mayBeDrawn(instance: SimulatedInstance): boolean {
    const active = this.#active()
    return active?.state.inProgressAtMs === undefined || mayBeDrawn(instance, this.#courseOf(active))
  }

  /** @throws InstanceRefreshInProgressFault */
  start(settings: RefreshSettings): string {
    this.checkNoneActive()
    const { clock, group } = this.#options
    const record: RefreshRecord = {
      id: refreshId(group.ordinal, ++this.#started),
      startedAtMs: clock.now(),
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
    const { group, usesImageParameter } = this.#options
    const { desiredConfiguration } = record.settings
    const obstacle = rollbackObstacle(desiredConfiguration, group.attributes, usesImageParameter())
    if (obstacle !== undefined)
      throw irreversibleInstanceRefresh(`The instance refresh cannot be rolled back: ${obstacle}`)
    this.#apply(record, startRollback(record.state, 'Rollback due to user request.', this.#nowMs()))
    return record.id
  }

  /** @throws InstanceRefreshInProgressFault */
  checkNoneActive(): void {
    if (!this.isActive) return
    throw instanceRefreshInProgress(
      'An Instance Refresh is already in progress and blocks the execution of this Instance Refresh.',
    )
  }

  /** Newest first. */
  describe(): InstanceRefresh[] {
    const sinceMs = this.#nowMs() - retentionMs
    this.#records = this.#records.filter(({ startedAtMs }) => startedAtMs >= sinceMs)
    return this.#records.map(record => this.#describe(record)).reverse()
  }

  /** Forgets everything, as when the group is deleted. */
  clear(): void {
    this.#records = []
  }

  #active(): RefreshRecord | undefined {
    const newest = this.#records.at(-1)
    return newest && isActive(newest.state) ? newest : undefined
  }

  #scheduleTick(record: RefreshRecord): void {
    this.#options.clock.at(this.#nowMs() + tickMs, () => {
      if (this.#active() !== record) return
      this.#advance(record)
      if (isActive(record.state)) this.#scheduleTick(record)
    })
  }

  #advance(record: RefreshRecord): void {
    const { group } = this.#options
    const { suspendedProcesses: suspended } = group
    const advance = advanceRefresh(record.state, record.settings, {
      nowMs: this.#nowMs(),
      view: this.#viewOf(record),
      suspended: {
        instanceRefresh: suspended.has('InstanceRefresh'),
        launchOrTerminate: suspended.has('Launch') || suspended.has('Terminate'),
      },
      isTransitioning: group.isTransitioning,
    })
    this.#apply(record, advance)
  }

  #apply(record: RefreshRecord, { state, terminate, signals }: RefreshAdvance): void {
    const { group } = this.#options
    if (state.rollbackAtMs !== record.state.rollbackAtMs) record.rollback = this.#rollbackDetails(record, state)
    if (!isActive(state)) record.finalProgress = this.#progressOf({ ...record, state })
    record.state = state
    if (state.status === 'Successful') this.#adopt(record)
    for (const signal of signals) this.#emit(record, signal)
    if (terminate.length > 0) group.terminateForRefresh(terminate)
    group.settle()
  }

  #adopt({ settings }: RefreshRecord): void {
    if (settings.desiredConfiguration !== undefined) this.#options.group.adopt(settings.desiredConfiguration)
  }

  #emit({ id, settings }: RefreshRecord, signal: RefreshAdvance['signals'][number]): void {
    const { emit, group } = this.#options
    if (signal.kind !== 'Checkpoint Reached') emit(refreshEvent(group, signal.kind, id))
    else {
      const { checkpointDelaySeconds: delaySeconds } = settings
      emit(checkpointEvent(group, id, { percentage: signal.percentage, delaySeconds }))
    }
  }

  #viewOf(record: RefreshRecord) {
    return refreshViewOf(this.#options.group.refreshFleet(), this.#courseOf(record), this.#nowMs())
  }

  /** A rollback launches what the group was last told. */
  #courseOf({ settings, state }: RefreshRecord): RefreshCourse {
    const isRollback = state.rollbackAtMs !== undefined
    const target = (isRollback ? undefined : settings.desiredConfiguration) ?? this.#options.group.attributes
    return { settings, state, target: launchSourceOf(target) }
  }

  #rollbackDetails(record: RefreshRecord, { statusReason, rollbackAtMs = 0 }: RefreshState): RollbackDetails {
    const { PercentageComplete, InstancesToUpdate, ProgressDetails } = this.#progressOf(record)
    return {
      RollbackReason: statusReason,
      RollbackStartTime: new Date(rollbackAtMs),
      PercentageCompleteOnRollback: PercentageComplete,
      InstancesToUpdateOnRollback: InstancesToUpdate,
      ProgressDetailsOnRollback: ProgressDetails,
    }
  }

  /** During a rollback the percentage goes down again (source: InstanceRefresh.PercentageComplete in the SDK). */
  #progressOf(record: RefreshRecord): Progress {
    const view = this.#viewOf(record)
    const isRollback = record.state.rollbackAtMs !== undefined
    const details = view.pool && {
      LivePoolProgress: describeCount(progressOf(view.live), isRollback),
      WarmPoolProgress: describeCount(progressOf(view.pool), isRollback),
    }
    return { ...describeCount(countOf(view), isRollback), ...(details && { ProgressDetails: details }) }
  }

  #describe(record: RefreshRecord): InstanceRefresh {
    const { id, startedAtMs, settings, state, rollback } = record
    return {
      InstanceRefreshId: id,
      AutoScalingGroupName: this.#options.group.name,
      Status: state.status,
      StatusReason: state.statusReason,
      StartTime: new Date(startedAtMs),
      ...(state.endedAtMs !== undefined && { EndTime: new Date(state.endedAtMs) }),
      ...(record.finalProgress ?? this.#progressOf(record)),
      Preferences: describePreferences(settings),
      ...(settings.desiredConfiguration && { DesiredConfiguration: settings.desiredConfiguration }),
      ...(rollback && { RollbackDetails: rollback }),
      Strategy: 'Rolling',
    }
  }

  #noneFound() {
    const { name } = this.#options.group
    return activeInstanceRefreshNotFound(
      `No in progress or pending Instance Refresh found for Auto Scaling group ${name}`,
    )
  }

  #nowMs(): number {
    return this.#options.clock.now()
  }
}

function describeCount({ total, replaced }: ReturnType<typeof progressOf>, isRollback: boolean) {
  const updated = isRollback ? total - replaced : replaced
  const PercentageComplete = total === 0 ? 100 : Math.floor((100 * updated) / total)
  return { PercentageComplete, InstancesToUpdate: total - updated }
}
