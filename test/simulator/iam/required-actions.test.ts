// Expected actions, resources and keys: Service Authorization Reference (aws-facts.md, section 11), the page of each service.
import { describe, expect, it } from 'vitest'
import { requiredActions } from '../../../simulator/iam/actions/required-actions.ts'

const groupArn = 'arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:1:autoScalingGroupName/web'
const view = {
  group: (name: string) => (name === 'web' ? { arn: groupArn, tags: { team: 'shop' } } : undefined),
  keyOf: (arn: string) => (arn.endsWith('/secret') ? 'arn:aws:kms:us-east-1:123456789012:key/1' : undefined),
}
const required = (service: string, operation: string, input: object) =>
  requiredActions({ service, operation, input }, view)
const table = 'arn:aws:dynamodb:us-east-1:123456789012:table/state'

describe('a call needs', () => {
  it('the action of its name on the group, with the tags of the group under both names', () => {
    expect(required('AutoScaling', 'PutWarmPool', { AutoScalingGroupName: 'web', MinSize: 3 })).toEqual([
      {
        action: 'autoscaling:PutWarmPool',
        resource: groupArn,
        context: { 'aws:ResourceTag/team': 'shop', 'autoscaling:ResourceTag/team': 'shop' },
      },
    ])
  })

  it.each(['UpdateAutoScalingGroup', 'PutScheduledUpdateGroupAction'])('the sizes as keys for %s', operation => {
    const [{ context }] = required('AutoScaling', operation, { AutoScalingGroupName: 'web', MinSize: 3 })
    expect(context).toMatchObject({ 'autoscaling:MinSize': '3', 'autoscaling:MaxSize': undefined })
  })

  it('the tags that it names, once for each group', () => {
    const Tags = [
      { ResourceId: 'web', Key: 'a', Value: '1' },
      { ResourceId: 'api', Key: 'b', Value: '2' },
    ]
    const found = required('AutoScaling', 'CreateOrUpdateTags', { Tags })
    expect(found.map(({ resource }) => resource.split('/').at(-1))).toEqual(['web', 'api'])
    for (const { context } of found) {
      expect(context).toMatchObject({ 'aws:TagKeys': ['a', 'b'], 'aws:RequestTag/a': '1', 'aws:RequestTag/b': '2' })
    }
  })

  it('a star where the action knows no resource', () => {
    for (const [service, operation] of [
      ['AutoScaling', 'DescribeAutoScalingGroups'],
      ['CloudWatch', 'GetMetricData'],
      ['ElasticLoadBalancingV2', 'DescribeTargetGroups'],
      ['Scheduler', 'ListSchedules'],
    ]) {
      expect(required(service, operation, {}).map(({ resource }) => resource)).toEqual(['*'])
    }
  })

  it('the namespace as a key for metrics that it puts', () => {
    const [{ context }] = required('CloudWatch', 'PutMetricData', { Namespace: 'Penumbra' })
    expect(context).toEqual({ 'cloudwatch:namespace': 'Penumbra' })
  })

  it('each part of a transaction by itself, and a query of an index on the index', () => {
    const TableName = 'state'
    const TransactItems = [{ Put: { TableName } }, { Delete: { TableName } }, { ConditionCheck: { TableName } }]
    expect(required('DynamoDB', 'TransactWriteItems', { TransactItems }).map(({ action }) => action)).toEqual([
      'dynamodb:PutItem',
      'dynamodb:DeleteItem',
      'dynamodb:ConditionCheckItem',
    ])
    expect(required('DynamoDB', 'Query', { TableName, IndexName: 'by-day' })[0].resource).toBe(`${table}/index/by-day`)
    expect(required('DynamoDB', 'GetItem', { TableName: table })[0].resource).toBe(table)
    expect(required('DynamoDB', 'BatchGetItem', { RequestItems: { state: {}, other: {} } })).toHaveLength(2)
  })

  it('the key of a table that has one, through DynamoDB', () => {
    const [onTable, ...withKey] = required('DynamoDB', 'Query', { TableName: 'secret', IndexName: 'by-day' })
    expect(onTable.action).toBe('dynamodb:Query')
    expect(withKey.map(({ action }) => action)).toEqual(expect.arrayContaining(['kms:Decrypt', 'kms:DescribeKey']))
    for (const { resource, context } of withKey) {
      expect(resource).toBe('arn:aws:kms:us-east-1:123456789012:key/1')
      expect(context).toEqual({ 'kms:ViaService': 'dynamodb.us-east-1.amazonaws.com' })
    }
  })

  it('the role passed to Scheduler beside the schedule itself', () => {
    const RoleArn = 'arn:aws:iam::123456789012:role/expiry'
    expect(required('Scheduler', 'UpdateSchedule', { Name: 'x', Target: { RoleArn } })).toEqual([
      { action: 'scheduler:UpdateSchedule', resource: 'arn:aws:scheduler:us-east-1:123456789012:schedule/default/x' },
      { action: 'iam:PassRole', resource: RoleArn, context: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
    ])
  })

  it('one slash before a parameter, whether its name begins with one or not', () => {
    for (const Name of ['/penumbra/mode', 'penumbra/mode']) {
      expect(required('SSM', 'GetParameter', { Name })[0].resource).toMatch(/:parameter\/penumbra\/mode$/)
    }
  })

  it('a version of a function where it names one', () => {
    const [{ resource }] = required('Lambda', 'Invoke', { FunctionName: 'learn', Qualifier: '3' })
    expect(resource).toBe('arn:aws:lambda:us-east-1:123456789012:function:learn:3')
  })

  it('what is known: any other call is refused', () => {
    expect(() => required('AutoScaling', 'LaunchInstances', {})).toThrow('AutoScaling.LaunchInstances')
    expect(() => required('S3', 'GetObject', {})).toThrow('S3.GetObject')
  })
})
