import { Match } from 'aws-cdk-lib/assertions'
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag'
import { describe, expect, it } from 'vitest'
import { acknowledgeFindings } from '../../infra/acknowledged-findings.ts'
import { arnOf, ref } from './logical-ids.ts'
import { synthesise } from './synthesised-stack.ts'

const { app, stack, template } = synthesise()

const keyArn = 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab'
const boundaryArn = 'arn:aws:iam::123456789012:policy/boundary'
const instanceRoleArn = 'arn:aws:iam::123456789012:role/web-server'
const chosen = synthesise({
  alertEmail: 'oncall@example.com,lead@example.com',
  permissionsBoundary: boundaryArn,
  kmsKeyArn: keyArn,
  logRetentionDays: '90',
  tagPrefix: 'acme',
  passRoleArns: instanceRoleArn,
  mode: 'freeze',
})

interface Resource {
  readonly Type: string
  readonly Properties?: Readonly<Record<string, unknown>>
  readonly DependsOn?: readonly string[]
}

const resourcesOf = ({ template }: Pick<typeof chosen, 'template'>): Record<string, Resource> =>
  template.toJSON().Resources

describe('the state table', () => {
  it('is encrypted under a KMS key and can be restored to any second', () => {
    template.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      Replicas: [
        {
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          DeletionProtectionEnabled: true,
        },
      ],
    })
  })

  it('forgets records by their expiresAtSeconds', () => {
    template.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      TimeToLiveSpecification: { AttributeName: 'expiresAtSeconds', Enabled: true },
    })
  })

  it('survives the stack, because it holds what must be put back', () => {
    template.hasResource('AWS::DynamoDB::GlobalTable', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' })
  })
})

describe('alerts', () => {
  it('go to a topic under a rotating key of its own', () => {
    template.hasResourceProperties('AWS::SNS::Topic', { KmsMasterKeyId: arnOf('AlertsKey') })
    template.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true })
    template.hasOutput('AlertsTopicArn', { Value: ref('AlertsTopic') })
  })

  it('can be published by alarms of this account, which need the key as well', () => {
    const fromAlarms = {
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    }
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ ...fromAlarms, Action: 'sns:Publish' })]) },
    })
    template.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({ ...fromAlarms, Action: ['kms:Decrypt', 'kms:GenerateDataKey*'] }),
        ]),
      },
    })
  })

  it('are refused when they are not sent over TLS', () => {
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Deny',
            Principal: '*',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
        ]),
      },
    })
  })

  it('reach nobody until somebody is named', () => {
    template.resourceCountIs('AWS::SNS::Subscription', 0)
    for (const Endpoint of ['oncall@example.com', 'lead@example.com']) {
      chosen.template.hasResourceProperties('AWS::SNS::Subscription', {
        Protocol: 'email',
        TopicArn: ref('AlertsTopic'),
        Endpoint,
      })
    }
  })
})

describe('the kill switch', () => {
  it('takes no other word than run, freeze or restore', () => {
    template.hasResourceProperties('AWS::SSM::Parameter', {
      Name: '/penumbra/mode',
      AllowedPattern: '^(run|freeze|restore)$',
    })
  })

  it('stands at first as the deployment says', () => {
    chosen.template.hasResourceProperties('AWS::SSM::Parameter', { Name: '/penumbra/mode', Value: 'freeze' })
  })
})

describe('an upgrade', () => {
  /** As they were when groups were first entrusted to a deployed stack: another id, and CloudFormation makes a new one. */
  const lasting = {
    StateTable962DE04C: 'AWS::DynamoDB::GlobalTable',
    AlertsKey9E1197AF: 'AWS::KMS::Key',
    AlertsTopicCF7C81C9: 'AWS::SNS::Topic',
    KillSwitchModeBD1364E0: 'AWS::SSM::Parameter',
    ControlLoopFailedEventsFC9181D8: 'AWS::SQS::Queue',
  }

  it.each([
    ['a deployment with defaults', template],
    ['a deployment where everything is chosen', chosen.template],
  ])('keeps table, key, topic, kill switch and failed events of %s', (_which, each) => {
    const { Resources } = each.toJSON()
    const types = Object.keys(lasting).map(id => [id, Resources[id]?.Type])
    expect(Object.fromEntries(types)).toEqual(lasting)
  })

  it('gives them no other name or key, for which CloudFormation would replace them', () => {
    const { StateTable962DE04C: table, AlertsTopicCF7C81C9: topic } = resourcesOf({ template })
    expect(table.Properties).toMatchObject({
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    })
    expect(table.Properties).not.toHaveProperty('TableName')
    expect(table.Properties).not.toHaveProperty('LocalSecondaryIndexes')
    expect(topic.Properties).not.toHaveProperty('TopicName')
    expect(topic.Properties).not.toHaveProperty('FifoTopic')
    expect(resourcesOf({ template }).ControlLoopFailedEventsFC9181D8.Properties).not.toHaveProperty('QueueName')
  })

  it('changes nothing at all of the kill switch: CloudFormation would write run over what an operator has set', () => {
    expect(resourcesOf({ template }).KillSwitchModeBD1364E0.Properties).toEqual({
      AllowedPattern: '^(run|freeze|restore)$',
      Description: 'Penumbra kill switch: run, freeze or restore',
      Name: '/penumbra/mode',
      Tier: 'Standard',
      Type: 'String',
      Value: 'run',
    })
  })

  it('keeps the function that restores, because CloudFormation lets no custom resource change its function', () => {
    const { UninstallCDD69899: resource } = resourcesOf({ template })
    expect(resource.Properties?.ServiceToken).toEqual({ 'Fn::GetAtt': ['UninstallFunctionF8DD7674', 'Arn'] })
  })
})

describe('uninstalling', () => {
  it('restores the groups before anything else of the stack goes', () => {
    const resources = resourcesOf({ template })
    const [[id, { DependsOn = [] }]] = Object.entries(resources).filter(
      ([, { Type }]) => Type === 'Custom::PenumbraUninstall',
    )
    // CloudFormation deletes what depends on others before those.
    expect([...DependsOn].sort()).toEqual(
      Object.keys(resources)
        .filter(each => each !== id)
        .sort(),
    )
  })

  it('is waited for as long as an event may wait and a run may take', () => {
    template.hasResourceProperties('Custom::PenumbraUninstall', { ServiceTimeout: String(900 + 900) })
  })
})

describe('the tags for the bill', () => {
  const tagsOf = ({ Properties = {} }: Resource): Record<string, string> => {
    const replicas = (Properties.Replicas ?? [{}]) as readonly Record<string, unknown>[]
    const tags = Properties.Tags ?? replicas[0].Tags ?? []
    if (!Array.isArray(tags)) return tags as Record<string, string>
    return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]))
  }
  /** What CloudFormation cannot tag, or costs nothing. */
  const untagged =
    /^(AWS::(ApiGatewayV2::(Integration|Route)|IAM::(ManagedPolicy|Policy)|Lambda::(EventInvokeConfig|Permission)|SNS::(Subscription|TopicPolicy)|SQS::QueuePolicy|SSM::Parameter|Scheduler::Schedule)|Custom::PenumbraUninstall)$/

  it.each([
    ['penumbra', { template }],
    ['acme', chosen],
  ])('say of everything that costs that it is Penumbra, and which part of it (%s)', (prefix, synthesised) => {
    const resources = Object.values(resourcesOf(synthesised)).filter(({ Type }) => !untagged.test(Type))
    expect(resources.length).toBeGreaterThan(30)
    for (const resource of resources) {
      expect(Object.keys(tagsOf(resource)).sort(), resource.Type).toEqual([`${prefix}:component`, `${prefix}:stack`])
    }
  })

  it('name the part after its construct', () => {
    const { StateTable962DE04C: table, OperatorApiOperateFunctionCF3944D2: operate } = resourcesOf({ template })
    expect(tagsOf(table)).toEqual({ 'penumbra:component': 'State', 'penumbra:stack': 'Penumbra' })
    expect(tagsOf(operate)).toEqual({ 'penumbra:component': 'OperatorApi', 'penumbra:stack': 'Penumbra' })
  })
})

describe('a permissions boundary', () => {
  it('bounds every role', () => {
    const roles = Object.values(chosen.template.findResources('AWS::IAM::Role'))
    expect(roles.length).toBeGreaterThan(7)
    expect(new Set(roles.map(({ Properties }) => Properties.PermissionsBoundary))).toEqual(new Set([boundaryArn]))
  })

  it('is not there unless it is given', () => {
    template.allResourcesProperties('AWS::IAM::Role', { PermissionsBoundary: Match.absent() })
  })
})

describe("a customer's key", () => {
  it('encrypts the table and the failed events', () => {
    chosen.template.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      Replicas: [Match.objectLike({ SSESpecification: { KMSMasterKeyId: keyArn } })],
    })
    chosen.template.hasResourceProperties('AWS::SQS::Queue', { KmsMasterKeyId: keyArn })
  })

  it('takes the stack to its own region', () => {
    expect(chosen.stack.region).toBe('us-east-1')
  })

  it('leaves the alerts to a key whose policy lets alarms in', () => {
    chosen.template.hasResourceProperties('AWS::SNS::Topic', { KmsMasterKeyId: arnOf('AlertsKey') })
  })

  it('may be used by every function, only through DynamoDB and SQS', () => {
    const statements = Object.values(chosen.template.findResources('AWS::IAM::Policy')).map(({ Properties }) =>
      Properties.PolicyDocument.Statement.filter(({ Resource }: { Resource: unknown }) => Resource === keyArn),
    )
    const through = (service: string) => ({
      StringEquals: {
        'kms:ViaService': { 'Fn::Join': ['', [`${service}.us-east-1.`, { Ref: 'AWS::URLSuffix' }]] },
      },
    })
    const conditions = [through('sqs'), through('dynamodb')]
    const ofFunctions = statements.filter(several => several.length > 0)
    expect(ofFunctions).toHaveLength(6)
    for (const several of ofFunctions) {
      expect(several.map(({ Condition }: { Condition: unknown }) => Condition)).toEqual(conditions)
    }
  })
})

describe('what else may be chosen', () => {
  it('is how long logs are kept', () => {
    const groups = Object.values(chosen.template.findResources('AWS::Logs::LogGroup'))
    expect(new Set(groups.map(({ Properties }) => Properties.RetentionInDays))).toEqual(new Set([90]))
  })

  it("is what the tags' keys begin with: in every condition, in every function that reads tags", () => {
    const text = JSON.stringify(chosen.template.toJSON())
    expect(text).toContain('autoscaling:ResourceTag/acme:enabled')
    expect(text).toContain('autoscaling:ResourceTag/acme:managed')
    expect(text).toContain('"aws:TagKeys":["acme:managed"]')
    expect(text).not.toMatch(/penumbra:(enabled|managed)/)
    const prefixes = Object.values(chosen.template.findResources('AWS::Lambda::Function')).map(
      ({ Properties }) => Properties.Environment.Variables.PENUMBRA_TAG_PREFIX,
    )
    expect(prefixes.filter(prefix => prefix !== undefined)).toEqual(Array(5).fill('acme'))
  })

  it('is which roles may be handed to instances: none by default, and to EC2 alone', () => {
    const passing = ({ template }: Pick<typeof chosen, 'template'>) =>
      Object.entries(template.findResources('AWS::IAM::Policy')).flatMap(([id, { Properties }]) =>
        Properties.PolicyDocument.Statement.filter(
          ({ Action, Condition }: { Action: unknown; Condition?: object }) =>
            Action === 'iam:PassRole' && JSON.stringify(Condition).includes('ec2.amazonaws.com'),
        ).map(({ Resource }: { Resource: unknown }) => [id.replace(/DefaultPolicy.*/, ''), Resource]),
      )
    expect(passing({ template })).toEqual([])
    expect(passing(chosen)).toEqual([['ControlLoopReconcileRole', instanceRoleArn]])
  })

  it('is judged before anything is built', () => {
    expect(() => synthesise({ mode: 'stop' })).toThrow('got "stop" for context mode, wanted run, freeze, restore')
  })
})

describe("cdk-nag's AwsSolutions and Serverless packs", () => {
  it.each([
    ['with defaults', { app, stack }],
    ['where everything is chosen', chosen],
  ])('find only what has been looked at and acknowledged %s', (_which, synthesised) => {
    const packs = [new AwsSolutionsChecks(synthesised.app), new ServerlessChecks(synthesised.app)]
    const findings = () =>
      packs.flatMap(pack => pack.validateScope(synthesised.stack).violations).map(({ ruleName }) => ruleName)
    expect(findings()).toEqual(expect.arrayContaining(['AwsSolutions-SQS3', 'Serverless-LambdaDLQ']))
    acknowledgeFindings(synthesised.stack)
    expect(findings()).toEqual([])
  })
})

describe('the template', () => {
  it('is as it was, but for the code of the functions', () => {
    const withoutCode = JSON.stringify(template.toJSON(), null, 1).replaceAll(/\b[0-9a-f]{64}\b/g, 'HASH')
    expect(withoutCode).toMatchSnapshot()
  })
})
