import { Match } from 'aws-cdk-lib/assertions'
import { describe, expect, it } from 'vitest'
import { boundaryArn, chosenSettings, instanceRoleArn, keyArn } from './chosen-settings.ts'
import { arnOf, ref } from './logical-ids.ts'
import { synthesise } from './synthesised-stack.ts'

const { template } = synthesise()
const chosen = synthesise(chosenSettings)

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
    expect(ofFunctions).toHaveLength(7)
    for (const several of ofFunctions) {
      expect(several.map(({ Condition }: { Condition: unknown }) => Condition)).toEqual(conditions)
    }
  })
})

describe('what else may be chosen', () => {
  it('is who hears of alerts: nobody until somebody is named', () => {
    template.resourceCountIs('AWS::SNS::Subscription', 0)
    for (const Endpoint of ['oncall@example.com', 'lead@example.com']) {
      chosen.template.hasResourceProperties('AWS::SNS::Subscription', {
        Protocol: 'email',
        TopicArn: ref('AlertsTopic'),
        Endpoint,
      })
    }
  })

  it('is where the kill switch stands at first', () => {
    chosen.template.hasResourceProperties('AWS::SSM::Parameter', { Name: '/penumbra/mode', Value: 'freeze' })
  })

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
    expect(prefixes.filter(prefix => prefix !== undefined)).toEqual(Array(6).fill('acme'))
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
