import { Duration } from 'aws-cdk-lib'
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler'
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { Alerts } from './alerts.ts'
import type { ControlFunction } from './control-function.ts'
import { DiscoverFunction } from './discover-function.ts'
import type { KillSwitch } from './kill-switch.ts'
import { LearnFunction } from './learn-function.ts'
import { watchControlLoop } from './loop-alarms.ts'
import { PoolExpiryRole } from './pool-expiry-role.ts'
import { ReconcileFunction } from './reconcile-function.ts'

export interface ControlLoopProps {
  readonly table: TableV2
  readonly alerts: Alerts
  readonly killSwitch: KillSwitch
  /** One of the numbers of days that CloudWatch Logs knows. */
  readonly logRetentionDays: number
  /** What the keys of Penumbra's tags begin with, without the colon. */
  readonly tagPrefix: string
  readonly dashboardUrl: string
  /** Roles of instances that Penumbra may launch by itself; may be empty. */
  readonly passRoleArns: readonly string[]
  /**
   * Key of the failed events.
   * @default - the one that SQS manages
   */
  readonly key?: IKey
}

/**
 * Every minute `discover` finds the opted-in groups and hands them in shards to `reconcile`; every hour it hands them to
 * `learn`. Nothing is retried: the next tick looks at the world anew, and a late tick would act on an old view of it.
 */
export class ControlLoop extends Construct {
  readonly discover: ControlFunction
  readonly reconcile: ControlFunction
  readonly learn: ControlFunction
  /** Events that failed or came too late, for people to read. */
  readonly failedEvents: Queue

  constructor(scope: Construct, id: string, props: ControlLoopProps) {
    super(scope, id)
    const { key, tagPrefix } = props
    this.failedEvents = new Queue(this, 'FailedEvents', {
      ...(key === undefined
        ? { encryption: QueueEncryption.SQS_MANAGED }
        : { encryption: QueueEncryption.KMS, encryptionMasterKey: key }),
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    })
    const shared = { ...props, failedEvents: this.failedEvents }
    const poolExpiryRole = new PoolExpiryRole(this, 'PoolExpiry', { tagPrefix })
    this.reconcile = new ReconcileFunction(this, 'Reconcile', { ...shared, poolExpiryRole })
    this.learn = new LearnFunction(this, 'Learn', shared)
    this.discover = new DiscoverFunction(this, 'Discover', { ...shared, reconcile: this.reconcile, learn: this.learn })
    this.#schedule('ReconcileSchedule', 'reconcile', Duration.minutes(1))
    this.#schedule('LearnSchedule', 'learn', Duration.hours(1))
    const { discover, reconcile, learn, failedEvents } = this
    watchControlLoop(this, { alerts: props.alerts, discover, reconcile, learn, failedEvents })
  }

  #schedule(id: string, target: 'reconcile' | 'learn', period: Duration): void {
    new Schedule(this, id, {
      description: `Penumbra: starts ${target} for every opted-in group`,
      schedule: ScheduleExpression.rate(period),
      target: new LambdaInvoke(this.discover.handler, {
        input: ScheduleTargetInput.fromObject({ target }),
        retryAttempts: 0,
        maxEventAge: Duration.minutes(1),
      }),
    })
  }
}
