// What may be done to groups, their tags, and the schedules that give back what was lent to them.
import type { ApiCall } from '../../simulator/iam/actions/required-actions.ts'
import type { Requirement } from '../../simulator/iam/actions/requirement.ts'
import { groupArn, type RoleCase } from './decide-case.ts'

const group = { AutoScalingGroupName: 'web' }
const optedIn = { 'penumbra:enabled': 'true' }
const optedOut = { 'penumbra:enabled': 'false' }
const managed = { 'penumbra:managed': 'true' }
const strangers = { team: 'shop' }

const autoScaling = (operation: string, input: object): ApiCall => ({ service: 'AutoScaling', operation, input })
const tagged = (operation: string, ...keys: string[]) =>
  autoScaling(operation, { Tags: keys.map(Key => ({ ResourceId: 'web', Key, Value: 'true' })) })
const untagged = (operation: string): Requirement => ({
  action: `autoscaling:${operation}`,
  resource: groupArn,
  context: {},
})

/** Everything that changes a group, but for its tags. */
export const groupChanges = [
  'UpdateAutoScalingGroup',
  'PutScheduledUpdateGroupAction',
  'DeleteScheduledAction',
  'SetDesiredCapacity',
  'PutWarmPool',
  'DeleteWarmPool',
]

const changes: RoleCase[] = groupChanges.flatMap(operation => {
  const ask = autoScaling(operation, group)
  const as = 'reconcile'
  return [
    { name: `${operation} on a group that is opted in`, expected: 'allowed', as, ask, groupTags: optedIn },
    {
      name: `${operation} on a group that was opted out while managed`,
      expected: 'allowed',
      as,
      ask,
      groupTags: managed,
    },
    { name: `${operation} on a group without tags`, expected: 'denied', as, ask },
    { name: `${operation} on a group with other tags`, expected: 'denied', as, ask, groupTags: strangers },
    { name: `${operation} on a group that says no`, expected: 'denied', as, ask, groupTags: optedOut },
  ]
})

const marks: RoleCase[] = [
  {
    name: 'the managed tag put on a group that is opted in',
    expected: 'allowed',
    as: 'reconcile',
    ask: tagged('CreateOrUpdateTags', 'penumbra:managed'),
    groupTags: optedIn,
  },
  {
    name: 'the managed tag put on a group without tags',
    expected: 'denied',
    as: 'reconcile',
    ask: tagged('CreateOrUpdateTags', 'penumbra:managed'),
  },
  {
    name: 'the opt-in tag put on a group without tags',
    expected: 'denied',
    as: 'reconcile',
    ask: tagged('CreateOrUpdateTags', 'penumbra:enabled'),
  },
  {
    name: 'the opt-in tag changed on a group that is opted in',
    expected: 'denied',
    as: 'reconcile',
    ask: tagged('CreateOrUpdateTags', 'penumbra:enabled'),
    groupTags: optedIn,
  },
  {
    name: 'another tag put on together with the managed tag',
    expected: 'denied',
    as: 'reconcile',
    ask: tagged('CreateOrUpdateTags', 'penumbra:managed', 'owner'),
    groupTags: optedIn,
  },
  {
    name: 'tags put on without naming any',
    expected: 'denied',
    as: 'reconcile',
    ask: untagged('CreateOrUpdateTags'),
    groupTags: optedIn,
  },
  {
    name: 'the managed tag taken off a group that has it',
    expected: 'allowed',
    as: 'reconcile',
    ask: tagged('DeleteTags', 'penumbra:managed'),
    groupTags: managed,
  },
  {
    name: 'the managed tag taken off a group without tags',
    expected: 'denied',
    as: 'reconcile',
    ask: tagged('DeleteTags', 'penumbra:managed'),
  },
  {
    name: 'the opt-in tag taken off a managed group',
    expected: 'denied',
    as: 'reconcile',
    ask: tagged('DeleteTags', 'penumbra:enabled'),
    groupTags: { ...optedIn, ...managed },
  },
  {
    name: 'tags taken off without naming any',
    expected: 'denied',
    as: 'reconcile',
    ask: untagged('DeleteTags'),
    groupTags: managed,
  },
]

const expiries: RoleCase[] = [
  {
    name: 'a warm pool deleted by its expiry on a managed group',
    expected: 'allowed',
    as: 'PoolExpiryRole',
    ask: autoScaling('DeleteWarmPool', group),
    groupTags: managed,
  },
  {
    name: 'a warm pool deleted by its expiry on a group that is no longer managed',
    expected: 'denied',
    as: 'PoolExpiryRole',
    ask: autoScaling('DeleteWarmPool', group),
    groupTags: optedIn,
  },
  {
    name: 'a group changed by the expiry of its warm pool',
    expected: 'denied',
    as: 'PoolExpiryRole',
    ask: autoScaling('UpdateAutoScalingGroup', group),
    groupTags: managed,
  },
  {
    name: "a schedule put under Penumbra's own name",
    expected: 'allowed',
    as: 'reconcile',
    ask: scheduling('CreateSchedule', 'penumbra-pool-0123'),
  },
  {
    name: 'a schedule put under another name',
    expected: 'denied',
    as: 'reconcile',
    ask: scheduling('UpdateSchedule', 'payroll'),
  },
  {
    name: 'another schedule deleted',
    expected: 'denied',
    as: 'reconcile',
    ask: scheduling('DeleteSchedule', 'penumbra'),
  },
  ...['scheduler.amazonaws.com', 'ec2.amazonaws.com'].map(
    (service): RoleCase => ({
      name: `the expiry's role passed to ${service}`,
      expected: service.startsWith('scheduler') ? 'allowed' : 'denied',
      as: 'reconcile',
      ask: { action: 'iam:PassRole', resource: 'PoolExpiryRole', context: { 'iam:PassedToService': service } },
    }),
  ),
  {
    name: 'another role passed to Scheduler',
    expected: 'denied',
    as: 'reconcile',
    ask: {
      action: 'iam:PassRole',
      resource: 'arn:aws:iam::123456789012:role/admin',
      context: { 'iam:PassedToService': 'scheduler.amazonaws.com' },
    },
  },
]

const readers: RoleCase[] = ['discover', 'learn'].flatMap(as =>
  [...groupChanges, 'CreateOrUpdateTags', 'DeleteTags'].map(operation => ({
    name: `${operation} by ${as}`,
    expected: 'denied',
    as,
    ask: operation.endsWith('Tags') ? tagged(operation, 'penumbra:managed') : autoScaling(operation, group),
    groupTags: { ...optedIn, ...managed },
  })),
)

/** Functions that only read groups. */
const askers: RoleCase[] = ['operate', 'announce', 'widget', 'uninstall'].flatMap(as =>
  groupChanges.map(operation => ({
    name: `${operation} by ${as}`,
    expected: 'denied',
    as: `${as[0].toUpperCase()}${as.slice(1)}Role`,
    ask: autoScaling(operation, group),
    groupTags: { ...optedIn, ...managed },
  })),
)

export const groupCases: readonly RoleCase[] = [...changes, ...marks, ...expiries, ...readers, ...askers]

function scheduling(operation: string, Name: string): ApiCall {
  const RoleArn = 'PoolExpiryRole'
  return {
    service: 'Scheduler',
    operation,
    input: { Name, Target: { Arn: 'arn:aws:scheduler:::aws-sdk:x:y', RoleArn } },
  }
}
