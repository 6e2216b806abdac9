// What AWS services may do by themselves, whose calls have to come over TLS, and what people may ask.
import { groupArn, type PersonCase, type RoleCase, type ServiceCase } from './decide-case.ts'

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

/** The operator API: who may ask is the operator's own policy; who may start the function is the function's. */
const operators: (ServiceCase | PersonCase)[] = [
  ...[
    { from: 'our API', api: 'Penumbra-OperatorApiEFCC93CC', expected: 'allowed' } as const,
    { from: 'another API', api: 'abcdefghij', expected: 'denied' } as const,
  ].map(
    ({ from, api, expected }): ServiceCase => ({
      name: `the function of operators started by ${from}`,
      expected,
      service: 'apigateway.amazonaws.com',
      action: 'lambda:InvokeFunction',
      resource: 'penumbra-operate',
      context: { 'aws:SourceArn': route(api, 'ListGroups') },
    }),
  ),
  ...[
    { policy: 'OperatorAccessRead', operation: 'ListGroups', expected: 'allowed' } as const,
    { policy: 'OperatorAccessRead', operation: 'SetMode', expected: 'denied' } as const,
    { policy: 'OperatorAccessAll', operation: 'SetMode', expected: 'allowed' } as const,
  ].map(
    ({ policy, operation, expected }): PersonCase => ({
      name: `${operation} asked with ${policy}`,
      expected,
      policy,
      action: 'execute-api:Invoke',
      resource: route('Penumbra-OperatorApiEFCC93CC', operation),
    }),
  ),
  {
    name: 'a group changed with OperatorAccessAll',
    expected: 'denied',
    policy: 'OperatorAccessAll',
    action: 'autoscaling:UpdateAutoScalingGroup',
    resource: groupArn,
  },
]

/** The event bus: its rule starts the function, and keeps what could not be handed over. */
const busEvents: ServiceCase[] = [
  { from: 'our rule', rule: 'penumbra-events/Penumbra-LoadEventsRule239278BC', expected: 'allowed' } as const,
  { from: 'another rule', rule: 'penumbra-events/theirs', expected: 'denied' } as const,
].flatMap(({ from, rule, expected }) => {
  const asked = { expected, service: 'events.amazonaws.com' }
  const context = {
    'aws:SourceArn': `arn:aws:events:us-east-1:123456789012:rule/${rule}`,
    'aws:SecureTransport': 'true',
  }
  return [
    {
      ...asked,
      name: `announce started by ${from}`,
      action: 'lambda:InvokeFunction',
      resource: 'penumbra-announce',
      context,
    },
    { ...asked, name: `an event kept for ${from}`, action: 'sqs:SendMessage', resource: ':sqs:', context },
  ] satisfies ServiceCase[]
})

export const serviceCases: readonly (RoleCase | ServiceCase | PersonCase)[] = [
  ...transport,
  ...services,
  ...operators,
  ...busEvents,
]

function route(api: string, operation: string): string {
  return `arn:aws:execute-api:us-east-1:123456789012:${api}/$default/POST/${operation}`
}
