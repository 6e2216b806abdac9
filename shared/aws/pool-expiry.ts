// EventBridge Scheduler: a one-time schedule that deletes a group's warm pool even if Penumbra is gone, through the universal
// target of DeleteWarmPool, in the name of a role that can do nothing else. One schedule a group; putting it again moves it.
import { createHash } from 'node:crypto'
import {
  ActionAfterCompletion,
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  FlexibleTimeWindowMode,
  type SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler'
import { expiryRetryMs } from '../domain/fleet/pool-steps.ts'
import { awsErrorKind } from './aws-errors.ts'

/** Scheduler doubles its waits between tries, so this many fill the time that it is given. */
const retryAttempts = 20

export class PoolExpiry {
  readonly #client: SchedulerClient
  readonly #roleArn: string
  readonly #namePrefix: string

  /**
   * @param roleArn role that may delete the warm pools of managed groups
   * @param namePrefix of the schedules, at most 24 characters
   */
  constructor(client: SchedulerClient, roleArn: string, namePrefix: string) {
    this.#client = client
    this.#roleArn = roleArn
    this.#namePrefix = namePrefix
  }

  /** Asks AWS to delete the group's pool at `atMs`, in whole seconds; repeating it moves the time. */
  async schedule(group: string, atMs: number): Promise<void> {
    const schedule = this.#scheduleOf(group, atMs)
    try {
      await this.#client.send(new UpdateScheduleCommand(schedule))
    } catch (error) {
      if (awsErrorKind(error) !== 'not-found') throw error
      await this.#client.send(new CreateScheduleCommand(schedule))
    }
  }

  /** Idempotent: an expiry that ran or never was is no error. */
  async cancel(group: string): Promise<void> {
    try {
      await this.#client.send(new DeleteScheduleCommand({ Name: this.#nameOf(group) }))
    } catch (error) {
      if (awsErrorKind(error) !== 'not-found') throw error
    }
  }

  #scheduleOf(group: string, atMs: number): CreateScheduleCommandInput {
    return {
      Name: this.#nameOf(group),
      Description: `Penumbra: gives back the warm pool of ${group} if nobody renews it`.slice(0, 512),
      ScheduleExpression: `at(${new Date(atMs).toISOString().slice(0, 19)})`,
      FlexibleTimeWindow: { Mode: FlexibleTimeWindowMode.OFF },
      ActionAfterCompletion: ActionAfterCompletion.DELETE,
      Target: {
        Arn: `arn:${partitionOf(this.#roleArn)}:scheduler:::aws-sdk:autoscaling:deleteWarmPool`,
        RoleArn: this.#roleArn,
        Input: JSON.stringify({ AutoScalingGroupName: group, ForceDelete: true }),
        RetryPolicy: { MaximumRetryAttempts: retryAttempts, MaximumEventAgeInSeconds: expiryRetryMs / 1000 },
      },
    }
  }

  /** A schedule's name has 64 characters at most, a group's 255 of nearly any kind. */
  #nameOf(group: string): string {
    return `${this.#namePrefix}${createHash('sha256').update(group).digest('hex').slice(0, 40)}`
  }
}

function partitionOf(arn: string): string {
  return arn.split(':')[1]
}
