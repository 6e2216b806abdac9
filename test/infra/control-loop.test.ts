import { Match } from 'aws-cdk-lib/assertions'
import { describe, expect, it } from 'vitest'
import { arnOf, ref, startsWith } from './logical-ids.ts'
import { synthesise } from './synthesised-stack.ts'

const { template } = synthesise()

describe('the role that takes warm pools back', () => {
  it('can be used by schedules of this account alone', () => {
    const group = { 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp(':schedule-group/default$')])] }
    template.hasResource('AWS::IAM::Role', {
      Properties: {
        AssumeRolePolicyDocument: {
          Statement: [
            Match.objectLike({
              Principal: { Service: 'scheduler.amazonaws.com' },
              Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' }, 'aws:SourceArn': group } },
            }),
          ],
        },
        Description: 'Penumbra: gives back warm pools that nobody renews',
      },
    })
  })
})

describe('the functions', () => {
  const paths = {
    Discover: 'ControlLoopDiscover',
    Reconcile: 'ControlLoopReconcile',
    Learn: 'ControlLoopLearn',
    Operate: 'OperatorApiOperate',
    Announce: 'LoadEventsAnnounce',
    Widget: 'Widget',
    Uninstall: 'Uninstall',
  } as const

  it.each([
    ['Discover', 30, 512],
    ['Reconcile', 54, 512],
    ['Learn', 300, 1024],
    // An HTTP API gives up after 30 s.
    ['Operate', 25, 512],
    ['Announce', 25, 512],
    ['Widget', 10, 1024],
    // The longest that Lambda allows.
    ['Uninstall', 900, 512],
  ] as const)(
    '%s runs on Node 24 for arm64, traced, for at most %i s with %i MiB',
    (name, timeoutSeconds, memoryMiB) => {
      template.hasResourceProperties('AWS::Lambda::Function', {
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        TracingConfig: { Mode: 'Active' },
        Timeout: timeoutSeconds,
        MemorySize: memoryMiB,
        Role: arnOf(`${paths[name]}Role`),
        LoggingConfig: { LogFormat: 'JSON', LogGroup: ref(`${paths[name]}Logs`) },
      })
    },
  )

  it('have a role each and share none', () => {
    const functions = Object.values(template.findResources('AWS::Lambda::Function'))
    const roles = new Set(functions.map(({ Properties }) => JSON.stringify(Properties.Role)))
    expect([functions.length, roles.size]).toEqual([7, 7])
  })

  it('keep their logs for 30 days, and so does the API', () => {
    const groups = Object.values(template.findResources('AWS::Logs::LogGroup'))
    expect(groups.map(({ Properties }) => Properties.RetentionInDays)).toEqual(Array(8).fill(30))
  })

  it.each([
    [
      'Discover',
      {
        PENUMBRA_TABLE_NAME: ref('StateTable'),
        PENUMBRA_TOPIC_ARN: ref('AlertsTopic'),
        PENUMBRA_RECONCILE_FUNCTION: ref('ControlLoopReconcileFunction'),
        PENUMBRA_LEARN_FUNCTION: ref('ControlLoopLearnFunction'),
        PENUMBRA_TAG_PREFIX: 'penumbra',
        PENUMBRA_DASHBOARD_URL: Match.anyValue(),
      },
    ],
    [
      'Reconcile',
      {
        PENUMBRA_TABLE_NAME: ref('StateTable'),
        PENUMBRA_TOPIC_ARN: ref('AlertsTopic'),
        PENUMBRA_MODE_PARAMETER: ref('KillSwitchMode'),
        PENUMBRA_EXPIRY_ROLE_ARN: arnOf('ControlLoopPoolExpiryRole'),
        PENUMBRA_TAG_PREFIX: 'penumbra',
        PENUMBRA_DASHBOARD_URL: Match.anyValue(),
      },
    ],
    ['Learn', { PENUMBRA_TABLE_NAME: ref('StateTable') }],
    [
      'Operate',
      {
        PENUMBRA_TABLE_NAME: ref('StateTable'),
        PENUMBRA_MODE_PARAMETER: ref('KillSwitchMode'),
        PENUMBRA_TAG_PREFIX: 'penumbra',
      },
    ],
    [
      'Widget',
      {
        PENUMBRA_TABLE_NAME: ref('StateTable'),
        PENUMBRA_MODE_PARAMETER: ref('KillSwitchMode'),
        PENUMBRA_TAG_PREFIX: 'penumbra',
      },
    ],
    [
      'Uninstall',
      {
        PENUMBRA_TABLE_NAME: ref('StateTable'),
        PENUMBRA_MODE_PARAMETER: ref('KillSwitchMode'),
        PENUMBRA_RECONCILE_FUNCTION: ref('ControlLoopReconcileFunction'),
        PENUMBRA_TAG_PREFIX: 'penumbra',
      },
    ],
  ] as const)('%s gets the variables that it reads and no others', (name, variables) => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Role: arnOf(`${paths[name]}Role`),
      Environment: { Variables: Match.exact({ ...variables, NODE_OPTIONS: '--enable-source-maps' }) },
    })
  })

  it.each([
    ['Discover', 60],
    ['Reconcile', 60],
    ['Learn', 300],
    ['Operate', 60],
    ['Widget', 60],
    ['Uninstall', 900],
  ] as const)('%s is never retried; an event older than %i s goes to the failed events', (name, maxAgeSeconds) => {
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: ref(`${paths[name]}Function`),
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: maxAgeSeconds,
      DestinationConfig: { OnFailure: { Destination: arnOf('ControlLoopFailedEvents') } },
    })
  })

  it('leave their failed events in an encrypted queue for 14 days', () => {
    template.hasResourceProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true, MessageRetentionPeriod: 1_209_600 })
  })
})

describe('the schedules', () => {
  it.each([
    ['rate(1 minute)', 'reconcile'],
    ['rate(1 hour)', 'learn'],
  ])('start discover at %s for %s and drop a tick that is late', (rate, target) => {
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: rate,
      State: 'ENABLED',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: arnOf('ControlLoopDiscoverFunction'),
        Input: JSON.stringify({ target }),
        RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
      },
    })
  })
})

describe('the alarms', () => {
  it('all say what to do, and tell the topic when they rise and when they end', () => {
    const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(alarm => alarm.Properties)
    const toTopic = [{ Ref: expect.stringMatching(/^AlertsTopic/) }]
    for (const alarm of alarms) {
      expect(alarm).toMatchObject({ AlarmActions: toTopic, OKActions: toTopic })
      expect(alarm.AlarmDescription.length).toBeGreaterThan(40)
    }
  })

  it('are few, and each watches one metric, for AWS bills every metric that is watched', () => {
    const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(alarm => alarm.Properties)
    expect(alarms).toHaveLength(12)
    expect(alarms.filter(({ MetricName }) => MetricName === undefined)).toEqual([])
  })

  it.each([
    ['groups that keep failing, which are no error of the function', 'GroupsFailed', 60, 5, 15],
    ['forecasts that are worse than reacting would be', 'GroupsDemoted', 300, 1, 1],
  ])('notice %s', (_what, metric, periodSeconds, datapoints, periods) => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'Penumbra',
      MetricName: metric,
      Dimensions: [{ Name: 'service', Value: 'reconcile' }],
      Statistic: 'Sum',
      Period: periodSeconds,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: 1,
      DatapointsToAlarm: datapoints,
      EvaluationPeriods: periods,
      TreatMissingData: 'notBreaching',
    })
  })

  it('notice within three minutes that the loop stands still, when there is no datapoint at all', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'Invocations',
      Dimensions: [{ Name: 'FunctionName', Value: ref('ControlLoopDiscoverFunction') }],
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      Period: 60,
      EvaluationPeriods: 3,
      TreatMissingData: 'breaching',
    })
  })

  it.each([
    ['Discover fails', 'Errors', 'Discover', 60, 3, 5],
    ['Reconcile fails', 'Errors', 'Reconcile', 60, 3, 5],
    ['Learn fails', 'Errors', 'Learn', 3600, 1, 1],
    ['Lambda holds Discover back', 'Throttles', 'Discover', 300, 1, 1],
    ['Lambda holds Reconcile back', 'Throttles', 'Reconcile', 300, 1, 1],
    ['Lambda holds Learn back', 'Throttles', 'Learn', 300, 1, 1],
  ])('notice that %s', (_what, metric, name, periodSeconds, datapoints, periods) => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'AWS/Lambda',
      MetricName: metric,
      Dimensions: [{ Name: 'FunctionName', Value: ref(`ControlLoop${name}Function`) }],
      Statistic: 'Sum',
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: 1,
      Period: periodSeconds,
      DatapointsToAlarm: datapoints,
      EvaluationPeriods: periods,
    })
  })

  it('notice a single shard that was given up', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [
        { Name: 'QueueName', Value: { 'Fn::GetAtt': [startsWith('ControlLoopFailedEvents'), 'QueueName'] } },
      ],
      Statistic: 'Maximum',
      Threshold: 1,
      EvaluationPeriods: 1,
    })
  })
})
