import { describe, expect, test } from 'vitest'
import type { MetricKey, MetricReader } from '../../../../simulator/services/cloudwatch/metric-key.ts'
import { startMs, TestRegion } from './test-region.ts'

/** Readable as design §11 says: minute m from m + 3 minutes on, a 10-second bin 10 s after it closes. */
class MetricTable implements MetricReader {
  readonly keys: MetricKey[] = []
  readonly statistics: string[] = []
  readonly #valueAt: (seconds: number, key: MetricKey) => number | undefined

  /** @param valueAt value of the bin that starts so many seconds after the start */
  constructor(valueAt: (seconds: number, key: MetricKey) => number | undefined) {
    this.#valueAt = valueAt
  }

  value(...[key, statistic, periodSeconds, binStartMs, nowMs]: Parameters<MetricReader['value']>): number | undefined {
    this.keys.push(key)
    this.statistics.push(statistic)
    const readableMs = binStartMs + (periodSeconds === 60 ? 180_000 : 20_000)
    return nowMs < readableMs || binStartMs < startMs ? undefined : this.#valueAt((binStartMs - startMs) / 1000, key)
  }
}

const cpu = (TargetValue: number) => ({
  TargetValue,
  PredefinedMetricSpecification: { PredefinedMetricType: 'ASGAverageCPUUtilization' as const },
})

function regionWith(metrics: MetricReader, DesiredCapacity = 10) {
  const region = new TestRegion({ metrics })
  region.create({ DesiredCapacity, DefaultInstanceWarmup: 180 })
  return region
}

function putPolicy(region: TestRegion, PolicyName: string, TargetTrackingConfiguration: object, rest: object = {}) {
  const input = { AutoScalingGroupName: 'web', PolicyName, PolicyType: 'TargetTrackingScaling', ...rest }
  const configuration = { TargetValue: 60, ...TargetTrackingConfiguration }
  return region.operations.PutScalingPolicy({ ...input, TargetTrackingConfiguration: configuration }, region.context)
}

/** Desired capacity just after every given minute. */
async function desiredAt(region: TestRegion, minutes: readonly number[]): Promise<number[]> {
  const seen: number[] = []
  for (const minute of minutes) {
    await region.runTo(minute * 60)
    seen.push(region.group().desiredCapacity)
  }
  return seen
}

describe('target tracking over time', () => {
  test('a hand-worked timeline: out, out again only after warm-up, in, and in only once', async () => {
    // Target 60, lead 150 s, warm-up 180 s, drain 60 s, MinSize 2. Metric of minute m, readable at m + 3:
    //   0–19: 57 · 20, 21: 66 · 22–25: 75 · 26–28: 72 · 29–45: 50 · from 46 on: 57
    // 10 instances from 0:00 on, in service at 2:30, warm at 5:30.
    // 23:00 reads 20, 24:00 reads 21: two above, nothing. 25:00 reads 22: three above, ceil(10 × 75 / 60) = 13.
    //   3 launches at 25:00, in service 27:30, warm 30:30.
    // 26:00–28:00 read 75 again: warm are still 10, 13 again, nothing.
    // 29:00 and 30:00 read 72: ceil(10 × 72 / 60) = 12 < 13, nothing; all 13 would have made ceil(15.6) = 16.
    // 31:00 reads 28: warm are 13, ceil(13 × 72 / 60) = ceil(15.6) = 16. 3 launches, in service 33:30, warm 36:30.
    // 46:00 reads 43, the 15th minute below 54 (29–43): ceil(16 × 50 / 60) = ceil(13.3) = 14. Two terminate.
    // 47:00 and 48:00 read 44 and 45, both measured on 16: 14 again. On the 14 that are left it would be 12.
    // 49:00 reads 46: 57 is not below 54.
    const cpuOfMinute = (m: number) => (m < 20 ? 57 : m < 22 ? 66 : m < 26 ? 75 : m < 29 ? 72 : m < 46 ? 50 : 57)
    const region = regionWith(new MetricTable(seconds => cpuOfMinute(seconds / 60)))
    putPolicy(region, 'cpu60', cpu(60))
    const minutes = [6, 23, 24, 25, 26, 28, 29, 30, 31, 45, 46, 47, 48, 49, 60]
    expect(await desiredAt(region, minutes)).toEqual([10, 10, 10, 13, 13, 13, 13, 13, 16, 16, 14, 14, 14, 14, 14])
    expect(region.group().launches).toBe(16)
    const [latest] = region.activities()
    expect(latest.Cause).toMatch(
      /^At 2026-01-05T00:46:00Z a monitor alarm TargetTracking-web-AlarmLow-\S+ in state ALARM triggered policy cpu60 changing the desired capacity from 16 to 14\./,
    )
  })

  test('scale-in waits until the last instance has warmed up', async () => {
    // CPU 30 from minute 0: 15 points (0–14) are readable at 17:00. MinSize 11 at 14:00 launches one, back to 2 at 15:00;
    // it is in service at 16:30, warm at 19:30. At 20:00: ceil(11 × 30 / 60) = ceil(5.5) = 6.
    const region = regionWith(new MetricTable(() => 30))
    putPolicy(region, 'cpu60', cpu(60))
    await region.runTo(14 * 60)
    region.operations.UpdateAutoScalingGroup({ AutoScalingGroupName: 'web', MinSize: 11 }, region.context)
    await region.runTo(15 * 60)
    region.operations.UpdateAutoScalingGroup({ AutoScalingGroupName: 'web', MinSize: 2 }, region.context)
    expect(await desiredAt(region, [17, 19, 20])).toEqual([11, 11, 6])
  })

  test('the warm-up of the policy itself goes before that of the group', async () => {
    // As above but with EstimatedInstanceWarmup 0: the launch of 14:00 is in service and warm at 16:30, before 17:00.
    const region = regionWith(new MetricTable(() => 30))
    putPolicy(region, 'cpu60', cpu(60), { EstimatedInstanceWarmup: 0 })
    await region.runTo(14 * 60)
    region.operations.UpdateAutoScalingGroup({ AutoScalingGroupName: 'web', MinSize: 11 }, region.context)
    await region.runTo(15 * 60)
    region.operations.UpdateAutoScalingGroup({ AutoScalingGroupName: 'web', MinSize: 2 }, region.context)
    expect(await desiredAt(region, [16, 17])).toEqual([11, 6])
  })

  test('instances in a warm pool neither count nor hold up a scale-in', async () => {
    // As above, with 10 instances that are warm, and a pool that is being filled from 16:00 to 18:30: ceil(10 × 30 / 60) = 5.
    const region = regionWith(new MetricTable(() => 30))
    putPolicy(region, 'cpu60', cpu(60))
    await region.runTo(16 * 60)
    region.operations.PutWarmPool({ AutoScalingGroupName: 'web' }, region.context)
    expect(await desiredAt(region, [16, 17])).toEqual([10, 5])
    expect(region.group().warmPool.map(({ state }) => state)).toContain('Warmed:Pending')
  })

  test('what is drawn from a warm pool counts once its hook and its warm-up are over', async () => {
    // From minute 20 on 90: three points at 25:00, ceil(10 × 90 / 60) = 15. The five drawn from a running pool wait 30 s for
    // their hook and register for 20 s: in service at 25:50, warm at 28:50. Until then 15 again; at 29:00 ceil(15 × 1.5) = 23,
    // of which MaxSize allows 20.
    const region = regionWith(new MetricTable(seconds => (seconds < 1200 ? 57 : 90)))
    const hook = { LifecycleHookName: 'boot', LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING' }
    const input = { ...hook, AutoScalingGroupName: 'web', HeartbeatTimeout: 30, DefaultResult: 'CONTINUE' }
    region.operations.PutLifecycleHook(input, region.context)
    region.operations.PutWarmPool({ AutoScalingGroupName: 'web', PoolState: 'Running' }, region.context)
    putPolicy(region, 'cpu60', cpu(60))
    expect(await desiredAt(region, [24, 25, 26, 28, 29])).toEqual([10, 15, 15, 15, 20])
    expect(region.count('InService')).toBe(15)
  })

  test('without any warm-up set, the default cooldown of 300 s is it', async () => {
    // In service at 2:30. Metric 90 from minute 0, three points at 5:00, but nothing is warm before 7:30:
    // ceil(0 × 90 / 60) = 0. At 8:00: ceil(2 × 90 / 60) = 3.
    const region = new TestRegion({ metrics: new MetricTable(() => 90) })
    region.create()
    putPolicy(region, 'cpu60', cpu(60))
    expect(await desiredAt(region, [5, 7, 8])).toEqual([2, 2, 3])
  })

  test('MinSize is the floor of every scale-in', async () => {
    const region = regionWith(new MetricTable(() => 1))
    putPolicy(region, 'cpu60', cpu(60))
    expect(await desiredAt(region, [17])).toEqual([2])
  })

  test('a fast policy acts on 6 points of 10 seconds', async () => {
    // 57 until 600 s, then 66. The bins 600…650 are the first six above; the last is readable at 670 s:
    // ceil(10 × 66 / 60) = 11.
    const metrics = new MetricTable(seconds => (seconds < 600 ? 57 : 66))
    const region = regionWith(metrics)
    const specification = { Namespace: 'App', MetricName: 'Cpu', Statistic: 'Average', Period: 10 }
    putPolicy(region, 'fast', { CustomizedMetricSpecification: specification })
    await region.runTo(660)
    expect(region.group().desiredCapacity).toBe(10)
    await region.runTo(670)
    expect(region.group().desiredCapacity).toBe(11)
  })

  test('a fast policy needs 90 points for scale-in', async () => {
    // Bins 600…1490 are the first 90 below 54; the last is readable at 1510 s: ceil(10 × 45 / 60) = 8.
    const region = regionWith(new MetricTable(seconds => (seconds < 600 ? 57 : 45)))
    const specification = { Namespace: 'App', MetricName: 'Cpu', Statistic: 'Average', Period: 10 }
    putPolicy(region, 'fast', { CustomizedMetricSpecification: specification })
    await region.runTo(1500)
    expect(region.group().desiredCapacity).toBe(10)
    await region.runTo(1510)
    expect(region.group().desiredCapacity).toBe(8)
  })

  test('nothing happens while data is missing, and the run begins anew after the gap', async () => {
    // 66 everywhere but in minute 21: 22, 23 and 24 are the first three in a row, readable at 27:00.
    const value = (minute: number) => (minute === 21 ? undefined : minute < 20 ? 57 : 66)
    const region = regionWith(new MetricTable(seconds => value(seconds / 60)))
    putPolicy(region, 'cpu60', cpu(60))
    expect(await desiredAt(region, [25, 26, 27])).toEqual([10, 10, 11])
  })

  test('a policy that comes late reads what was measured before it', async () => {
    // 66 from minute 0; put at 30:30, evaluated at 31:00 on minutes 14–28.
    const region = regionWith(new MetricTable(() => 66))
    await region.runTo(30 * 60 + 30)
    putPolicy(region, 'cpu60', cpu(60))
    expect(await desiredAt(region, [31])).toEqual([11])
  })

  test('a suspended AlarmNotification holds a policy back until it is resumed', async () => {
    const region = regionWith(new MetricTable(() => 66))
    putPolicy(region, 'cpu60', cpu(60))
    const alarms = { AutoScalingGroupName: 'web', ScalingProcesses: ['AlarmNotification'] }
    region.operations.SuspendProcesses(alarms, region.context)
    expect(await desiredAt(region, [30])).toEqual([10])
    region.operations.ResumeProcesses(alarms, region.context)
    expect(await desiredAt(region, [31])).toEqual([11])
  })

  test('a disabled or deleted policy does nothing', async () => {
    const region = regionWith(new MetricTable(() => 66))
    putPolicy(region, 'off', cpu(60), { Enabled: false })
    putPolicy(region, 'gone', cpu(60))
    region.operations.DeletePolicy({ AutoScalingGroupName: 'web', PolicyName: 'gone' }, region.context)
    expect(await desiredAt(region, [30])).toEqual([10])
  })

  test('a policy put after all others were deleted is evaluated again', async () => {
    const region = regionWith(new MetricTable(() => 66))
    putPolicy(region, 'first', cpu(60))
    region.operations.DeletePolicy({ AutoScalingGroupName: 'web', PolicyName: 'first' }, region.context)
    await region.runTo(20 * 60)
    putPolicy(region, 'second', cpu(60))
    expect(await desiredAt(region, [21])).toEqual([11])
  })

  test('CPU and request count are read under the names that AWS gives them', async () => {
    // aws-facts §1 for the resource label; the dimensions are those of AWS/ApplicationELB per target group and balancer.
    const metrics = new MetricTable((_, key) => (key.metricName === 'CPUUtilization' ? 57 : 66))
    const region = new TestRegion({ metrics })
    const targetGroup = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/943f017f100becff'
    region.create({ DesiredCapacity: 10, DefaultInstanceWarmup: 180, TargetGroupARNs: [targetGroup] })
    putPolicy(region, 'cpu60', cpu(60))
    const ResourceLabel = 'app/front/778d41231b141a0f/targetgroup/web/943f017f100becff'
    const specification = { PredefinedMetricType: 'ALBRequestCountPerTarget', ResourceLabel }
    putPolicy(region, 'requests', { PredefinedMetricSpecification: specification })
    expect(await desiredAt(region, [10])).toEqual([11])
    expect(metrics.keys).toContainEqual({
      namespace: 'AWS/EC2',
      metricName: 'CPUUtilization',
      dimensions: { AutoScalingGroupName: 'web' },
    })
    expect(metrics.keys).toContainEqual({
      namespace: 'AWS/ApplicationELB',
      metricName: 'RequestCountPerTarget',
      dimensions: { TargetGroup: 'targetgroup/web/943f017f100becff', LoadBalancer: 'app/front/778d41231b141a0f' },
    })
    expect([...new Set(metrics.statistics)].sort()).toEqual(['Average', 'Sum'])
  })
})
