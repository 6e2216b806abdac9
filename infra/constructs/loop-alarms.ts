import { Duration } from 'aws-cdk-lib'
import { ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import type { Alerts } from './alerts.ts'
import type { ControlFunction } from './control-function.ts'

export interface ControlLoopParts {
  readonly alerts: Alerts
  readonly discover: ControlFunction
  readonly reconcile: ControlFunction
  readonly learn: ControlFunction
  readonly failedEvents: IQueue
}

/** Tells people when the loop stands still, when a function keeps failing, and when a shard was given up. */
export function watchControlLoop(scope: Construct, parts: ControlLoopParts): void {
  const { alerts, discover, reconcile, learn, failedEvents } = parts
  alertOnSilence(scope, alerts, discover)
  alertOnErrors(scope, alerts, { Discover: discover, Reconcile: reconcile })
  alerts.addAlarm(scope, 'LearnErrors', {
    alarmDescription: 'Penumbra learn failed: models grow old. Read its log group; the next run is within the hour.',
    metric: learn.handler.metricErrors({ period: Duration.hours(1) }),
    threshold: 1,
    evaluationPeriods: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  })
  alerts.addAlarm(scope, 'GroupsFailing', {
    alarmDescription:
      'Penumbra could not reconcile some groups in 5 of 15 minutes, for want of a lease or by an error of their own. Search the reconcile log for "group failed" and "lease not acquired".',
    // The function counts them itself: inside a shard a failing group is no error of the function.
    metric: new Metric({
      namespace: 'Penumbra',
      metricName: 'GroupsFailed',
      dimensionsMap: { service: 'reconcile' },
      period: Duration.minutes(1),
      statistic: 'Sum',
    }),
    threshold: 1,
    evaluationPeriods: 15,
    datapointsToAlarm: 5,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  })
  alerts.addAlarm(scope, 'FailedEventsWaiting', {
    alarmDescription:
      'Penumbra gave up on a shard of groups. Read the failed-events queue: each message holds the shard and the error. Purge it when done.',
    metric: failedEvents.metricApproximateNumberOfMessagesVisible({
      period: Duration.minutes(1),
      statistic: 'Maximum',
    }),
    threshold: 1,
    evaluationPeriods: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  })
}

/** A stopped schedule sends no datapoint at all, so missing data is the alarm. */
function alertOnSilence(scope: Construct, alerts: Alerts, discover: ControlFunction): void {
  alerts.addAlarm(scope, 'Heartbeat', {
    alarmDescription:
      'Penumbra has not run for 5 minutes. Raised floors expire by themselves; check that the schedules are enabled and Lambda is not throttled.',
    metric: discover.handler.metricInvocations({ period: Duration.minutes(1) }),
    threshold: 1,
    evaluationPeriods: 5,
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    treatMissingData: TreatMissingData.BREACHING,
  })
}

/** One failed tick mends itself with the next; three in five minutes do not. */
function alertOnErrors(scope: Construct, alerts: Alerts, functions: Readonly<Record<string, ControlFunction>>): void {
  for (const [name, { handler }] of Object.entries(functions)) {
    alerts.addAlarm(scope, `${name}Errors`, {
      alarmDescription: `Penumbra ${name.toLowerCase()} failed in 3 of 5 minutes. Read its log group; set /penumbra/mode to freeze to stop all changes.`,
      metric: handler.metricErrors({ period: Duration.minutes(1) }),
      threshold: 1,
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    })
  }
}
