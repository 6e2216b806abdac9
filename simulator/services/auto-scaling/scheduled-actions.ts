// One-time scheduled actions of one group. An action runs up to two minutes late, but never before an earlier one of the
// same group, and is gone once it ran (source: user guide, ec2-auto-scaling-scheduled-scaling.md, "Considerations").
import type { PutScheduledUpdateGroupActionType, ScheduledUpdateGroupAction } from '@aws-sdk/client-auto-scaling'
import type { VirtualClock } from '../../kernel/clock.ts'
import { alreadyExists, limitExceeded, validationError } from './errors.ts'
import { type SizeChange, sizeChangeOf } from './group-sizes.ts'

/** Per group (source: user guide, ec2-auto-scaling-quotas.md). */
const maxActions = 125

export interface ScheduledAction {
  readonly name: string
  readonly startTimeMs: number
  readonly change: SizeChange
  readonly input: PutScheduledUpdateGroupActionType
  readonly arn: string
}

interface ActionScheduleOptions {
  readonly clock: VirtualClock
  /** Seconds that the next action to run is late. */
  readonly delaySeconds: () => number
  readonly run: (action: ScheduledAction) => void
}

/** @throws ValidationError for what AWS refuses, and for a Recurrence, which is not simulated */
export function parseScheduledAction(
  input: PutScheduledUpdateGroupActionType,
  nowMs: number,
): Omit<ScheduledAction, 'arn'> {
  const { ScheduledActionName: name, StartTime, Recurrence } = input
  if (!name) throw validationError('ScheduledActionName is required')
  if (Recurrence !== undefined) {
    throw validationError(`Recurrence is not simulated, got ${Recurrence}: only actions with a StartTime alone are`)
  }
  if (StartTime === undefined) throw validationError('StartTime or Recurrence must be specified')
  const startTimeMs = StartTime.getTime()
  if (!(startTimeMs >= nowMs)) throw validationError('Given start time is in the past')
  return { name, startTimeMs, change: checkedChange(input), input }
}

function checkedChange(input: PutScheduledUpdateGroupActionType): SizeChange {
  const change = sizeChangeOf(input)
  const { minSize, maxSize, desiredCapacity } = change
  const sizes = [minSize, desiredCapacity, maxSize].filter(size => size !== undefined)
  if (sizes.length === 0) {
    throw validationError('At least one of MinSize, MaxSize or DesiredCapacity must be specified')
  }
  const isOrdered = sizes.every((size, index) => index === 0 || sizes[index - 1] <= size)
  if (isOrdered && sizes.every(size => Number.isInteger(size) && size >= 0)) return change
  throw validationError(`MinSize, DesiredCapacity and MaxSize must be ordered integers from 0 on, got ${sizes}`)
}

export class ActionSchedule {
  readonly #options: ActionScheduleOptions
  readonly #actions = new Map<string, ScheduledAction>()
  #lastRunMs = Number.NEGATIVE_INFINITY

  constructor(options: ActionScheduleOptions) {
    this.#options = options
  }

  /** By start time. */
  list(): ScheduledAction[] {
    return [...this.#actions.values()].sort((a, b) => a.startTimeMs - b.startTimeMs)
  }

  /**
   * Adds an action, or replaces the one of that name.
   * @throws AlreadyExistsFault when another action of the group starts at the same time, LimitExceededFault
   */
  put(action: ScheduledAction): void {
    const others = this.list().filter(({ name }) => name !== action.name)
    if (others.some(({ startTimeMs }) => startTimeMs === action.startTimeMs)) {
      throw alreadyExists('Scheduled action with this scheduled start time already exists')
    }
    if (others.length >= maxActions) {
      throw limitExceeded(`The number of scheduled actions is limited to ${maxActions} per group`)
    }
    this.#actions.set(action.name, action)
    this.#options.clock.at(action.startTimeMs, () => this.#onStartTime(action))
  }

  /** Whether there was one. */
  delete(name: string): boolean {
    return this.#actions.delete(name)
  }

  clear(): void {
    this.#actions.clear()
  }

  #onStartTime(action: ScheduledAction): void {
    if (!this.#isCurrent(action)) return
    const { clock, delaySeconds } = this.#options
    this.#lastRunMs = Math.max(this.#lastRunMs, clock.now() + Math.round(delaySeconds() * 1000))
    clock.at(this.#lastRunMs, () => {
      if (!this.#isCurrent(action)) return
      this.#actions.delete(action.name)
      this.#options.run(action)
    })
  }

  /** An action that was replaced or deleted in the meantime still has its event on the clock. */
  #isCurrent(action: ScheduledAction): boolean {
    return this.#actions.get(action.name) === action
  }
}

export function describeScheduledAction(groupName: string, action: ScheduledAction): ScheduledUpdateGroupAction {
  const { MinSize, MaxSize, DesiredCapacity, EndTime, TimeZone } = action.input
  const startTime = new Date(action.startTimeMs)
  return {
    AutoScalingGroupName: groupName,
    ScheduledActionName: action.name,
    ScheduledActionARN: action.arn,
    Time: startTime,
    StartTime: startTime,
    ...(EndTime && { EndTime }),
    ...(MinSize !== undefined && { MinSize }),
    ...(MaxSize !== undefined && { MaxSize }),
    ...(DesiredCapacity !== undefined && { DesiredCapacity }),
    ...(TimeZone && { TimeZone }),
  }
}
