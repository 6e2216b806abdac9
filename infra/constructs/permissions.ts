// Statements that CDK has no grant for. Auto Scaling, CloudWatch and load balancers know no resource for their Describe
// calls, hence `*`; what changes a group is allowed only on groups that carry one of the two tags (laws 1 and 2).
import { Stack } from 'aws-cdk-lib'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { IConstruct } from 'constructs'
import { poolScheduleNamePrefix } from '../../shared/runtime/env.ts'

const optedIn = { StringEquals: { 'autoscaling:ResourceTag/penumbra:enabled': 'true' } }
/** Without this a group whose team has removed the opt-in tag could not be put back. */
const managed = { Null: { 'autoscaling:ResourceTag/penumbra:managed': 'false' } }

/** Calls that only read and that IAM cannot narrow to a resource. */
export function readOnly(...actions: string[]): PolicyStatement {
  return new PolicyStatement({ actions, resources: ['*'] })
}

/** Floors, their expiry, and what is let go above them, on groups that are opted in or still managed. */
export function changeFloors(scope: IConstruct): PolicyStatement[] {
  const actions = [
    'autoscaling:UpdateAutoScalingGroup',
    'autoscaling:PutScheduledUpdateGroupAction',
    'autoscaling:DeleteScheduledAction',
    'autoscaling:SetDesiredCapacity',
  ]
  return onOwnGroups(scope, actions)
}

/** Warm pools, on groups that are opted in or still managed. */
export function changePools(scope: IConstruct): PolicyStatement[] {
  return onOwnGroups(scope, ['autoscaling:PutWarmPool', 'autoscaling:DeleteWarmPool'])
}

/** A pool is on loan only to a group that is managed. */
export function deleteLentPools(scope: IConstruct): PolicyStatement {
  return new PolicyStatement({
    actions: ['autoscaling:DeleteWarmPool'],
    resources: [anyGroup(scope)],
    conditions: managed,
  })
}

/** The schedules that take warm pools back, and no others. */
export function changePoolExpiries(scope: IConstruct): PolicyStatement {
  const name = `default/${poolScheduleNamePrefix}*`
  return new PolicyStatement({
    actions: ['scheduler:CreateSchedule', 'scheduler:UpdateSchedule', 'scheduler:DeleteSchedule'],
    resources: [Stack.of(scope).formatArn({ service: 'scheduler', resource: 'schedule', resourceName: name })],
  })
}

/**
 * The managed tag and no other: whoever may write any tag could opt a group in. It is put on a group that is opted in, and
 * taken off one that has it.
 */
export function markGroups(scope: IConstruct): PolicyStatement[] {
  const onlyManagedTag = {
    'ForAllValues:StringEquals': { 'aws:TagKeys': ['penumbra:managed'] },
    // ForAllValues is also true of a request without any tag.
    Null: { 'aws:TagKeys': 'false' },
  }
  const resources = [anyGroup(scope)]
  return [
    new PolicyStatement({
      actions: ['autoscaling:CreateOrUpdateTags'],
      resources,
      conditions: { ...onlyManagedTag, ...optedIn },
    }),
    new PolicyStatement({
      actions: ['autoscaling:DeleteTags'],
      resources,
      conditions: { ...onlyManagedTag, Null: { ...onlyManagedTag.Null, ...managed.Null } },
    }),
  ]
}

/** Two statements, because the conditions of one are all required and either tag is enough. */
function onOwnGroups(scope: IConstruct, actions: string[]): PolicyStatement[] {
  const resources = [anyGroup(scope)]
  return [optedIn, managed].map(conditions => new PolicyStatement({ actions, resources, conditions }))
}

function anyGroup(scope: IConstruct): string {
  return Stack.of(scope).formatArn({
    service: 'autoscaling',
    resource: 'autoScalingGroup:*:autoScalingGroupName',
    resourceName: '*',
  })
}
