import { describe, expect, it } from 'vitest'
import { defaultScenario } from '../../simulator/scenario.ts'
import { targetTrackingConfiguration } from '../../simulator/team-policy.ts'
import { steadySite } from './policies/steady-site.ts'

const targets = {
  autoScalingGroupName: 'web',
  loadBalancer: 'app/web/50dc6c495c0c9188',
  targetGroup: 'targetgroup/web/73e2d6bc24d8a067',
}

describe("the team's policy as AWS gets it", () => {
  it('tracks the average CPU of the group', () => {
    const configuration = targetTrackingConfiguration(defaultScenario, { metric: 'cpu', targetPercent: 60 }, targets)
    expect(configuration).toEqual({
      PredefinedMetricSpecification: { PredefinedMetricType: 'ASGAverageCPUUtilization' },
      TargetValue: 60,
    })
  })

  it('tracks requests per target and minute: 60 % of 50 requests per second are 1800', () => {
    const policy = { metric: 'requests', targetPercent: 60 } as const
    expect(targetTrackingConfiguration(defaultScenario, policy, targets)).toEqual({
      PredefinedMetricSpecification: {
        PredefinedMetricType: 'ALBRequestCountPerTarget',
        ResourceLabel: 'app/web/50dc6c495c0c9188/targetgroup/web/73e2d6bc24d8a067',
      },
      TargetValue: 1800,
    })
  })

  it("on 10 seconds, tracks the application's own metrics: 60 % of 50 requests per second are 300", () => {
    const own = (metric: 'cpu' | 'requests') =>
      targetTrackingConfiguration(defaultScenario, { metric, targetPercent: 60, periodSeconds: 10 }, targets)
    const specification = {
      Namespace: 'Penumbra/Demand',
      Dimensions: [{ Name: 'AutoScalingGroupName', Value: 'web' }],
      Period: 10,
    }
    expect(own('cpu')).toEqual({
      CustomizedMetricSpecification: { ...specification, MetricName: 'CPUUtilization', Statistic: 'Average' },
      TargetValue: 60,
    })
    expect(own('requests')).toEqual({
      CustomizedMetricSpecification: { ...specification, MetricName: 'RequestCountPerTarget', Statistic: 'Sum' },
      TargetValue: 300,
    })
  })
})

describe.each(['cpu', 'requests'] as const)('fast target tracking on %s', metric => {
  it('a hand-worked timeline: out after a minute, out again only after warm-up, in after a quarter of an hour', async () => {
    // Target 60 % of 50 rps: 30 rps an instance; scale-in below 27. A 10-second bin can be read 10 s after it closes.
    // Launch to in service 147 s, warm-up 180 s. Requests per second from, in seconds:
    //   0: 115 · 300: 170 · 600: 235 · 1200: 115
    // From 0 on 4 instances: 28.75 each, between 27 and 30, nothing.
    // The bins 300–350 are the first 6 above, at 42.5 each; the last can be read at 370: ceil(4 × 42.5 / 30) = ceil(5.67) = 6.
    //   Two launches, in service at 517, warm at 697. Until 520 every bin says 6 again.
    // With 6 from 520 on: 28.3 each, nothing.
    // The bins 600–650 are 6 above, at 39.2 each; at 670 the two are not warm yet: ceil(4 × 39.2 / 30) = ceil(5.2) = 6.
    //   At 690 still not; at 700 they are: ceil(6 × 39.2 / 30) = ceil(7.83) = 8. In service at 847, warm at 1027.
    // With 8 from 850 on: 29.4 each, nothing.
    // The bins 1200–2090 are the first 90 below 27, at 14.4 each; the last can be read at 2110: ceil(8 × 14.4 / 30) = 4.
    // With 4: 28.75 each, nothing.
    const rpsAt = (seconds: number) => (seconds < 300 ? 115 : seconds < 600 ? 170 : seconds < 1200 ? 235 : 115)
    const { site, runTo } = await steadySite({
      policy: { metric, targetPercent: 60, periodSeconds: 10 },
      rpsAt,
      initialInstances: 4,
    })
    const seen: [seconds: number, desired: number, inService: number][] = []
    for (const seconds of [290, 369, 370, 516, 517, 699, 700, 846, 847, 2109, 2110, 3600]) {
      await runTo(seconds)
      const { desiredCapacity, instances } = site.group
      seen.push([seconds, desiredCapacity, instances.filter(({ state }) => state === 'InService').length])
    }
    expect(seen).toEqual([
      [290, 4, 4],
      [369, 4, 4],
      [370, 6, 4],
      [516, 6, 4],
      [517, 6, 6],
      [699, 6, 6],
      [700, 8, 6],
      [846, 8, 6],
      [847, 8, 8],
      [2109, 8, 8],
      [2110, 4, 4],
      [3600, 4, 4],
    ])
  })
})

describe('target tracking on one-minute metrics', () => {
  it('answers the same rise 230 s later', async () => {
    // Minutes 5, 6 and 7 are above; minute 7 can be read at 10:00 (design §11).
    const { site, runTo } = await steadySite({
      policy: { metric: 'requests', targetPercent: 60 },
      rpsAt: seconds => (seconds < 300 ? 115 : 170),
      initialInstances: 4,
    })
    await runTo(599)
    expect(site.group.desiredCapacity).toBe(4)
    await runTo(600)
    expect(site.group.desiredCapacity).toBe(6)
  })
})
