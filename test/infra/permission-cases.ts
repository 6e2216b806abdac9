// What the roles and resources of the stack let happen, and what not: single requests, each with its name. Every condition of
// the template has to be the reason of at least one of them (least-privilege-conditions.test.ts).

import { type ApiCall, requiredActions } from '../../simulator/iam/actions/required-actions.ts'
import type { Requirement } from '../../simulator/iam/actions/requirement.ts'
import { RequestContext } from '../../simulator/iam/condition-keys.ts'
import type { DeployedStack } from '../../simulator/iam/deployed-stack.ts'
import { allowsService } from '../../simulator/iam/evaluate.ts'
import { Iam, type RoleSession } from '../../simulator/iam/iam.ts'

type Decision = 'allowed' | 'denied'

/** A call of somebody who has a role, on a group with some tags. */
interface RoleCase {
  readonly name: string
  readonly expected: Decision
  /** Folder of a function, or a part of a role's name. */
  readonly as: string
  readonly ask: ApiCall | Requirement
  readonly groupTags?: Readonly<Record<string, string>>
}

/** Something that an AWS service does by itself, which the policy of a resource has to let happen. */
interface ServiceCase {
  readonly name: string
  readonly expected: Decision
  readonly service: string
  readonly action: string
  /** Part of the ARN of the topic, queue, key or role. */
  readonly resource: string
  readonly context: Readonly<Record<string, string>>
}

export type PermissionCase = RoleCase | ServiceCase

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

const groupArn =
  'arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:00000001-0000-4000-8000-000000000000:autoScalingGroupName/web'

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

/** What the stack's policies say of a case. */
export function decide(stack: DeployedStack, each: PermissionCase): Decision {
  return ('service' in each ? serviceMay(stack, each) : roleMay(stack, each)) ? 'allowed' : 'denied'
}

function serviceMay(stack: DeployedStack, { service, action, resource, context }: ServiceCase): boolean {
  const arn = arnLike(stack, resource)
  const { roles, resourcePolicies } = stack.policies
  const policy = roles.find(role => role.arn === arn)?.trust ?? resourcePolicies.get(arn)
  if (policy === undefined) throw new Error(`got no policy of ${arn}, wanted one`)
  return allowsService(policy, { principal: { service }, action, resource: arn, context: new RequestContext(context) })
}

function roleMay(stack: DeployedStack, { as, ask, groupTags = {} }: RoleCase): boolean {
  const view = { group: () => ({ arn: groupArn, tags: groupTags }), topicKeyArn: () => undefined }
  const iam = new Iam(view)
  stack.install(iam)
  const requirements = 'operation' in ask ? requiredActions(ask, view) : [withTags(ask, groupTags)]
  const session = sessionOf(stack, as)
  return requirements.every(each => iam.attempt(session, { ...each, resource: arnLike(stack, each.resource) }))
}

function withTags(ask: Requirement, tags: Readonly<Record<string, string>>): Requirement {
  const live = Object.entries(tags).map(([key, value]) => [`autoscaling:ResourceTag/${key}`, value])
  return { ...ask, context: { ...Object.fromEntries(live), ...ask.context } }
}

function sessionOf(stack: DeployedStack, as: string): RoleSession {
  if (stack.functions.includes(as)) return stack.sessionOf(as)
  return { roleArn: arnLike(stack, as), sessionName: 'test' }
}

/** The one ARN of the stack that holds the text; a whole ARN is itself. */
function arnLike(stack: DeployedStack, text: string): string {
  if (text.startsWith('arn:')) return text
  const { roles, resourcePolicies } = stack.policies
  const found = [...roles.map(({ arn }) => arn), ...resourcePolicies.keys()].filter(arn => arn.includes(text))
  if (found.length !== 1) throw new Error(`got ${found.length} resources like ${text}, wanted one`)
  return found[0]
}
