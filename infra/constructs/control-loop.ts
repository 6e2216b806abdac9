import { Duration } from 'aws-cdk-lib'
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler'
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import type { StringParameter } from 'aws-cdk-lib/aws-ssm'
import { Construct } from 'constructs'
import type { Alerts } from './alerts.ts'
import { DiscoverFunction } from './discover-function.ts'
import { LearnFunction } from './learn-function.ts'
import { watchControlLoop } from './loop-alarms.ts'
import { PoolExpiryRole } from './pool-expiry-role.ts'
import { ReconcileFunction } from './reconcile-function.ts'

export interface ControlLoopProps {
  readonly table: TableV2
  readonly alerts: Alerts
  /** Holds `run`, `freeze` or `restore`. */
  readonly modeParameter: StringParameter
  /** What the keys of Penumbra's tags begin with, without the colon. */
  readonly tagPrefix: string
  readonly dashboardUrl: string
}

/**
 * Every minute `discover` finds the opted-in groups and hands them in shards to `reconcile`; every hour it hands them to
 * `learn`. Nothing is retried: the next tick looks at the world anew, and a late tick would act on an old view of it.
 */
export class ControlLoop extends Construct {
  constructor(scope: Construct, id: string, props: ControlLoopProps) {
    super(scope, id)
    const failedEvents = new Queue(this, 'FailedEvents', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    })
    const poolExpiryRole = new PoolExpiryRole(this, 'PoolExpiry')
    const reconcile = new ReconcileFunction(this, 'Reconcile', { ...props, failedEvents, poolExpiryRole })
    const learn = new LearnFunction(this, 'Learn', { ...props, failedEvents })
    const discover = new DiscoverFunction(this, 'Discover', { ...props, reconcile, learn, failedEvents })
    this.#schedule('ReconcileSchedule', discover, 'reconcile', Duration.minutes(1))
    this.#schedule('LearnSchedule', discover, 'learn', Duration.hours(1))
    watchControlLoop(this, { alerts: props.alerts, discover, reconcile, learn, failedEvents })
  }

  #schedule(id: string, discover: DiscoverFunction, target: 'reconcile' | 'learn', period: Duration): void {
    new Schedule(this, id, {
      description: `Penumbra: starts ${target} for every opted-in group`,
      schedule: ScheduleExpression.rate(period),
      target: new LambdaInvoke(discover.handler, {
        input: ScheduleTargetInput.fromObject({ target }),
        retryAttempts: 0,
        maxEventAge: Duration.minutes(1),
      }),
    })
  }
}
