import { Match } from 'aws-cdk-lib/assertions'
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag'
import { describe, expect, it } from 'vitest'
import { acknowledgeFindings } from '../../infra/acknowledged-findings.ts'
import { chosenSettings } from './chosen-settings.ts'
import { arnOf, ref } from './logical-ids.ts'
import { synthesise } from './synthesised-stack.ts'

const { app, stack, template } = synthesise()
const chosen = synthesise(chosenSettings)

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
})

describe('the kill switch', () => {
  it('takes no other word than run, freeze or restore', () => {
    template.hasResourceProperties('AWS::SSM::Parameter', {
      Name: '/penumbra/mode',
      AllowedPattern: '^(run|freeze|restore)$',
    })
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
