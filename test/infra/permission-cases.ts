// What the roles and resources of the stack let happen, and what not. Every condition of the template has to be the reason of at
// least one of these cases (least-privilege-conditions.test.ts).
import type { Decision, PermissionCase, RoleCase } from './decide-case.ts'
import { groupCases } from './group-permission-cases.ts'
import { serviceCases } from './service-permission-cases.ts'

export const permissionCases: readonly PermissionCase[] = [...groupCases, ...serviceCases]

/** Of a stack that somebody deploys with these settings; each of them adds permissions, or narrows them. */
export const everySetting = {
  tagPrefix: 'acme',
  kmsKeyArn: 'arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012',
  permissionsBoundary: 'arn:aws:iam::123456789012:policy/limits',
  passRoleArns: 'arn:aws:iam::123456789012:role/web-instances',
  alertEmail: 'team@example.com',
}

/** Every function reads the table and sends failed events to the queue, and both lie under the customer's key. */
const keyCases: RoleCase[] = ['Discover', 'Reconcile', 'Learn', 'Operate', 'Announce', 'Widget', 'Uninstall'].flatMap(
  name => [
    throughService(name, 'kms:Decrypt', 'dynamodb', 'allowed'),
    throughService(name, 'kms:GenerateDataKey', 'sqs', 'allowed'),
    throughService(name, 'kms:Decrypt', 'ec2', 'denied'),
  ],
)

/** What the settings add, in a stack whose tags begin otherwise. */
export const settingsCases: readonly PermissionCase[] = [
  ...withPrefix(permissionCases, everySetting.tagPrefix),
  ...keyCases,
  ...['ec2.amazonaws.com', 'lambda.amazonaws.com'].map(
    (service): RoleCase => ({
      name: `the role of instances passed to ${service}`,
      expected: service.startsWith('ec2') ? 'allowed' : 'denied',
      as: 'reconcile',
      ask: {
        action: 'iam:PassRole',
        resource: everySetting.passRoleArns,
        context: { 'iam:PassedToService': service },
      },
    }),
  ),
  {
    name: 'a group that is opted in by the usual tag, where the tags have another prefix',
    expected: 'denied',
    as: 'reconcile',
    ask: {
      service: 'AutoScaling',
      operation: 'UpdateAutoScalingGroup',
      input: { AutoScalingGroupName: 'web' },
    },
    groupTags: { 'penumbra:enabled': 'true', 'penumbra:managed': 'true' },
  },
]

function throughService(name: string, action: string, service: string, expected: Decision): RoleCase {
  const context = { 'kms:ViaService': `${service}.us-east-1.amazonaws.com` }
  return {
    name: `${action} with the customer's key by ${name} through ${service}`,
    expected,
    as: `${name}Role`,
    ask: { action, resource: everySetting.kmsKeyArn, context },
  }
}

function withPrefix(cases: readonly PermissionCase[], prefix: string): PermissionCase[] {
  return JSON.parse(JSON.stringify(cases).replaceAll('"penumbra:', `"${prefix}:`))
}
