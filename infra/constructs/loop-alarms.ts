import { Duration } from 'aws-cdk-lib'
import { ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import type { Alerts, CountRule } from './alerts.ts'
import type { ControlFunction } from './control-function.ts'

export interface ControlLoopParts {
  readonly alerts: Alerts
  readonly discover: ControlFunction
  readonly reconcile: ControlFunction
  readonly learn: ControlFunction
  readonly failedEvents: IQueue
}

const minute = Duration.minutes(1)

/** Tells people when the loop stands still, when a function or a group keeps failing, and when a shard was given up. */
export function watchControlLoop(scope: Construct, parts: ControlLoopParts): void {
  const alertOn = (id: string, rule: CountRule) => parts.alerts.alertOnAny(scope, id, rule)
  alertOnSilence(scope, parts)
  alertOnErrors(alertOn, parts)
  alertOnThrottles(alertOn, parts)
  alertOnGroups(alertOn)
  alertOn('FailedEventsWaiting', {
    toDo: 'Penumbra gave up on a shard of groups, or on a load event. Read the failed-events queue: each message holds it and the error. Purge it when done.',
    metric: parts.failedEvents.metricApproximateNumberOfMessagesVisible({ period: minute, statistic: 'Maximum' }),
  })
}

type AlertOn = (id: string, rule: CountRule) => void

function alertOnErrors(alertOn: AlertOn, { discover, reconcile, learn }: ControlLoopParts): void {
  for (const [name, { handler }] of Object.entries({ Discover: discover, Reconcile: reconcile })) {
    alertOn(`${name}Errors`, {
      toDo: `Penumbra ${name.toLowerCase()} failed in 3 of 5 minutes. Read its log group; set /penumbra/mode to freeze to stop all changes.`,
      metric: handler.metricErrors({ period: minute }),
      // One failed tick mends itself with the next; three in five minutes do not.
      outOf: [3, 5],
    })
  }
  alertOn('LearnErrors', {
    toDo: 'Penumbra learn failed: models grow old. Read its log group; the next run is within the hour.',
    metric: learn.handler.metricErrors({ period: Duration.hours(1) }),
  })
}

function alertOnThrottles(alertOn: AlertOn, { discover, reconcile, learn }: ControlLoopParts): void {
  for (const [name, { handler }] of Object.entries({ Discover: discover, Reconcile: reconcile, Learn: learn })) {
    alertOn(`${name}Throttles`, {
      toDo: `Lambda did not let Penumbra ${name.toLowerCase()} run: the account is at its limit of concurrent executions. Find who uses it up, or have the quota raised. What is borrowed expires by itself.`,
      metric: handler.metricThrottles({ period: Duration.minutes(5) }),
    })
  }
}

function alertOnGroups(alertOn: AlertOn): void {
  alertOn('GroupsFailing', {
    toDo: 'Penumbra could not reconcile some groups in 5 of 15 minutes, for want of a lease or by an error of their own. Search the reconcile log for "group failed" and "lease not acquired".',
    metric: countOfReconcile('GroupsFailed', minute),
    outOf: [5, 15],
  })
  alertOn('ForecastsWorse', {
    toDo: 'Over the last 24 hours the forecasts of at least one group were worse than its last value plus its usual error. It is only observed until they are better; nothing has to be done. "npm run penumbra -- groups" lists it as demoted, "explain GROUP" says since when.',
    metric: countOfReconcile('GroupsDemoted', Duration.minutes(5)),
  })
}

/** The function counts groups itself: inside a shard a failing group is no error of the function. */
function countOfReconcile(metricName: string, period: Duration): Metric {
  return new Metric({
    namespace: 'Penumbra',
    metricName,
    dimensionsMap: { service: 'reconcile' },
    period,
    statistic: 'Sum',
  })
}

/** A stopped schedule sends no datapoint at all, so missing data is the alarm. */
function alertOnSilence(scope: Construct, { alerts, discover }: ControlLoopParts): void {
  alerts.addAlarm(scope, 'Heartbeat', {
    alarmDescription:
      'Penumbra has not run for 3 minutes. Raised floors expire by themselves; check that the schedules are enabled and Lambda is not throttled.',
    metric: discover.handler.metricInvocations({ period: minute }),
    threshold: 1,
    evaluationPeriods: 3,
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    treatMissingData: TreatMissingData.BREACHING,
  })
}
