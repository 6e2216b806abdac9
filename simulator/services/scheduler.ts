// Amazon EventBridge Scheduler. A schedule that is due invokes its target once, retries while the target refuses and its
// retry policy allows, and gives up into `dropped`.
import {
  ConflictException,
  type CreateScheduleCommandInput,
  type CreateScheduleCommandOutput,
  type DeleteScheduleCommandInput,
  type DeleteScheduleCommandOutput,
  type GetScheduleCommandInput,
  type GetScheduleCommandOutput,
  type ListSchedulesCommandInput,
  type ListSchedulesCommandOutput,
  ResourceNotFoundException,
  type UpdateScheduleCommandInput,
  type UpdateScheduleCommandOutput,
} from '@aws-sdk/client-scheduler'
import type { VirtualClock } from '../kernel/clock.ts'
import type { Operation, SimulatedService } from '../kernel/service.ts'
import { checkSchedule, checkScheduleName, validation } from './scheduler/check-schedule.ts'
import { firingTime, nextDue, type ScheduleTimes } from './scheduler/schedule-expression.ts'
import { targetInput } from './scheduler/target-input.ts'
import { isUniversal, UniversalTargets } from './scheduler/universal-target.ts'

export interface SchedulerOptions {
  readonly clock: VirtualClock
  /** For schedules that call an AWS operation themselves; without it they are refused. */
  readonly universalTargets?: UniversalTargets
  /** Calls a target at the ARN with the input; throws or rejects when the target refuses. */
  readonly invokeTarget: (target: InvokedTarget, scheduledMs: number) => void | Promise<void>
  /** Whether Scheduler may assume a role; default: any. */
  readonly canAssume?: (roleArn: string) => boolean
  /** Seconds after the full minute at which schedules run, 0 to 59; default 30, the middle of what AWS promises. */
  readonly delaySeconds?: number
}

export interface InvokedTarget {
  readonly arn: string
  readonly roleArn: string
  readonly input: string
}

/** An invocation given up after its last attempt. */
export interface DroppedInvocation {
  readonly scheduleName: string
  readonly target: InvokedTarget
  /** Epoch milliseconds for which it was due. */
  readonly scheduledMs: number
  readonly attempts: number
  readonly cause: unknown
}

interface SchedulerOperations extends Record<string, Operation<never, object>> {
  readonly CreateSchedule: Operation<CreateScheduleCommandInput, CreateScheduleCommandOutput>
  readonly UpdateSchedule: Operation<UpdateScheduleCommandInput, UpdateScheduleCommandOutput>
  readonly GetSchedule: Operation<GetScheduleCommandInput, GetScheduleCommandOutput>
  readonly DeleteSchedule: Operation<DeleteScheduleCommandInput, DeleteScheduleCommandOutput>
  readonly ListSchedules: Operation<ListSchedulesCommandInput, ListSchedulesCommandOutput>
}

interface Schedule {
  readonly name: string
  readonly arn: string
  readonly input: CreateScheduleCommandInput
  readonly times: ScheduleTimes
  readonly createdMs: number
  readonly modifiedMs: number
}

interface Delivery {
  readonly schedule: Schedule
  readonly scheduledMs: number
  readonly executionId: string
}

const defaultGroup = 'default'
const noUniversalTargets = new UniversalTargets({ services: {}, now: () => 0, onCall: () => {} })
const maximumPage = 100
/** AWS says "exponential backoff" and no more; doubling from 1 s up to 8 min spreads the 185 default retries over 24 h. */
const longestBackoffMs = 480_000

export class SchedulerService implements SimulatedService {
  readonly name = 'Scheduler'
  readonly operations: SchedulerOperations = {
    CreateSchedule: (input, { nowMs }) => this.#create(input, nowMs),
    UpdateSchedule: (input, { nowMs }) => this.#update(input, nowMs),
    GetSchedule: input => describe(this.#find(input)),
    DeleteSchedule: input => this.#delete(input),
    ListSchedules: input => this.#list(input),
  }
  readonly #clock: VirtualClock
  readonly #invokeTarget: SchedulerOptions['invokeTarget']
  readonly #canAssume: (roleArn: string) => boolean
  readonly #delaySeconds: number
  readonly #universalTargets: UniversalTargets
  readonly #schedules = new Map<string, Schedule>()
  readonly #dropped: DroppedInvocation[] = []
  #executions = 0

  constructor(options: SchedulerOptions) {
    this.#clock = options.clock
    this.#invokeTarget = options.invokeTarget
    this.#canAssume = options.canAssume ?? (() => true)
    this.#delaySeconds = options.delaySeconds ?? 30
    this.#universalTargets = options.universalTargets ?? noUniversalTargets
  }

  /** Oldest first. */
  get dropped(): readonly DroppedInvocation[] {
    return this.#dropped
  }

  #create(input: CreateScheduleCommandInput, nowMs: number): { ScheduleArn: string } {
    const name = checkScheduleName(input.Name)
    checkGroup(input.GroupName)
    const times = this.#check(input, nowMs)
    const known = this.#schedules.get(name)
    if (known !== undefined && !isSameRequest(known.input, input)) throw conflict(name)
    return known ? { ScheduleArn: known.arn } : this.#put(name, input, times, nowMs, nowMs)
  }

  /** Replaces the whole schedule: what is not given falls back to its default. */
  #update(input: UpdateScheduleCommandInput, nowMs: number): { ScheduleArn: string } {
    const { name, createdMs } = this.#find(input)
    return this.#put(name, input, this.#check(input, nowMs), createdMs, nowMs)
  }

  #check(input: CreateScheduleCommandInput, nowMs: number): ScheduleTimes {
    const times = checkSchedule(input, nowMs)
    this.#universalTargets.check(input.Target?.Arn ?? '')
    if (!this.#canAssume(input.Target?.RoleArn ?? '')) {
      throw validation('The execution role you provide must allow AWS EventBridge Scheduler to assume the role.')
    }
    return times
  }

  #put(
    name: string,
    input: CreateScheduleCommandInput,
    times: ScheduleTimes,
    createdMs: number,
    modifiedMs: number,
  ): { ScheduleArn: string } {
    const arn = `arn:aws:scheduler:us-east-1:123456789012:schedule/${defaultGroup}/${name}`
    const schedule = { name, arn, input: structuredClone(input), times, createdMs, modifiedMs }
    this.#schedules.set(name, schedule)
    if (input.State !== 'DISABLED') this.#await(schedule, modifiedMs)
    return { ScheduleArn: arn }
  }

  #find({ Name, GroupName }: GetScheduleCommandInput): Schedule {
    checkGroup(GroupName)
    const schedule = this.#schedules.get(checkScheduleName(Name))
    if (schedule !== undefined) return schedule
    throw notFound(`Schedule ${Name} does not exist.`)
  }

  #delete(input: DeleteScheduleCommandInput): object {
    this.#schedules.delete(this.#find(input).name)
    return {}
  }

  #list(input: ListSchedulesCommandInput): Omit<ListSchedulesCommandOutput, '$metadata'> {
    const { GroupName, NamePrefix = '', State, MaxResults = maximumPage, NextToken } = input
    checkGroup(GroupName)
    if (!(MaxResults >= 1 && MaxResults <= maximumPage))
      throw validation(`MaxResults: got ${MaxResults}, wanted 1 to 100`)
    const found = [...this.#schedules.values()]
      .filter(
        ({ name, input: { State: state = 'ENABLED' } }) => name.startsWith(NamePrefix) && (State ?? state) === state,
      )
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .filter(({ name }) => NextToken === undefined || name > NextToken)
    const page = found.slice(0, MaxResults)
    const next = found.length > page.length ? { NextToken: page.at(-1)?.name } : {}
    return { Schedules: page.map(summarize), ...next }
  }

  /** Waits for the next time; a schedule that was changed or deleted meanwhile is no longer the one waiting. */
  #await(schedule: Schedule, fromMs: number): void {
    const dueMs = nextDue(schedule.times, fromMs)
    if (dueMs === undefined) {
      this.#complete(schedule)
      return
    }
    this.#clock.at(firingTime(dueMs, this.#delaySeconds), () => {
      if (this.#schedules.get(schedule.name) !== schedule) return
      this.#await(schedule, dueMs + 1)
      const executionId = (++this.#executions).toString(16).padStart(16, '0')
      return this.#attempt({ schedule, scheduledMs: dueMs, executionId }, 1)
    })
  }

  #complete(schedule: Schedule): void {
    if (schedule.input.ActionAfterCompletion === 'DELETE') this.#schedules.delete(schedule.name)
  }

  async #attempt(delivery: Delivery, attemptNumber: number): Promise<void> {
    const { schedule, scheduledMs, executionId } = delivery
    const { Arn = '', RoleArn = '', Input } = schedule.input.Target!
    const target = {
      arn: Arn,
      roleArn: RoleArn,
      input: targetInput(Input, { scheduleArn: schedule.arn, scheduledMs, executionId, attemptNumber }),
    }
    try {
      if (isUniversal(Arn)) await this.#universalTargets.call(target)
      else await this.#invokeTarget(target, scheduledMs)
    } catch (cause) {
      this.#retry(delivery, target, attemptNumber, cause)
    }
  }

  #retry(delivery: Delivery, target: InvokedTarget, attempts: number, cause: unknown): void {
    const { MaximumRetryAttempts = 185, MaximumEventAgeInSeconds = 86_400 } =
      delivery.schedule.input.Target?.RetryPolicy ?? {}
    const againMs = this.#clock.now() + Math.min(1000 * 2 ** (attempts - 1), longestBackoffMs)
    const isTooOld = againMs - delivery.scheduledMs > MaximumEventAgeInSeconds * 1000
    if (attempts <= MaximumRetryAttempts && !isTooOld) {
      this.#clock.at(againMs, () => this.#attempt(delivery, attempts + 1))
      return
    }
    const { schedule, scheduledMs } = delivery
    this.#dropped.push({ scheduleName: schedule.name, target, scheduledMs, attempts, cause })
  }
}

/** A request repeated with its client token is answered again, not refused. */
function isSameRequest(known: CreateScheduleCommandInput, input: CreateScheduleCommandInput): boolean {
  return input.ClientToken !== undefined && input.ClientToken === known.ClientToken
}

function describe({ arn, input, createdMs, modifiedMs }: Schedule): Omit<GetScheduleCommandOutput, '$metadata'> {
  const { ClientToken: _, ...shown } = structuredClone(input)
  return {
    ...shown,
    ScheduleExpressionTimezone: 'UTC',
    State: shown.State ?? 'ENABLED',
    ActionAfterCompletion: shown.ActionAfterCompletion ?? 'NONE',
    GroupName: defaultGroup,
    Arn: arn,
    CreationDate: new Date(createdMs),
    LastModificationDate: new Date(modifiedMs),
  }
}

function summarize(schedule: Schedule): NonNullable<ListSchedulesCommandOutput['Schedules']>[number] {
  const { Arn, Name, GroupName, State, CreationDate, LastModificationDate, Target } = describe(schedule)
  return { Arn, Name, GroupName, State, CreationDate, LastModificationDate, Target: { Arn: Target?.Arn } }
}

function checkGroup(groupName = defaultGroup): void {
  if (groupName !== defaultGroup) throw notFound(`Schedule group ${groupName} does not exist.`)
}

function notFound(message: string): Error {
  return new ResourceNotFoundException({ message, Message: message, $metadata: { httpStatusCode: 404 } })
}

function conflict(name: string): Error {
  const message = `Schedule ${name} already exists.`
  return new ConflictException({ message, Message: message, $metadata: { httpStatusCode: 409 } })
}
