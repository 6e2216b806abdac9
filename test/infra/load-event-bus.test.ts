import { describe, expect, it } from 'vitest'
import { arnOf } from './logical-ids.ts'
import { synthesise } from './synthesised-stack.ts'

const { template } = synthesise()

describe('the bus of load events', () => {
  it('has the name that programs of teams use', () => {
    template.hasResourceProperties('AWS::Events::EventBus', { Name: 'penumbra-events' })
  })

  it("is for the account's own principals, and they may only put events", () => {
    const [policy, ...others] = Object.values(template.findResources('AWS::Events::EventBusPolicy'))
    const { Statement } = policy.Properties
    expect(others).toEqual([])
    expect(Statement).toMatchObject({
      Effect: 'Allow',
      Action: 'events:PutEvents',
      Principal: {
        AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, ':root']] },
      },
      Resource: { 'Fn::GetAtt': [expect.stringMatching(/^LoadEventsBus/), 'Arn'] },
    })
  })

  it('hands every event over, whatever its type, and keeps what it cannot hand over', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { account: [{ Ref: 'AWS::AccountId' }] },
      State: 'ENABLED',
      Targets: [
        {
          Arn: arnOf('LoadEventsAnnounceFunction'),
          DeadLetterConfig: { Arn: arnOf('ControlLoopFailedEvents') },
        },
      ],
    })
  })

  it('raises an alarm for an event that is not taken', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'Penumbra',
      MetricName: 'LoadEventsNotTaken',
      Dimensions: [{ Name: 'service', Value: 'announce' }],
      Threshold: 1,
      TreatMissingData: 'notBreaching',
    })
  })
})
