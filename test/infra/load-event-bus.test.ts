import { describe, expect, it } from 'vitest'
import { arnOf } from './logical-ids.ts'
import { synthesise } from './synthesised-stack.ts'

const { template } = synthesise()

describe('the bus of load events', () => {
  it('has the name that programs of teams use', () => {
    template.hasResourceProperties('AWS::Events::EventBus', { Name: 'penumbra-events' })
  })

  it("has no resource policy, so that only the account's own principals may put events, as far as IAM allows them", () => {
    template.resourceCountIs('AWS::Events::EventBus', 1)
    template.resourceCountIs('AWS::Events::EventBusPolicy', 0)
    for (const { Properties } of Object.values(template.findResources('AWS::Events::EventBus'))) {
      expect(Properties).not.toHaveProperty('Policy')
    }
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
