// Expected events: the examples of the user guide, ec2-auto-scaling-event-reference.md and warm-pools-eventbridge-events.md.
// Every cold launch takes 150 s, draining 60 s.
import { describe, expect, it } from 'vitest'
import type { EventDraft } from '../../../../simulator/services/event-bridge.ts'
import { TestRegion } from './test-region.ts'

const launchHook = {
  LifecycleHookName: 'boot',
  LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
  HeartbeatTimeout: 300,
  NotificationMetadata: 'additional-info',
}

class EventRegion extends TestRegion {
  readonly events: EventDraft[]

  constructor() {
    const events: EventDraft[] = []
    super({ emit: event => void events.push(event) })
    this.events = events
  }

  get types(): string[] {
    return this.events.map(event => event['detail-type'])
  }

  complete(result: string, hook = 'boot'): void {
    const { instances, warmPool } = this.group()
    const waiting = [...instances, ...warmPool].find(({ state }) => state.endsWith(':Wait'))
    const action = { LifecycleHookName: hook, InstanceId: waiting?.instanceId, LifecycleActionResult: result }
    this.operations.CompleteLifecycleAction({ AutoScalingGroupName: 'web', ...action }, this.context)
  }

  /** Origin, destination and type of every lifecycle action so far. */
  get moves(): string[] {
    return this.events
      .filter(event => event['detail-type'].endsWith('Lifecycle Action'))
      .map(({ detail }) => `${detail.Origin} to ${detail.Destination} by ${detail.LifecycleTransition}`)
  }
}

describe('a launch', () => {
  it('is told when it has succeeded, with the activity', async () => {
    const region = new EventRegion()
    region.create({ MinSize: 1, VPCZoneIdentifier: 'subnet-12345678', AvailabilityZones: ['us-east-1b'] })
    await region.runTo(149)
    expect(region.events).toEqual([])
    await region.runTo(150)
    const { instanceId } = region.group().instances[0]
    const [activity] = region.activities()
    expect(region.events).toEqual([
      {
        'detail-type': 'EC2 Instance Launch Successful',
        source: 'aws.autoscaling',
        resources: [region.group().arn, `arn:aws:ec2:us-east-1:123456789012:instance/${instanceId}`],
        detail: {
          StatusCode: 'InProgress',
          Description: `Launching a new EC2 instance: ${instanceId}`,
          AutoScalingGroupName: 'web',
          ActivityId: activity.ActivityId,
          Details: { 'Availability Zone': 'us-east-1b', 'Subnet ID': 'subnet-12345678' },
          RequestId: activity.ActivityId,
          StatusMessage: '',
          StartTime: '2026-01-05T00:00:00.000Z',
          EndTime: '2026-01-05T00:02:30.000Z',
          EC2InstanceId: instanceId,
          Cause: activity.Cause,
        },
      },
    ])
  })

  it('is told when a hook was abandoned', async () => {
    const region = new EventRegion()
    region.create({ MinSize: 1, LifecycleHookSpecificationList: [launchHook] })
    await region.runTo(150)
    region.complete('ABANDON')
    const failure = region.events.find(event => event['detail-type'] === 'EC2 Instance Launch Unsuccessful')
    expect(failure?.detail).toMatchObject({ StatusCode: 'Failed', AutoScalingGroupName: 'web' })
    expect(failure?.detail.StatusMessage).not.toBe('')
  })
})

describe('a termination', () => {
  it('is told when the instance is gone', async () => {
    const region = new EventRegion()
    region.create({ MinSize: 0, DesiredCapacity: 1 })
    await region.runTo(300)
    const { instanceId } = region.group().instances[0]
    region.operations.SetDesiredCapacity({ AutoScalingGroupName: 'web', DesiredCapacity: 0 }, region.context)
    await region.runTo(359)
    expect(region.types).toEqual(['EC2 Instance Launch Successful'])
    await region.runTo(360)
    expect(region.events[1]).toMatchObject({
      'detail-type': 'EC2 Instance Terminate Successful',
      detail: { EC2InstanceId: instanceId, Description: `Terminating EC2 instance: ${instanceId}` },
    })
  })
})

describe('a lifecycle hook', () => {
  it('is told with all that a listener needs to complete the action, and no places without a warm pool', async () => {
    const region = new EventRegion()
    region.create({ MinSize: 1, LifecycleHookSpecificationList: [launchHook] })
    await region.runTo(150)
    const { instanceId } = region.group().instances[0]
    const [{ detail, ...event }] = region.events
    expect(event).toEqual({
      'detail-type': 'EC2 Instance-launch Lifecycle Action',
      source: 'aws.autoscaling',
      resources: [region.group().arn],
    })
    expect(detail).toEqual({
      LifecycleActionToken: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      AutoScalingGroupName: 'web',
      LifecycleHookName: 'boot',
      EC2InstanceId: instanceId,
      LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
      NotificationMetadata: 'additional-info',
    })
    const action = { LifecycleHookName: 'boot', LifecycleActionToken: String(detail.LifecycleActionToken) }
    const answer = { AutoScalingGroupName: 'web', ...action, LifecycleActionResult: 'CONTINUE' }
    region.operations.CompleteLifecycleAction(answer, region.context)
    await region.runTo(200)
    expect(region.count('InService')).toBe(1)
  })

  it('is told with where the instance comes from and goes to when there is a warm pool', async () => {
    const region = new EventRegion()
    region.create({ MinSize: 0, DesiredCapacity: 0, MaxSize: 1 })
    for (const [LifecycleHookName, LifecycleTransition] of [
      ['boot', 'autoscaling:EC2_INSTANCE_LAUNCHING'],
      ['drain', 'autoscaling:EC2_INSTANCE_TERMINATING'],
    ]) {
      const hook = { LifecycleHookName, LifecycleTransition, HeartbeatTimeout: 600 }
      region.operations.PutLifecycleHook({ AutoScalingGroupName: 'web', ...hook }, region.context)
    }
    const InstanceReusePolicy = { ReuseOnScaleIn: true }
    region.operations.PutWarmPool({ AutoScalingGroupName: 'web', InstanceReusePolicy }, region.context)
    await region.runTo(150)
    region.complete('CONTINUE')
    await region.runTo(300)
    region.operations.SetDesiredCapacity({ AutoScalingGroupName: 'web', DesiredCapacity: 1 }, region.context)
    await region.runTo(600)
    region.complete('CONTINUE')
    await region.runTo(700)
    region.operations.SetDesiredCapacity({ AutoScalingGroupName: 'web', DesiredCapacity: 0 }, region.context)
    await region.runTo(800)
    expect(region.moves).toEqual([
      'EC2 to WarmPool by autoscaling:EC2_INSTANCE_LAUNCHING',
      'WarmPool to AutoScalingGroup by autoscaling:EC2_INSTANCE_LAUNCHING',
      'AutoScalingGroup to WarmPool by autoscaling:EC2_INSTANCE_TERMINATING',
    ])
    expect(region.types.filter(type => type.endsWith('Lifecycle Action'))).toEqual([
      'EC2 Instance-launch Lifecycle Action',
      'EC2 Instance-launch Lifecycle Action',
      'EC2 Instance-terminate Lifecycle Action',
    ])
  })
})
