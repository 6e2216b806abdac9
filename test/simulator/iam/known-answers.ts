// What AWS's own documentation says of single requests. Every row names the page of the IAM user guide that says so, and the
// words it is taken from; policies and requests are written with the actions and keys that Penumbra uses.

export interface KnownAnswer {
  readonly page: string
  readonly says: string
  readonly statements: readonly object[]
  readonly boundary?: readonly object[]
  /** Default: a role's call of UpdateAutoScalingGroup on one group, without any condition key. */
  readonly action?: string
  readonly resource?: string
  readonly context?: Readonly<Record<string, string | readonly string[]>>
  readonly allowed: boolean
}

export const groupArn =
  'arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:00000001-0000-4000-8000-000000000000:autoScalingGroupName/web'
const update = 'autoscaling:UpdateAutoScalingGroup'
const describe = 'autoscaling:DescribeAutoScalingGroups'

const pages = {
  logic: 'Policy evaluation logic',
  denies: 'The difference between explicit and implicit denies',
  boundaries: 'Permissions boundaries for IAM entities',
  action: 'IAM JSON policy elements: Action',
  notAction: 'IAM JSON policy elements: NotAction',
  resource: 'IAM JSON policy elements: Resource',
  notResource: 'IAM JSON policy elements: NotResource',
  condition: 'IAM JSON policy elements: Condition',
  operators: 'IAM JSON policy elements: Condition operators',
  several: 'Conditions with multiple context keys or values',
  sets: 'Single-valued vs. multivalued context keys',
  setExamples: 'Multivalued context key examples',
}

const allow = (Condition: object = {}, Action: string | string[] = update, Resource: string | string[] = '*') => ({
  Effect: 'Allow',
  Action,
  Resource,
  Condition,
})
const deny = (Condition: object = {}, Action: string | string[] = update) => ({
  ...allow(Condition, Action),
  Effect: 'Deny',
})

const enabled = 'autoscaling:ResourceTag/penumbra:enabled'
const managed = 'aws:ResourceTag/penumbra:managed'
const source = 'arn:aws:scheduler:us-east-1:123456789012:schedule-group/default'

const whoWins: KnownAnswer[] = [
  { page: pages.denies, says: 'access is denied by default', statements: [], allowed: false },
  { page: pages.denies, says: 'an Allow statement that applies allows', statements: [allow()], allowed: true },
  {
    page: pages.denies,
    says: 'a Deny statement trumps the Allow statement',
    statements: [allow(), deny()],
    allowed: false,
  },
  {
    page: pages.logic,
    says: 'the order of the statements does not matter',
    statements: [deny(), allow()],
    allowed: false,
  },
  {
    page: pages.logic,
    says: 'a Deny whose condition does not hold does not apply',
    statements: [allow(), deny({ StringEquals: { [enabled]: 'false' } })],
    context: { [enabled]: 'true' },
    allowed: true,
  },
  {
    page: pages.boundaries,
    says: 'the effective permissions are the intersection of both policy types: the boundary lacks it',
    statements: [allow()],
    boundary: [allow({}, describe)],
    allowed: false,
  },
  {
    page: pages.boundaries,
    says: 'the effective permissions are the intersection of both policy types: both have it',
    statements: [allow()],
    boundary: [allow({}, 'autoscaling:*')],
    allowed: true,
  },
  {
    page: pages.boundaries,
    says: 'a permissions boundary grants nothing by itself',
    statements: [],
    boundary: [allow()],
    allowed: false,
  },
  {
    page: pages.boundaries,
    says: 'an explicit deny in any of these policies overrides the allow',
    statements: [allow()],
    boundary: [allow(), deny()],
    allowed: false,
  },
]

const actionsAndResources: KnownAnswer[] = [
  {
    page: pages.action,
    says: 'the prefix and the action name are case insensitive',
    statements: [allow({}, 'AutoScaling:updateautoscalinggroup')],
    allowed: true,
  },
  {
    page: pages.action,
    says: 'a multi-character match wildcard stands for any part of the action name',
    statements: [allow({}, 'autoscaling:Update*')],
    allowed: true,
  },
  {
    page: pages.action,
    says: 'another action of the same service is not meant',
    statements: [allow({}, 'autoscaling:Describe*')],
    allowed: false,
  },
  {
    page: pages.action,
    says: 'several actions are alternatives',
    statements: [allow({}, [describe, update])],
    allowed: true,
  },
  {
    page: pages.notAction,
    says: 'NotAction matches everything except the specified list of actions',
    statements: [{ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }],
    allowed: true,
  },
  {
    page: pages.notAction,
    says: 'what NotAction lists is not allowed by it',
    statements: [{ Effect: 'Allow', NotAction: 'autoscaling:*', Resource: '*' }],
    allowed: false,
  },
  {
    page: pages.notAction,
    says: 'NotAction with Deny denies everything that is not listed',
    statements: [allow(), { Effect: 'Deny', NotAction: 'autoscaling:Describe*', Resource: '*' }],
    allowed: false,
  },
  {
    page: pages.resource,
    says: '* as the resource means all resources',
    statements: [allow({}, update, '*')],
    allowed: true,
  },
  {
    page: pages.resource,
    says: 'wildcards stand for any characters within a segment of an ARN',
    statements: [
      allow({}, update, 'arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:*:autoScalingGroupName/*'),
    ],
    allowed: true,
  },
  {
    page: pages.resource,
    says: 'the ARN of another region is another resource',
    statements: [
      allow({}, update, 'arn:aws:autoscaling:eu-west-1:123456789012:autoScalingGroup:*:autoScalingGroupName/*'),
    ],
    allowed: false,
  },
  {
    page: pages.resource,
    says: 'a * at the end of a segment can expand beyond the colon boundaries',
    statements: [allow({}, update, 'arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup*')],
    allowed: true,
  },
  {
    page: pages.resource,
    says: '? stands for exactly one character',
    statements: [
      allow({}, update, 'arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:*:autoScalingGroupName/we?'),
    ],
    allowed: true,
  },
  {
    page: pages.resource,
    says: '? does not stand for none',
    statements: [
      allow({}, update, 'arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:*:autoScalingGroupName/web?'),
    ],
    allowed: false,
  },
  {
    page: pages.resource,
    says: 'names in a resource are case sensitive',
    statements: [
      allow({}, update, 'arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:*:autoScalingGroupName/Web'),
    ],
    allowed: false,
  },
  {
    page: pages.resource,
    says: 'an action without resource-level permissions needs * as the resource',
    statements: [allow({}, describe, groupArn)],
    action: describe,
    resource: '*',
    allowed: false,
  },
  {
    page: pages.notResource,
    says: 'NotResource matches every resource except those specified',
    statements: [{ Effect: 'Allow', Action: update, NotResource: 'arn:aws:sns:*' }],
    allowed: true,
  },
  {
    page: pages.notResource,
    says: 'what NotResource lists is not meant',
    statements: [{ Effect: 'Allow', Action: update, NotResource: groupArn }],
    allowed: false,
  },
]

const absentAndPresent: KnownAnswer[] = [
  {
    page: pages.operators,
    says: 'if the key is not present in the request context, the values do not match',
    statements: [allow({ StringEquals: { [enabled]: 'true' } })],
    allowed: false,
  },
  {
    page: pages.operators,
    says: 'if the condition requires that the key is not matched and it is not present, the condition is true',
    statements: [allow({ StringNotEquals: { [enabled]: 'false' } })],
    allowed: true,
  },
  {
    page: pages.operators,
    says: 'StringNotLike is true as well of a key that is not present',
    statements: [allow({ StringNotLike: { [enabled]: 'f*' } })],
    allowed: true,
  },
  {
    page: pages.operators,
    says: '...IfExists: if the key is not present, evaluate the condition element as true',
    statements: [allow({ StringEqualsIfExists: { [enabled]: 'true' } })],
    allowed: true,
  },
  {
    page: pages.operators,
    says: '...IfExists: if the key is present, process it as specified',
    statements: [allow({ StringEqualsIfExists: { [enabled]: 'true' } })],
    context: { [enabled]: 'false' },
    allowed: false,
  },
  {
    page: pages.operators,
    says: 'Null true: the key must not exist',
    statements: [allow({ Null: { [managed]: 'true' } })],
    allowed: true,
  },
  {
    page: pages.operators,
    says: 'Null true: a key that exists does not match',
    statements: [allow({ Null: { [managed]: 'true' } })],
    context: { [managed]: 'true' },
    allowed: false,
  },
  {
    page: pages.operators,
    says: 'Null false: the key exists and its value is not null',
    statements: [allow({ Null: { [managed]: 'false' } })],
    context: { [managed]: 'anything' },
    allowed: true,
  },
  {
    page: pages.operators,
    says: 'Null false: a key that does not exist does not match',
    statements: [allow({ Null: { [managed]: 'false' } })],
    allowed: false,
  },
]

const operators: KnownAnswer[] = [
  {
    page: pages.operators,
    says: 'StringEquals: exact matching, case sensitive',
    statements: [allow({ StringEquals: { [enabled]: 'true' } })],
    context: { [enabled]: 'True' },
    allowed: false,
  },
  {
    page: pages.operators,
    says: 'StringEquals knows no wildcards',
    statements: [allow({ StringEquals: { [enabled]: 't*' } })],
    context: { [enabled]: 'true' },
    allowed: false,
  },
  {
    page: pages.condition,
    says: 'condition key names are not case-sensitive',
    statements: [allow({ StringEquals: { 'AutoScaling:resourceTAG/Penumbra:Enabled': 'true' } })],
    context: { [enabled]: 'true' },
    allowed: true,
  },
  {
    page: pages.operators,
    says: 'StringLike may include * anywhere in the string',
    statements: [allow({ StringLike: { [enabled]: 't*e' } })],
    context: { [enabled]: 'true' },
    allowed: true,
  },
  {
    page: pages.operators,
    says: 'StringLike is case sensitive',
    statements: [allow({ StringLike: { [enabled]: 'T*' } })],
    context: { [enabled]: 'true' },
    allowed: false,
  },
  {
    page: pages.operators,
    says: 'ArnLike: each of the six components is checked separately and may include wildcards',
    statements: [allow({ ArnLike: { 'aws:SourceArn': 'arn:aws:scheduler:*:123456789012:schedule-group/*' } })],
    context: { 'aws:SourceArn': source },
    allowed: true,
  },
  {
    page: pages.operators,
    says: 'ArnLike: a wildcard does not span components',
    statements: [allow({ ArnLike: { 'aws:SourceArn': 'arn:aws:scheduler:*' } })],
    context: { 'aws:SourceArn': source },
    allowed: false,
  },
  {
    page: pages.operators,
    says: 'ArnEquals and ArnLike behave identically',
    statements: [allow({ ArnEquals: { 'aws:SourceArn': 'arn:aws:scheduler:*:123456789012:schedule-group/*' } })],
    context: { 'aws:SourceArn': source },
    allowed: true,
  },
  {
    page: pages.operators,
    says: 'Bool compares with true or false',
    statements: [allow(), deny({ Bool: { 'aws:SecureTransport': 'false' } })],
    context: { 'aws:SecureTransport': 'false' },
    allowed: false,
  },
  {
    page: pages.operators,
    says: 'Bool does not match the other value',
    statements: [allow(), deny({ Bool: { 'aws:SecureTransport': 'false' } })],
    context: { 'aws:SecureTransport': 'true' },
    allowed: true,
  },
  {
    page: pages.operators,
    says: 'NumericLessThan: "less than" matching',
    statements: [allow({ NumericLessThan: { 'autoscaling:MinSize': '10' } })],
    context: { 'autoscaling:MinSize': '9' },
    allowed: true,
  },
  {
    page: pages.operators,
    says: 'NumericLessThan does not match the number itself',
    statements: [allow({ NumericLessThan: { 'autoscaling:MinSize': '10' } })],
    context: { 'autoscaling:MinSize': '10' },
    allowed: false,
  },
  {
    page: pages.operators,
    says: 'NumericLessThanEquals matches the number itself',
    statements: [allow({ NumericLessThanEquals: { 'autoscaling:MinSize': '10' } })],
    context: { 'autoscaling:MinSize': '10' },
    allowed: true,
  },
]

const severalKeysAndValues: KnownAnswer[] = [
  {
    page: pages.several,
    says: 'multiple values of one key are evaluated using a logical OR',
    statements: [allow({ StringEquals: { [enabled]: ['yes', 'true'] } })],
    context: { [enabled]: 'true' },
    allowed: true,
  },
  {
    page: pages.several,
    says: 'multiple values of a negated operator are evaluated using a logical NOR',
    statements: [allow({ StringNotEquals: { [enabled]: ['false', 'true'] } })],
    context: { [enabled]: 'true' },
    allowed: false,
  },
  {
    page: pages.several,
    says: 'multiple keys of one operator are evaluated using a logical AND',
    statements: [allow({ StringEquals: { [enabled]: 'true', [managed]: 'true' } })],
    context: { [enabled]: 'true' },
    allowed: false,
  },
  {
    page: pages.several,
    says: 'multiple operators are evaluated using a logical AND: all hold',
    statements: [allow({ StringEquals: { [enabled]: 'true' }, Null: { [managed]: 'false' } })],
    context: { [enabled]: 'true', [managed]: 'true' },
    allowed: true,
  },
  {
    page: pages.several,
    says: 'multiple operators are evaluated using a logical AND: one does not hold',
    statements: [allow({ StringEquals: { [enabled]: 'true' }, Null: { [managed]: 'false' } })],
    context: { [enabled]: 'true' },
    allowed: false,
  },
]

const setOperators: KnownAnswer[] = [
  {
    page: pages.sets,
    says: 'ForAllValues: every value in the request matches at least one in the policy',
    statements: [allow({ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] } })],
    context: { 'aws:TagKeys': ['b', 'a'] },
    allowed: true,
  },
  {
    page: pages.sets,
    says: 'ForAllValues: one value that matches none makes it false',
    statements: [allow({ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] } })],
    context: { 'aws:TagKeys': ['a', 'c'] },
    allowed: false,
  },
  {
    page: pages.sets,
    says: 'ForAllValues also returns true if there are no context keys in the request',
    statements: [allow({ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] } })],
    allowed: true,
  },
  {
    page: pages.setExamples,
    says: 'Null false beside ForAllValues prevents missing context keys from evaluating to true',
    statements: [
      allow({ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] }, Null: { 'aws:TagKeys': 'false' } }),
    ],
    allowed: false,
  },
  {
    page: pages.setExamples,
    says: 'Null false prevents empty values from evaluating to true as well',
    statements: [
      allow({ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] }, Null: { 'aws:TagKeys': 'false' } }),
    ],
    context: { 'aws:TagKeys': [] },
    allowed: false,
  },
  {
    page: pages.setExamples,
    says: 'ForAllValues:StringLike denies when all tag keys have the prefix',
    statements: [allow(), deny({ 'ForAllValues:StringLike': { 'aws:TagKeys': ['key1*'] } })],
    context: { 'aws:TagKeys': ['key1:one', 'key1:two'] },
    allowed: false,
  },
  {
    page: pages.sets,
    says: 'ForAnyValue: at least one value in the request matches',
    statements: [allow({ 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['a'] } })],
    context: { 'aws:TagKeys': ['c', 'a'] },
    allowed: true,
  },
  {
    page: pages.sets,
    says: 'ForAnyValue: none of the values matches',
    statements: [allow({ 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['a'] } })],
    context: { 'aws:TagKeys': ['c'] },
    allowed: false,
  },
  {
    page: pages.sets,
    says: 'ForAnyValue returns false if the key does not exist',
    statements: [allow({ 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['a'] } })],
    allowed: false,
  },
  {
    page: pages.setExamples,
    says: 'ForAnyValue:StringLike denies when any tag key has the prefix',
    statements: [allow(), deny({ 'ForAnyValue:StringLike': { 'aws:TagKeys': ['penumbra:*'] } })],
    context: { 'aws:TagKeys': ['owner', 'penumbra:enabled'] },
    allowed: false,
  },
]

export const knownAnswers: readonly KnownAnswer[] = [
  ...whoWins,
  ...actionsAndResources,
  ...absentAndPresent,
  ...operators,
  ...severalKeysAndValues,
  ...setOperators,
]
