// What EventBridge Scheduler accepts in a schedule (CreateScheduleInput and the shapes in it).
import {
  type CreateScheduleCommandInput,
  type FlexibleTimeWindow,
  type RetryPolicy,
  type Target,
  ValidationException,
} from '@aws-sdk/client-scheduler'
import { parseScheduleExpression, type ScheduleTimes } from './schedule-expression.ts'

const maximumInputBytes = 262_144
const startToleranceMs = 300_000

/** @throws ValidationException */
export function checkScheduleName(name = ''): string {
  if (/^[\w.-]{1,64}$/.test(name)) return name
  throw validation(`Name: got '${name}', wanted 1 to 64 letters, digits or . - _`)
}

/** @throws ValidationException */
export function checkSchedule(input: CreateScheduleCommandInput, nowMs: number): ScheduleTimes {
  checkWindow(input.FlexibleTimeWindow)
  checkTarget(input.Target)
  const times = checkTimes(input, nowMs)
  if (times.expression.kind === 'rate' && times.startMs < nowMs - startToleranceMs) {
    throw validation('The StartDate you specify cannot be earlier than 5 minutes ago.')
  }
  return times
}

function checkTimes(input: CreateScheduleCommandInput, nowMs: number): ScheduleTimes {
  const { ScheduleExpression = '', ScheduleExpressionTimezone = 'UTC', StartDate, EndDate } = input
  if (ScheduleExpressionTimezone !== 'UTC') {
    throw validation(`ScheduleExpressionTimezone: got ${ScheduleExpressionTimezone}, the simulated region knows UTC`)
  }
  const expression = parseScheduleExpression(ScheduleExpression)
  if (expression === undefined || (expression.kind === 'at' && expression.timeMs < nowMs)) {
    throw validation(`Invalid Schedule Expression ${ScheduleExpression}.`)
  }
  const startMs = StartDate?.getTime() ?? nowMs
  const endMs = EndDate?.getTime() ?? Number.POSITIVE_INFINITY
  if (endMs < startMs) throw validation('The EndDate you specify cannot be before the StartDate.')
  return { expression, startMs, endMs }
}

function checkWindow(window: FlexibleTimeWindow | undefined): void {
  const { Mode, MaximumWindowInMinutes } = window ?? {}
  if (Mode === 'OFF' && MaximumWindowInMinutes === undefined) return
  if (Mode === 'FLEXIBLE' && isWithin(MaximumWindowInMinutes, 1, 1440)) return
  throw validation('FlexibleTimeWindow: wanted Mode OFF, or FLEXIBLE with a MaximumWindowInMinutes of 1 to 1440')
}

function checkTarget(target: Target | undefined): void {
  if (!target?.Arn?.startsWith('arn:aws:')) throw validation(`Target.Arn: got '${target?.Arn}', wanted an ARN`)
  if (!target.RoleArn?.startsWith('arn:aws:iam::')) {
    throw validation(`Target.RoleArn: got '${target.RoleArn}', wanted the ARN of a role`)
  }
  if (Buffer.byteLength(target.Input ?? '') > maximumInputBytes) throw validation('Target.Input: wanted at most 256 KB')
  checkRetryPolicy(target.RetryPolicy ?? {})
}

function checkRetryPolicy({ MaximumRetryAttempts = 185, MaximumEventAgeInSeconds = 86_400 }: RetryPolicy): void {
  if (!isWithin(MaximumRetryAttempts, 0, 185)) {
    throw validation(`MaximumRetryAttempts: got ${MaximumRetryAttempts}, wanted 0 to 185`)
  }
  if (!isWithin(MaximumEventAgeInSeconds, 60, 86_400)) {
    throw validation(`MaximumEventAgeInSeconds: got ${MaximumEventAgeInSeconds}, wanted 60 to 86400`)
  }
}

function isWithin(value: number | undefined, least: number, most: number): boolean {
  return value !== undefined && Number.isInteger(value) && value >= least && value <= most
}

export function validation(message: string): ValidationException {
  return new ValidationException({ message, Message: message, $metadata: { httpStatusCode: 400 } })
}
