// Statements that CDK has no grant for. Auto Scaling, CloudWatch and load balancers know no resource for their Describe
// calls, hence `*`; what changes a group is allowed only on groups that carry one of the two tags (laws 1 and 2).
import { Stack } from 'aws-cdk-lib'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import type { IConstruct } from 'constructs'
import { poolScheduleNamePrefix } from '../../shared/runtime/env.ts'

/** Calls that only read and that IAM cannot narrow to a resource. */
export function readOnly(...actions: string[]): PolicyStatement {
  return new PolicyStatement({ actions, resources: ['*'] })
}

/** Floors, their expiry, and what is let go above them, on groups that are opted in or still managed. */
export function changeFloors(scope: IConstruct, tagPrefix: string): PolicyStatement[] {
  const actions = [
    'autoscaling:UpdateAutoScalingGroup',
    'autoscaling:PutScheduledUpdateGroupAction',
    'autoscaling:DeleteScheduledAction',
    'autoscaling:SetDesiredCapacity',
  ]
  return onOwnGroups(scope, tagPrefix, actions)
}

/** Warm pools, on groups that are opted in or still managed. */
export function changePools(scope: IConstruct, tagPrefix: string): PolicyStatement[] {
  return onOwnGroups(scope, tagPrefix, ['autoscaling:PutWarmPool', 'autoscaling:DeleteWarmPool'])
}

/** A pool is on loan only to a group that is managed. */
export function deleteLentPools(scope: IConstruct, tagPrefix: string): PolicyStatement {
  return new PolicyStatement({
    actions: ['autoscaling:DeleteWarmPool'],
    resources: [anyGroup(scope)],
    conditions: managed(tagPrefix),
  })
}

/** The schedules that take warm pools back, and no others. */
export function changePoolExpiries(scope: IConstruct): PolicyStatement {
  return new PolicyStatement({
    actions: ['scheduler:CreateSchedule', 'scheduler:UpdateSchedule', 'scheduler:DeleteSchedule'],
    resources: [anyPoolExpiry(scope)],
  })
}

/**
 * The managed tag and no other: whoever may write any tag could opt a group in. It is put on a group that is opted in, and
 * taken off one that has it.
 */
export function markGroups(scope: IConstruct, tagPrefix: string): PolicyStatement[] {
  const onlyManagedTag = {
    'ForAllValues:StringEquals': { 'aws:TagKeys': [`${tagPrefix}:managed`] },
    // ForAllValues is also true of a request without any tag.
    Null: { 'aws:TagKeys': 'false' },
  }
  const resources = [anyGroup(scope)]
  return [
    new PolicyStatement({
      actions: ['autoscaling:CreateOrUpdateTags'],
      resources,
      conditions: { ...onlyManagedTag, ...optedIn(tagPrefix) },
    }),
    new PolicyStatement({
      actions: ['autoscaling:DeleteTags'],
      resources,
      conditions: { ...onlyManagedTag, Null: { ...onlyManagedTag.Null, ...managed(tagPrefix).Null } },
    }),
  ]
}

/** Launching an instance means handing it its role; only these may be handed, and only to EC2. */
export function passRolesToInstances(roleArns: readonly string[]): PolicyStatement {
  return new PolicyStatement({
    actions: ['iam:PassRole'],
    resources: [...roleArns],
    conditions: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } },
  })
}

/** DynamoDB uses a customer's key in the name of whoever reads or writes, so they need it too, and only through DynamoDB. */
export function useTableKey(scope: IConstruct, key: IKey): PolicyStatement {
  const actions = [
    'kms:Decrypt',
    'kms:DescribeKey',
    'kms:Encrypt',
    'kms:GenerateDataKey',
    'kms:GenerateDataKeyWithoutPlaintext',
    'kms:ReEncryptFrom',
    'kms:ReEncryptTo',
  ]
  return useKeyThrough(scope, 'dynamodb', key, actions)
}

/** What it takes to send to a queue under a customer's key. */
export function useQueueKey(scope: IConstruct, key: IKey): PolicyStatement {
  return useKeyThrough(scope, 'sqs', key, ['kms:Decrypt', 'kms:GenerateDataKey'])
}

function useKeyThrough(scope: IConstruct, service: string, key: IKey, actions: string[]): PolicyStatement {
  const { region, urlSuffix } = Stack.of(scope)
  return new PolicyStatement({
    actions,
    resources: [key.keyArn],
    conditions: { StringEquals: { 'kms:ViaService': `${service}.${region}.${urlSuffix}` } },
  })
}

/** Two statements, because the conditions of one are all required and either tag is enough. */
function onOwnGroups(scope: IConstruct, tagPrefix: string, actions: string[]): PolicyStatement[] {
  const resources = [anyGroup(scope)]
  return [optedIn(tagPrefix), managed(tagPrefix)].map(
    conditions => new PolicyStatement({ actions, resources, conditions }),
  )
}

function optedIn(tagPrefix: string) {
  return { StringEquals: { [`autoscaling:ResourceTag/${tagPrefix}:enabled`]: 'true' } }
}

/** Without this a group whose team has removed the opt-in tag could not be put back. */
function managed(tagPrefix: string) {
  return { Null: { [`autoscaling:ResourceTag/${tagPrefix}:managed`]: 'false' } }
}

/** Every Auto Scaling group of the account and region. */
export function anyGroup(scope: IConstruct): string {
  return Stack.of(scope).formatArn({
    service: 'autoscaling',
    resource: 'autoScalingGroup:*:autoScalingGroupName',
    resourceName: '*',
  })
}

/** Every schedule that takes a warm pool back. */
export function anyPoolExpiry(scope: IConstruct): string {
  const resourceName = `default/${poolScheduleNamePrefix}*`
  return Stack.of(scope).formatArn({ service: 'scheduler', resource: 'schedule', resourceName })
}
