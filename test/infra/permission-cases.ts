// What the roles and resources of the stack let happen, and what not. Every condition of the template has to be the reason of at
// least one of these cases (least-privilege-conditions.test.ts).
import type { ApiCall } from '../../simulator/iam/actions/required-actions.ts'
import type { Requirement } from '../../simulator/iam/actions/requirement.ts'
import { groupArn, type PermissionCase, type RoleCase, type ServiceCase } from './decide-case.ts'

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

const transport: RoleCase[] = [
  { action: 'SNS:Publish', resource: ':sns:', what: 'an alert published' },
  { action: 'sqs:SendMessage', resource: ':sqs:', what: 'a failed event sent to the queue' },
].flatMap(({ action, resource, what }) =>
  [true, false].map(
    (secure): RoleCase => ({
      name: `${what} ${secure ? 'over TLS' : 'without TLS'}`,
      expected: secure ? 'allowed' : 'denied',
      as: 'reconcile',
      ask: { action, resource, context: { 'aws:SecureTransport': String(secure) } },
    }),
  ),
)

const schedules = 'arn:aws:scheduler:us-east-1:123456789012:schedule-group/default'
const ours = { 'aws:SourceAccount': '123456789012', 'aws:SourceArn': schedules }

/** The confused deputy: a service that acts for somebody else's account or resource. */
const services: ServiceCase[] = [
  ...['PoolExpiryRole', 'SchedulerRole'].flatMap(role => {
    const asked = { service: 'scheduler.amazonaws.com', action: 'sts:AssumeRole', resource: role }
    const other = schedules.replace('default', 'theirs')
    return [
      { name: `${role} assumed for our schedules`, expected: 'allowed', ...asked, context: ours },
      {
        name: `${role} assumed for another account`,
        expected: 'denied',
        ...asked,
        context: { ...ours, 'aws:SourceAccount': '210987654321' },
      },
      {
        name: `${role} assumed for another schedule group`,
        expected: 'denied',
        ...asked,
        context: { ...ours, 'aws:SourceArn': other },
      },
      {
        name: `${role} assumed by Lambda`,
        expected: 'denied',
        ...asked,
        service: 'lambda.amazonaws.com',
        context: ours,
      },
    ] satisfies ServiceCase[]
  }),
  ...[
    { resource: ':sns:', action: 'sns:Publish', what: 'the topic published to' },
    { resource: ':kms:', action: 'kms:Decrypt', what: "the topic's key used" },
  ].flatMap(({ resource, action, what }) =>
    ['123456789012', '210987654321'].map(
      (account): ServiceCase => ({
        name: `${what} by alarms of account ${account}`,
        expected: account === '123456789012' ? 'allowed' : 'denied',
        service: 'cloudwatch.amazonaws.com',
        action,
        resource,
        context: { 'aws:SourceAccount': account, 'aws:SecureTransport': 'true' },
      }),
    ),
  ),
]

export const permissionCases: readonly PermissionCase[] = [
  ...changes,
  ...marks,
  ...expiries,
  ...readers,
  ...transport,
  ...services,
]

function scheduling(operation: string, Name: string): ApiCall {
  const RoleArn = 'PoolExpiryRole'
  return {
    service: 'Scheduler',
    operation,
    input: { Name, Target: { Arn: 'arn:aws:scheduler:::aws-sdk:x:y', RoleArn } },
  }
}
