import { describe, expect, it } from 'vitest'
import { DeployedStack } from '../../../simulator/iam/deployed-stack.ts'
import { Iam } from '../../../simulator/iam/iam.ts'
import { grantsOf, idleExplanations } from '../../../simulator/iam/permission-report.ts'

const names = { functions: { learn: 'penumbra-learn', widget: 'penumbra-widget' }, table: 'state', topic: 'alerts' }
const boundaryArn = 'arn:aws:iam::123456789012:policy/limits'
const document = (Action: string | string[], Resource: unknown = '*') => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource }],
})
const trusting = (Service: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service } }],
})
const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] })

/** A stack of one function. */
function templateOf(role: object = {}, trusted = 'lambda.amazonaws.com') {
  return {
    Resources: {
      LoopLearnRoleAB: {
        Type: 'AWS::IAM::Role',
        Properties: { AssumeRolePolicyDocument: trusting(trusted), ...role },
      },
      LoopLearnPolicy: {
        Type: 'AWS::IAM::Policy',
        Properties: {
          PolicyDocument: document(['logs:CreateLogStream', 'logs:PutLogEvents'], arnOf('Logs')),
          Roles: [{ Ref: 'LoopLearnRoleAB' }],
        },
      },
      Logs: { Type: 'AWS::Logs::LogGroup' },
      Failed: { Type: 'AWS::SQS::Queue' },
      LoopLearnFunctionCD: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Role: arnOf('LoopLearnRoleAB'),
          Environment: { Variables: { PENUMBRA_TABLE_NAME: 'state' } },
          LoggingConfig: { LogGroup: { Ref: 'Logs' } },
          TracingConfig: { Mode: 'Active' },
        },
      },
      Config: {
        Type: 'AWS::Lambda::EventInvokeConfig',
        Properties: {
          FunctionName: { Ref: 'LoopLearnFunctionCD' },
          DestinationConfig: { OnFailure: { Destination: arnOf('Failed') } },
        },
      },
    },
  }
}

const installed = (template: unknown, managed: Readonly<Record<string, unknown>> = {}) => {
  const stack = new DeployedStack(template, names, managed)
  const iam = new Iam(() => undefined)
  stack.install(iam)
  return { stack, iam, session: stack.sessionOf('learn') }
}
const allowed = (template: unknown, action: string, managed: Readonly<Record<string, unknown>> = {}) => {
  const { iam, session } = installed(template, managed)
  return iam.attempt(session, { action, resource: '*' })
}

describe('a function of a deployed stack', () => {
  it('is found by its folder and runs as its role, under its own name, with its variables', () => {
    const { stack, session } = installed(templateOf())
    expect(stack.functions).toEqual(['learn'])
    expect(session).toEqual({
      roleArn: 'arn:aws:iam::123456789012:role/Penumbra-LoopLearnRoleAB',
      sessionName: 'penumbra-learn',
    })
    expect(stack.variablesOf('learn')).toEqual({ PENUMBRA_TABLE_NAME: 'state' })
    expect(() => stack.sessionOf('widget')).toThrow('widget')
  })

  it('logs and traces in its name when it starts, and sends what failed to its destination', () => {
    const { stack, iam } = installed(templateOf())
    const execution = stack.executionOf('learn', iam)
    execution.started()
    const refused = () => iam.uses.denials.map(({ action }) => action)
    expect(refused()).toEqual(['xray:PutTraceSegments', 'xray:PutTelemetryRecords'])
    execution.gaveUp()
    expect(refused().at(-1)).toBe('sqs:SendMessage')
    expect(iam.uses.denials.at(-1)?.resource).toBe('arn:aws:sqs:us-east-1:123456789012:Penumbra-Failed')
  })

  it('cannot be deployed with a role that Lambda may not assume', () => {
    expect(() => installed(templateOf({}, 'ec2.amazonaws.com'))).toThrow('cannot be assumed by Lambda')
  })
})

describe('the policies of a role', () => {
  const inline = { Policies: [{ PolicyName: 'more', PolicyDocument: document('autoscaling:DescribeTags') }] }

  it('are those attached to it, those written into it, and managed ones', () => {
    expect(allowed(templateOf(), 'autoscaling:DescribeTags')).toBe(false)
    expect(allowed(templateOf(inline), 'autoscaling:DescribeTags')).toBe(true)
    const role = { ManagedPolicyArns: [boundaryArn] }
    expect(allowed(templateOf(role), 'autoscaling:DescribeTags', { [boundaryArn]: document('autoscaling:*') })).toBe(
      true,
    )
  })

  it('are bounded by its permissions boundary', () => {
    const bounded = templateOf({ ...inline, PermissionsBoundary: boundaryArn })
    expect(allowed(bounded, 'autoscaling:DescribeTags', { [boundaryArn]: document('autoscaling:*') })).toBe(true)
    expect(allowed(bounded, 'autoscaling:DescribeTags', { [boundaryArn]: document('logs:*') })).toBe(false)
  })

  it('cannot be judged where a managed one is not known', () => {
    expect(() => installed(templateOf({ PermissionsBoundary: boundaryArn }))).toThrow(boundaryArn)
  })
})

describe('the report of permissions', () => {
  const explained = [{ role: /Learn/, action: 'logs:PutLogEvents', reason: 'as an example' }]

  it('has a row for every granted action, says which were used, and why the others stay', () => {
    const { stack, iam, session } = installed(templateOf())
    const resource = 'arn:aws:logs:us-east-1:123456789012:log-group:Penumbra-Logs:log-stream:1'
    iam.attempt(session, { action: 'logs:CreateLogStream', resource })
    expect(grantsOf(stack.policies, iam.uses, explained)).toMatchObject([
      { role: 'Penumbra-LoopLearnRoleAB', action: 'logs:CreateLogStream', used: true, explanation: undefined },
      { role: 'Penumbra-LoopLearnRoleAB', action: 'logs:PutLogEvents', used: false, explanation: 'as an example' },
    ])
  })

  it('explains a permission on the resources alone that the explanation is about', () => {
    const { stack, iam } = installed(templateOf())
    const reasons = (resource: RegExp) =>
      grantsOf(
        stack.policies,
        iam.uses,
        explained.map(each => ({ ...each, resource })),
      ).map(({ explanation }) => explanation)
    expect(reasons(/:sqs:/)).toEqual([undefined, undefined])
    expect(reasons(/:logs:/)).toEqual([undefined, 'as an example'])
  })

  it('knows explanations of what is used after all', () => {
    const { stack, iam, session } = installed(templateOf())
    const grants = () => grantsOf(stack.policies, iam.uses, explained)
    expect(idleExplanations(grants(), explained)).toEqual([])
    const resource = 'arn:aws:logs:us-east-1:123456789012:log-group:Penumbra-Logs:log-stream:1'
    iam.attempt(session, { action: 'logs:PutLogEvents', resource })
    expect(idleExplanations(grants(), explained)).toEqual(explained)
  })
})
