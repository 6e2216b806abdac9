// Service Authorization Reference, "Actions, resources, and condition keys for Amazon EventBridge Scheduler": on the schedule's
// ARN; who names a role for the target has to be allowed to pass it to Scheduler (IAM user guide, "Grant a user permissions to
// pass a role to an AWS service").
import type { CreateScheduleCommandInput } from '@aws-sdk/client-scheduler'
import { onEverything, type Requirement, regionalArn, type ServiceActions } from './requirement.ts'

type ScheduleInput = Pick<CreateScheduleCommandInput, 'Name' | 'GroupName' | 'Target'>

export const schedulerActions: ServiceActions = {
  ...onEverything('scheduler', ['ListSchedules']),
  GetSchedule: (input: ScheduleInput) => [onSchedule('GetSchedule', input)],
  DeleteSchedule: (input: ScheduleInput) => [onSchedule('DeleteSchedule', input)],
  CreateSchedule: (input: ScheduleInput) => [onSchedule('CreateSchedule', input), passRole(input)],
  UpdateSchedule: (input: ScheduleInput) => [onSchedule('UpdateSchedule', input), passRole(input)],
}

function onSchedule(operation: string, { Name = '', GroupName = 'default' }: ScheduleInput): Requirement {
  return { action: `scheduler:${operation}`, resource: regionalArn('scheduler', `schedule/${GroupName}/${Name}`) }
}

function passRole({ Target }: ScheduleInput): Requirement {
  return {
    action: 'iam:PassRole',
    resource: Target?.RoleArn ?? '',
    context: { 'iam:PassedToService': 'scheduler.amazonaws.com' },
  }
}
