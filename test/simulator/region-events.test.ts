import { expect, it } from 'vitest'
import { Region } from '../../simulator/region.ts'
import { parseScenario } from '../../simulator/scenario.ts'
import type { AwsEvent } from '../../simulator/services/event-bridge.ts'

const startMs = Date.UTC(2026, 0, 5)

/** Events of five launches, none of which takes ten minutes. */
async function launchEvents(lossProbability: number): Promise<AwsEvent[]> {
  const region = new Region({ scenario: parseScenario({ events: { lossProbability } }), seed: 1, startMs })
  const events: AwsEvent[] = []
  region.events.subscribe({ source: ['aws.autoscaling'] }, event => void events.push(event))
  const group = { AutoScalingGroupName: 'web', MinSize: 5, MaxSize: 5, AvailabilityZones: ['us-east-1a'] }
  const LaunchTemplate = { LaunchTemplateName: 'web', Version: '1' }
  region.autoScaling.operations.CreateAutoScalingGroup({ ...group, LaunchTemplate }, { nowMs: startMs, caller: 'team' })
  await region.clock.runUntil(startMs + 600_000)
  return events
}

it("the region's default bus carries the events of its groups", async () => {
  const events = await launchEvents(0)
  expect(events.map(event => event['detail-type'])).toEqual(Array(5).fill('EC2 Instance Launch Successful'))
})

it('as many of them are lost as the scenario says', async () => {
  expect(await launchEvents(1)).toEqual([])
})
