import { Match } from 'aws-cdk-lib/assertions'
import { AwsSolutionsChecks } from 'cdk-nag'
import { describe, expect, it } from 'vitest'
import { acknowledgeFindings } from '../../infra/acknowledged-findings.ts'
import { synthesise } from './synthesised-stack.ts'

const { app, stack, template } = synthesise()

/** Logical ids begin with the construct's path. */
const startsWith = (path: string) => Match.stringLikeRegexp(`^${path}`)
const ref = (path: string) => ({ Ref: startsWith(path) })
const arnOf = (path: string) => ({ 'Fn::GetAtt': [startsWith(path), 'Arn'] })

describe('the state table', () => {
  it('is encrypted under a KMS key and can be restored to any second', () => {
    template.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      Replicas: [
        {
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          DeletionProtectionEnabled: true,
        },
      ],
    })
  })

  it('is keyed by pk and sk and forgets records by their expiresAtSeconds', () => {
    template.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      TimeToLiveSpecification: { AttributeName: 'expiresAtSeconds', Enabled: true },
    })
  })

  it('survives the stack, because it holds what must be put back', () => {
    template.hasResource('AWS::DynamoDB::GlobalTable', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' })
  })
})

describe('alerts', () => {
  it('go to a topic under a rotating key of its own', () => {
    template.hasResourceProperties('AWS::SNS::Topic', { KmsMasterKeyId: arnOf('AlertsKey') })
    template.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true })
  })

  it('can be published by alarms of this account, which need the key as well', () => {
    const fromAlarms = {
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    }
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ ...fromAlarms, Action: 'sns:Publish' })]) },
    })
    template.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({ ...fromAlarms, Action: ['kms:Decrypt', 'kms:GenerateDataKey*'] }),
        ]),
      },
    })
  })

  it('are refused when they are not sent over TLS', () => {
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Deny',
            Principal: '*',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
        ]),
      },
    })
  })
})

describe('the kill switch', () => {
  it('stands at run and takes no other word than run, freeze or restore', () => {
    template.hasResourceProperties('AWS::SSM::Parameter', {
      Name: '/penumbra/mode',
      Value: 'run',
      AllowedPattern: '^(run|freeze|restore)$',
    })
  })
})

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
  it.each([
    ['Discover', 30, 512],
    ['Reconcile', 54, 512],
    ['Learn', 300, 1024],
  ])('%s runs on Node 24 for arm64, traced, for at most %i s with %i MiB', (name, timeoutSeconds, memoryMiB) => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      TracingConfig: { Mode: 'Active' },
      Timeout: timeoutSeconds,
      MemorySize: memoryMiB,
      Role: arnOf(`ControlLoop${name}Role`),
      LoggingConfig: { LogGroup: ref(`ControlLoop${name}Logs`) },
    })
  })

  it('have a role each and share none', () => {
    const functions = Object.values(template.findResources('AWS::Lambda::Function'))
    const roles = new Set(functions.map(({ Properties }) => JSON.stringify(Properties.Role)))
    expect([functions.length, roles.size]).toEqual([3, 3])
  })

  it('keep their logs for 30 days', () => {
    const groups = Object.values(template.findResources('AWS::Logs::LogGroup'))
    expect(groups.map(({ Properties }) => Properties.RetentionInDays)).toEqual([30, 30, 30])
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
  ])('%s gets the variables that it reads and no others', (name, variables) => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Role: arnOf(`ControlLoop${name}Role`),
      Environment: { Variables: Match.exact({ ...variables, NODE_OPTIONS: '--enable-source-maps' }) },
    })
  })

  it.each([
    ['Discover', 60],
    ['Reconcile', 60],
    ['Learn', 300],
  ])('%s is never retried; an event older than %i s goes to the failed events', (name, maxAgeSeconds) => {
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: ref(`ControlLoop${name}Function`),
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
    expect(alarms).toHaveLength(6)
    for (const alarm of alarms) {
      expect(alarm).toMatchObject({ AlarmActions: toTopic, OKActions: toTopic })
      expect(alarm.AlarmDescription.length).toBeGreaterThan(40)
    }
  })

  it('notice groups that keep failing, which are no error of the function', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'Penumbra',
      MetricName: 'GroupsFailed',
      Dimensions: [{ Name: 'service', Value: 'reconcile' }],
      Threshold: 1,
      DatapointsToAlarm: 5,
      EvaluationPeriods: 15,
    })
  })

  it('notice within five minutes that the loop stands still, when there is no datapoint at all', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'Invocations',
      Dimensions: [{ Name: 'FunctionName', Value: ref('ControlLoopDiscoverFunction') }],
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      Period: 60,
      EvaluationPeriods: 5,
      TreatMissingData: 'breaching',
    })
  })

  it.each([
    ['Discover', 60, 3],
    ['Reconcile', 60, 3],
    ['Learn', 3600, Match.absent()],
  ])('notice that %s fails', (name, periodSeconds, datapoints) => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'Errors',
      Dimensions: [{ Name: 'FunctionName', Value: ref(`ControlLoop${name}Function`) }],
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: 1,
      Period: periodSeconds,
      DatapointsToAlarm: datapoints,
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

describe("cdk-nag's AwsSolutions pack", () => {
  it('finds only what has been looked at and acknowledged', () => {
    const findings = () => new AwsSolutionsChecks(app).validateScope(stack).violations.map(({ ruleName }) => ruleName)
    expect(findings()).toContain('AwsSolutions-SQS3')
    acknowledgeFindings(stack)
    expect(findings()).toEqual([])
  })
})
