import type { CreateAutoScalingGroupCommandInput } from '@aws-sdk/client-auto-scaling'
import { VirtualClock } from '../../../../simulator/kernel/clock.ts'
import { RandomStream } from '../../../../simulator/kernel/random.ts'
import type { CallContext } from '../../../../simulator/kernel/service.ts'
import {
  type AutoScalingOptions,
  AutoScalingService,
} from '../../../../simulator/services/auto-scaling/auto-scaling-service.ts'
import type { LeadTimes } from '../../../../simulator/services/auto-scaling/lead-times.ts'
import type { MetricReader } from '../../../../simulator/services/cloudwatch/metric-key.ts'

export const startMs = Date.UTC(2026, 0, 5)
export const minuteMs = 60_000

/**
 * A lognormal whose mean is its 95th percentile has no spread: every cold launch takes 150 s, every start of a stopped
 * instance 90 s, every registration 20 s.
 */
const constantLeads: LeadTimes = {
  coldMeanSeconds: 150,
  coldP95Seconds: 150,
  stoppedMeanSeconds: 90,
  stoppedP95Seconds: 90,
  registrationMinSeconds: 20,
  registrationMaxSeconds: 20,
  drainSeconds: 60,
}

/** Design §11. */
export const randomLeads: LeadTimes = {
  coldMeanSeconds: 150,
  coldP95Seconds: 210,
  stoppedMeanSeconds: 90,
  stoppedP95Seconds: 125,
  registrationMinSeconds: 5,
  registrationMaxSeconds: 35,
  drainSeconds: 60,
}

const noMetrics: MetricReader = { value: () => undefined }

/** An Auto Scaling service alone with a clock, and the caller's name filled in. */
export class TestRegion {
  readonly clock = new VirtualClock(startMs)
  readonly service: AutoScalingService
  readonly operations: AutoScalingService['operations']

  constructor(options: Partial<AutoScalingOptions> = {}) {
    this.service = new AutoScalingService({
      clock: this.clock,
      random: new RandomStream(7, 'auto-scaling'),
      metrics: noMetrics,
      leadTimes: constantLeads,
      scheduledActionMaxDelaySeconds: 120,
      ...options,
    })
    this.operations = this.service.operations
  }

  get context(): CallContext {
    return { nowMs: this.clock.now(), caller: 'team' }
  }

  /** Group `web`, 2 to 20 instances in three zones, unless said otherwise. */
  create(input: Partial<CreateAutoScalingGroupCommandInput> = {}) {
    const defaults = {
      AutoScalingGroupName: 'web',
      MinSize: 2,
      MaxSize: 20,
      AvailabilityZones: ['us-east-1a', 'us-east-1b', 'us-east-1c'],
      LaunchTemplate: { LaunchTemplateName: 'web', Version: '3' },
    }
    this.operations.CreateAutoScalingGroup({ ...defaults, ...input }, this.context)
    return this.group(input.AutoScalingGroupName)
  }

  group(name = 'web') {
    const group = this.service.group(name)
    if (group === undefined) throw new Error(`got no group ${name}, wanted one`)
    return group
  }

  describe(name = 'web') {
    const input = { AutoScalingGroupNames: [name] }
    return this.operations.DescribeAutoScalingGroups(input, this.context).AutoScalingGroups?.[0]
  }

  describePool(name = 'web') {
    return this.operations.DescribeWarmPool({ AutoScalingGroupName: name }, this.context)
  }

  activities(name = 'web') {
    return this.operations.DescribeScalingActivities({ AutoScalingGroupName: name }, this.context).Activities ?? []
  }

  /** Lets the time pass until so many seconds after the start. */
  async runTo(seconds: number): Promise<void> {
    await this.clock.runUntil(startMs + seconds * 1000)
  }

  count(state: string, name = 'web'): number {
    return this.group(name).instances.filter(instance => instance.state === state).length
  }
}

/** The error that a call ends with. */
export function errorOf(call: () => unknown): { name: string; message: string } {
  try {
    call()
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error('got an answer, wanted an error')
}
