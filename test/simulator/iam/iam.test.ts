import { DescribeAutoScalingGroupsCommand, SetDesiredCapacityCommand } from '@aws-sdk/client-auto-scaling'
import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import { DescribeTargetGroupsCommand } from '@aws-sdk/client-elastic-load-balancing-v2'
import { InvokeCommand } from '@aws-sdk/client-lambda'
import { CreateScheduleCommand, DeleteScheduleCommand } from '@aws-sdk/client-scheduler'
import { AuthorizationErrorException, KMSAccessDeniedException, PublishCommand } from '@aws-sdk/client-sns'
import { AccessDeniedException, GetParameterCommand } from '@aws-sdk/client-ssm'
import { describe, expect, it } from 'vitest'
import { compilePolicy } from '../../../simulator/iam/compiled-policy.ts'
import type { CallRecord } from '../../../simulator/kernel/simulated-client.ts'
import { Region } from '../../../simulator/region.ts'
import { scenarioSchema } from '../../../simulator/scenario.ts'

const startMs = Date.UTC(2026, 2, 2)
const roleArn = 'arn:aws:iam::123456789012:role/reconcile'
const session = { roleArn, sessionName: 'penumbra-reconcile' }
const topicArn = 'arn:aws:sns:us-east-1:123456789012:alerts'
const keyArn = 'arn:aws:kms:us-east-1:123456789012:key/alerts'
const user = 'User: arn:aws:sts::123456789012:assumed-role/reconcile/penumbra-reconcile is not authorized to perform:'
const team = { nowMs: startMs, caller: 'team' }
const lambdaTrust = trustOf('lambda.amazonaws.com')

function trustOf(Service: string, Condition: object = {}) {
  const Statement = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service }, Condition }
  return compilePolicy('trust', { Version: '2012-10-17', Statement })
}

const allow = (Action: string | string[], Resource: string | string[] = '*', Condition: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  Condition,
})

/** A region with one group, one encrypted topic, and a role with these statements. */
function regionWith(...Statement: readonly object[]) {
  const calls: CallRecord[] = []
  const scenario = scenarioSchema.parse({})
  const region = new Region({ scenario, seed: 1, startMs, onCall: call => calls.push(call) })
  region.sns.operations.CreateTopic({ Name: 'alerts' }, team)
  region.iam.putKey(topicArn, keyArn)
  region.autoScaling.operations.CreateAutoScalingGroup(
    {
      AutoScalingGroupName: 'web',
      MinSize: 0,
      MaxSize: 4,
      LaunchTemplate: { LaunchTemplateName: 'web', Version: '1' },
      AvailabilityZones: ['us-east-1a'],
      Tags: [{ Key: 'penumbra:managed', Value: 'true' }],
    },
    team,
  )
  const policies = [compilePolicy('policy', { Version: '2012-10-17', Statement })]
  region.iam.createRole({ arn: roleArn, policies, trust: lambdaTrust })
  return { region, calls, clients: region.clients('reconcile', session) }
}

const setCapacity = new SetDesiredCapacityCommand({ AutoScalingGroupName: 'web', DesiredCapacity: 1 })
const publish = new PublishCommand({ TopicArn: topicArn, Message: 'hello' })
const ifManaged = { Null: { 'autoscaling:ResourceTag/penumbra:managed': 'false' } }

describe('a call in the name of a role', () => {
  it('is answered when the role may make it, judged by the tags that the group has then', async () => {
    const { region, clients } = regionWith(allow('autoscaling:SetDesiredCapacity', '*', ifManaged))
    await clients.autoScaling.send(setCapacity)
    expect(region.autoScaling.group('web')?.desiredCapacity).toBe(1)
    const tag = { ResourceId: 'web', ResourceType: 'auto-scaling-group', Key: 'penumbra:managed' }
    region.autoScaling.operations.DeleteTags({ Tags: [tag] }, team)
    await expect(clients.autoScaling.send(setCapacity)).rejects.toMatchObject({ name: 'AccessDenied' })
  })

  it('changes nothing when it is refused, is not tried again, and stands in the log of calls', async () => {
    const { region, calls, clients } = regionWith()
    await expect(clients.autoScaling.send(setCapacity)).rejects.toThrow('not authorized')
    expect(region.autoScaling.group('web')?.desiredCapacity).toBe(0)
    expect(calls).toMatchObject([{ operation: 'SetDesiredCapacity', error: 'AccessDenied' }])
  })

  it('is refused on a group that does not exist, whose tags nobody knows', async () => {
    const { clients } = regionWith(allow('autoscaling:SetDesiredCapacity', '*', ifManaged))
    const command = new SetDesiredCapacityCommand({ AutoScalingGroupName: 'gone', DesiredCapacity: 1 })
    await expect(clients.autoScaling.send(command)).rejects.toMatchObject({ name: 'AccessDenied' })
  })

  it('is not judged at all where the client has no role', async () => {
    const { region } = regionWith()
    await region.clients('team').autoScaling.send(setCapacity)
    expect(region.autoScaling.group('web')?.desiredCapacity).toBe(1)
  })

  it('cannot be judged when it is not known what it needs: that fails, whatever the role may do', async () => {
    const { clients } = regionWith(allow('*'))
    const command = new CreateScheduleCommand({
      Name: 'x',
      ScheduleExpression: 'rate(1 minute)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: 'arn:aws:lambda:us-east-1:123456789012:function:f', RoleArn: roleArn },
    })
    const unknown = { service: 'Scheduler', operation: 'TagResource', input: command.input }
    expect(() => regionWith(allow('*')).region.iam.authorize(session, unknown)).toThrow('Scheduler.TagResource')
    await expect(clients.scheduler.send(command)).rejects.toThrow('must allow AWS EventBridge Scheduler to assume')
  })
})

/** The wording as it is seen in reports of real calls, one for each service. */
const refusals = [
  ['AutoScaling', 'AccessDenied', 403, 'autoscaling:DescribeAutoScalingGroups', ''],
  ['CloudWatch', 'AccessDenied', 403, 'cloudwatch:GetMetricData', ''],
  ['ElasticLoadBalancingV2', 'AccessDenied', 403, 'elasticloadbalancing:DescribeTargetGroups', ''],
  ['DynamoDB', 'AccessDeniedException', 400, 'dynamodb:GetItem', 'dynamodb:us-east-1:123456789012:table/state'],
  ['Lambda', 'AccessDeniedException', 403, 'lambda:InvokeFunction', 'lambda:us-east-1:123456789012:function:learn'],
  [
    'Scheduler',
    'AccessDeniedException',
    403,
    'scheduler:DeleteSchedule',
    'scheduler:us-east-1:123456789012:schedule/default/x',
  ],
  ['SNS', 'AuthorizationErrorException', 403, 'SNS:Publish', 'sns:us-east-1:123456789012:alerts'],
  ['SSM', 'AccessDeniedException', 400, 'ssm:GetParameter', 'ssm:us-east-1:123456789012:parameter/penumbra/mode'],
] as const

describe('what a service says to a role that may not', () => {
  it.each(refusals)("%s: %s %i, in IAM's words", async (service, name, httpStatusCode, action, resource) => {
    const { clients } = regionWith()
    const calls: Record<(typeof refusals)[number][0], () => Promise<unknown>> = {
      AutoScaling: () => clients.autoScaling.send(new DescribeAutoScalingGroupsCommand({})),
      CloudWatch: () =>
        clients.cloudWatch.send(
          new GetMetricDataCommand({ MetricDataQueries: [], StartTime: new Date(0), EndTime: new Date(1) }),
        ),
      ElasticLoadBalancingV2: () => clients.elasticLoadBalancing.send(new DescribeTargetGroupsCommand({})),
      DynamoDB: () => clients.dynamoDb.send(new GetItemCommand({ TableName: 'state', Key: { pk: { S: 'x' } } })),
      Lambda: () => clients.lambda.send(new InvokeCommand({ FunctionName: 'learn' })),
      Scheduler: () => clients.scheduler.send(new DeleteScheduleCommand({ Name: 'x' })),
      SNS: () => clients.sns.send(publish),
      SSM: () => clients.ssm.send(new GetParameterCommand({ Name: '/penumbra/mode' })),
    }
    const where = resource === '' ? '' : ` on resource: arn:aws:${resource}`
    const message = `${user} ${action}${where} because no identity-based policy allows the ${action} action`
    await expect(calls[service]()).rejects.toMatchObject({ name, message, $metadata: { httpStatusCode } })
  })

  it('names an explicit deny, and the boundary that lacks something', async () => {
    const deny = { Effect: 'Deny', Action: 'autoscaling:SetDesiredCapacity', Resource: '*' }
    const { region, clients } = regionWith(allow('autoscaling:*'), deny)
    await expect(clients.autoScaling.send(setCapacity)).rejects.toThrow(
      'with an explicit deny in an identity-based policy',
    )
    const Statement = allow('autoscaling:*')
    const policies = [compilePolicy('policy', { Version: '2012-10-17', Statement })]
    const boundary = compilePolicy('boundary', { Version: '2012-10-17', Statement: [] })
    region.iam.createRole({ arn: roleArn, policies, boundary, trust: lambdaTrust })
    await expect(clients.autoScaling.send(setCapacity)).rejects.toThrow(
      'because no permissions boundary allows the autoscaling:SetDesiredCapacity action',
    )
  })

  it('has the SDK’s own classes where it models them', async () => {
    const { clients } = regionWith()
    await expect(clients.sns.send(publish)).rejects.toBeInstanceOf(AuthorizationErrorException)
    await expect(clients.ssm.send(new GetParameterCommand({ Name: 'x' }))).rejects.toBeInstanceOf(AccessDeniedException)
  })
})

describe('publishing to a topic under a key', () => {
  it('needs the key as well, to make a data key and to open it', async () => {
    const withoutKey = regionWith(allow('sns:Publish'))
    await expect(withoutKey.clients.sns.send(publish)).rejects.toBeInstanceOf(KMSAccessDeniedException)
    const withHalf = regionWith(allow(['sns:Publish', 'kms:GenerateDataKey']))
    await expect(withHalf.clients.sns.send(publish)).rejects.toThrow(`kms:Decrypt on resource: ${keyArn}`)
  })

  it('needs the policy of the key to let the account in', async () => {
    const { region, clients } = regionWith(allow(['sns:Publish', 'kms:*']))
    const keyPolicy = (AWS: string) => {
      const Statement = { Effect: 'Allow', Action: 'kms:*', Resource: '*', Principal: { AWS } }
      return compilePolicy('key', { Version: '2012-10-17', Statement })
    }
    region.iam.putResourcePolicy(keyArn, keyPolicy('arn:aws:iam::210987654321:root'))
    await expect(clients.sns.send(publish)).rejects.toThrow('no resource-based policy allows the kms:GenerateDataKey')
    region.iam.putResourcePolicy(keyArn, keyPolicy('arn:aws:iam::123456789012:root'))
    await clients.sns.send(publish)
    expect(region.sns.published).toHaveLength(1)
  })
})

describe('a schedule in the name of a role', () => {
  const expiryRole = 'arn:aws:iam::123456789012:role/expiry'
  const group = 'arn:aws:scheduler:us-east-1:123456789012:schedule-group/default'
  const oneTime = {
    Name: 'penumbra-pool-1',
    ScheduleExpression: 'at(2026-03-02T00:05:00)',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: {
      Arn: 'arn:aws:scheduler:::aws-sdk:autoscaling:setDesiredCapacity',
      RoleArn: expiryRole,
      Input: JSON.stringify({ AutoScalingGroupName: 'web', DesiredCapacity: 2 }),
      RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
    },
  } as const
  const passing = allow('iam:PassRole', expiryRole, {
    StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' },
  })

  function withExpiryRole(
    may: readonly object[],
    trust = trustOf('scheduler.amazonaws.com', { ArnLike: { 'aws:SourceArn': group } }),
  ) {
    const world = regionWith(allow('scheduler:CreateSchedule'), passing)
    const policies = [compilePolicy('expiry', { Version: '2012-10-17', Statement: may })]
    world.region.iam.createRole({ arn: expiryRole, policies, trust })
    return world
  }

  it('does what the role may do', async () => {
    const { region, clients } = withExpiryRole([allow('autoscaling:SetDesiredCapacity')])
    await clients.scheduler.send(new CreateScheduleCommand(oneTime))
    await region.clock.runUntil(startMs + 600_000)
    expect(region.autoScaling.group('web')?.desiredCapacity).toBe(2)
  })

  it('does nothing that the role may not do, and is dropped', async () => {
    const { region, clients, calls } = withExpiryRole([])
    await clients.scheduler.send(new CreateScheduleCommand(oneTime))
    await region.clock.runUntil(startMs + 600_000)
    expect(region.autoScaling.group('web')?.desiredCapacity).toBe(0)
    expect(calls.at(-1)).toMatchObject({ caller: 'expiry', operation: 'SetDesiredCapacity', error: 'AccessDenied' })
    expect(region.scheduler.dropped).toHaveLength(1)
  })

  it('cannot be made by who may not pass the role', async () => {
    const { region, clients } = regionWith(allow('scheduler:CreateSchedule'))
    region.iam.createRole({ arn: expiryRole, policies: [], trust: trustOf('scheduler.amazonaws.com') })
    const refused = clients.scheduler.send(new CreateScheduleCommand(oneTime))
    await expect(refused).rejects.toThrow(`iam:PassRole on resource: ${expiryRole} because no identity-based policy`)
  })

  it.each([
    ['trusts another service', trustOf('lambda.amazonaws.com')],
    [
      'trusts Scheduler for another schedule group',
      trustOf('scheduler.amazonaws.com', { ArnLike: { 'aws:SourceArn': `${group}s` } }),
    ],
  ])('cannot be made with a role that %s', async (_what, trust) => {
    const { clients } = withExpiryRole([], trust)
    const refused = clients.scheduler.send(new CreateScheduleCommand(oneTime))
    await expect(refused).rejects.toMatchObject({ name: 'ValidationException' })
  })

  it('starts a function only where the role may invoke it', async () => {
    const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:discover'
    const runs = async (...may: object[]) => {
      const { region, clients } = withExpiryRole(may)
      region.lambda.register('discover', async () => ({}), { timeoutSeconds: 3 })
      const Target = { ...oneTime.Target, Arn: functionArn, Input: '{}' }
      await clients.scheduler.send(new CreateScheduleCommand({ ...oneTime, Target }))
      await region.clock.runUntil(startMs + 600_000)
      return region.lambda.invocationCounts().discover.asynchronous
    }
    expect(await runs(allow('lambda:InvokeFunction', functionArn))).toBe(1)
    expect(await runs(allow('lambda:InvokeFunction', `${functionArn}s`))).toBe(0)
  })
})
