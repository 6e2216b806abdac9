import { describe, expect, it } from 'vitest'
import { parseScenario, type Scenario } from '../../../simulator/scenario.ts'
import type { FleetView } from '../../../simulator/services/auto-scaling/fleet-view.ts'
import type { MetricKey } from '../../../simulator/services/cloudwatch/metric-key.ts'
import { MetricStore } from '../../../simulator/services/cloudwatch/metric-store.ts'
import { Application } from '../../../simulator/workload/application.ts'
import { fleetOf, instance, warmFleet } from './fleets.ts'

const START = Date.UTC(2026, 0, 5)
const LATER = START + 7_200_000
const names = {
  autoScalingGroupName: 'web',
  loadBalancer: 'app/web/50dc6c495c0c9188',
  targetGroup: 'targetgroup/web/73e2d6bc24d8a067',
}
const target = { LoadBalancer: names.loadBalancer, TargetGroup: names.targetGroup }
const balancer = { LoadBalancer: names.loadBalancer }
const group = { AutoScalingGroupName: 'web' }

type Statistic = 'Average' | 'Sum' | 'Minimum' | 'Maximum' | 'SampleCount'

/** Runs the given requests per step through an application, then reads single metrics of its first minute. */
function run(
  counts: readonly number[],
  fleet: FleetView | readonly FleetView[],
  scenario: Scenario = parseScenario({}),
) {
  const store = new MetricStore()
  const arrivals = { startMs: START, stepSeconds: 10, counts: Float64Array.from(counts) }
  const application = new Application({ scenario, names, store, arrivals, seed: 1 })
  const outcomes = counts.map((_, step) => {
    const { latencyCounts, ...outcome } = application.step(
      START + step * 10_000,
      [fleet].flat()[step] ?? [fleet].flat()[0],
    )
    return { ...outcome, served: latencyCounts.reduce((sum, count) => sum + count, 0) }
  })
  const read = (
    namespace: string,
    metricName: string,
    dimensions: MetricKey['dimensions'],
    statistic: Statistic,
    period = 60,
    at = START,
  ) => store.value({ namespace, metricName, dimensions }, statistic, period, at, LATER)
  return { outcomes, read, store }
}

const alb = 'AWS/ApplicationELB'

describe('a minute of the application', () => {
  it('is published under the names, dimensions and statistics of AWS', () => {
    const fleet = fleetOf(
      [
        ...warmFleet(4).instances,
        instance('p', { inServiceAtMs: undefined, state: 'Pending' }),
        instance('t', { state: 'Terminating' }),
      ],
      { desiredCapacity: 5 },
    )
    // 4 · 50 · 10 = 2000 requests fit a step; 1200 are 60 %.
    const { read } = run(new Array<number>(6).fill(1200), fleet)
    expect(read(alb, 'RequestCount', target, 'Sum')).toBe(7200)
    expect(read(alb, 'RequestCount', balancer, 'Sum')).toBe(7200)
    expect(read(alb, 'RequestCount', target, 'Average')).toBe(1)
    expect(read(alb, 'RequestCountPerTarget', { TargetGroup: names.targetGroup }, 'Sum')).toBe(1800)
    expect(read(alb, 'RequestCountPerTarget', target, 'Sum')).toBe(1800)
    expect(read(alb, 'HealthyHostCount', target, 'Average')).toBe(4)
    expect(read('AWS/EC2', 'CPUUtilization', group, 'Average')).toBeCloseTo(60, 9)
    expect(read('AWS/EC2', 'CPUUtilization', group, 'SampleCount')).toBe(4)
    // Nearly idle: the service time of 160 ms and hardly a wait.
    const responseSeconds = read(alb, 'TargetResponseTime', target, 'Average') ?? Number.NaN
    expect(responseSeconds).toBeGreaterThan(0.16)
    expect(responseSeconds).toBeLessThan(0.175)
    expect(read(alb, 'TargetResponseTime', target, 'SampleCount')).toBeCloseTo(7200, 6)
  })

  it('has no error counts while there are no errors', () => {
    const { read } = run(new Array<number>(6).fill(100), warmFleet(1))
    expect(read(alb, 'HTTPCode_ELB_5XX_Count', balancer, 'Sum')).toBeUndefined()
    expect(read(alb, 'HTTPCode_Target_5XX_Count', target, 'Sum')).toBeUndefined()
  })

  it('without requests has no request metrics, but CPU', () => {
    const { read } = run(new Array<number>(6).fill(0), warmFleet(3))
    expect(read(alb, 'RequestCount', target, 'Sum')).toBeUndefined()
    expect(read(alb, 'RequestCountPerTarget', target, 'Sum')).toBeUndefined()
    expect(read(alb, 'TargetResponseTime', target, 'Average')).toBeUndefined()
    expect(read(alb, 'HealthyHostCount', target, 'Average')).toBeUndefined()
    expect(read('AWS/EC2', 'CPUUtilization', group, 'Average')).toBe(0)
  })

  it('with nothing in service counts every request as an error of the load balancer, and none as routed', () => {
    const { read, outcomes } = run(new Array<number>(6).fill(50), fleetOf([]))
    expect(read(alb, 'RequestCount', target, 'Sum')).toBeUndefined()
    expect(read(alb, 'HTTPCode_ELB_5XX_Count', balancer, 'Sum')).toBe(300)
    expect(read(alb, 'HealthyHostCount', target, 'Maximum')).toBe(0)
    expect(read('AWS/EC2', 'CPUUtilization', group, 'Average')).toBeUndefined()
    expect(outcomes[0]).toMatchObject({ bad: 50, rejected: 50, served: 0 })
  })

  it('beyond saturation shows 100 % CPU, all routed requests, and the overflow as errors', () => {
    // One instance serves 500 in 10 seconds; 800 come.
    const { read, outcomes } = run(new Array<number>(6).fill(800), warmFleet(1))
    expect(read('AWS/EC2', 'CPUUtilization', group, 'Maximum')).toBe(100)
    expect(read(alb, 'RequestCount', target, 'Sum')).toBe(4800)
    expect(read(alb, 'HTTPCode_ELB_5XX_Count', balancer, 'Sum')).toBeCloseTo(1800, 6)
    expect(outcomes[5].bad).toBe(800)
    expect(outcomes[5].served).toBeCloseTo(500, 6)
  })

  it('shows errors of the targets themselves where the scenario has them', () => {
    const { read } = run(
      new Array<number>(6).fill(200),
      warmFleet(1),
      parseScenario({ instance: { errorShare: 0.05 } }),
    )
    expect(read(alb, 'HTTPCode_Target_5XX_Count', target, 'Sum')).toBeCloseTo(60, 6)
  })

  it('averages CPU over the instances and hosts over the minute when the fleet grows', () => {
    const fleets = [1, 1, 1, 2, 2, 2].map(warmFleet)
    // 300 in 10 s: 60 % of one instance, 30 % of two. Per instance and step: (3·1·60 + 3·2·30) / 9.
    const { read } = run(new Array<number>(6).fill(300), fleets)
    expect(read('AWS/EC2', 'CPUUtilization', group, 'Average')).toBeCloseTo(40, 9)
    expect(read('AWS/EC2', 'CPUUtilization', group, 'Maximum')).toBeCloseTo(60, 9)
    expect(read(alb, 'HealthyHostCount', target, 'Average')).toBe(1.5)
    expect(read(alb, 'HealthyHostCount', target, 'Minimum')).toBe(1)
    expect(read(alb, 'RequestCountPerTarget', target, 'Sum')).toBe(1200)
  })

  it('is split into zones and into reads by the shares of the scenario', () => {
    const scenario = parseScenario({ zoneShares: [2, 1, 1], readShare: 0.7 })
    const { read, outcomes } = run(new Array<number>(6).fill(10_000), warmFleet(40), scenario)
    const zone = (AvailabilityZone: string): number =>
      read(alb, 'RequestCount', { AvailabilityZone, ...balancer }, 'Sum') ?? Number.NaN
    const zones = ['us-east-1a', 'us-east-1b', 'us-east-1c'].map(zone)
    expect(zones.reduce((sum, count) => sum + count, 0)).toBe(60_000)
    expect(zones.map(count => Math.round(count / 1000))).toEqual([30, 15, 15])
    for (const { reads } of outcomes) expect(Math.abs(reads / 7000 - 1)).toBeLessThan(0.03)
  })

  it('begins anew with every minute', () => {
    const { read } = run([...new Array<number>(6).fill(100), ...new Array<number>(6).fill(7)], warmFleet(1))
    expect(read(alb, 'RequestCount', target, 'Sum')).toBe(600)
    expect(read(alb, 'RequestCount', target, 'Sum', 60, START + 60_000)).toBe(42)
    expect(read(alb, 'HealthyHostCount', target, 'SampleCount', 60, START + 60_000)).toBe(6)
    expect(read('AWS/EC2', 'CPUUtilization', group, 'SampleCount', 60, START + 60_000)).toBe(1)
  })
})

describe('the 10-second metrics', () => {
  it('are not published where the scenario says so', () => {
    const without = parseScenario({ freshMetric: { enabled: false } })
    const { store } = run(new Array<number>(6).fill(300), warmFleet(2), without)
    expect([...store.all()].filter(series => series.resolutionSeconds === 10)).toEqual([])
  })

  it('show requests, requests per target and CPU of each step', () => {
    const scenario = parseScenario({ freshMetric: { enabled: true, namespace: 'Shop' } })
    const { read } = run([300, 500, 0], warmFleet(2), scenario)
    expect(read('Shop', 'RequestCount', group, 'Sum', 10)).toBe(300)
    expect(read('Shop', 'RequestCountPerTarget', group, 'Average', 10, START + 10_000)).toBe(250)
    expect(read('Shop', 'CPUUtilization', group, 'Average', 10, START + 10_000)).toBe(50)
    expect(read('Shop', 'RequestCount', group, 'Sum', 10, START + 20_000)).toBeUndefined()
  })
})

describe('the preloaded history', () => {
  const store = new MetricStore()
  const arrivals = { startMs: START, stepSeconds: 10, counts: new Float64Array(0) }
  const application = new Application({ scenario: parseScenario({}), names, store, arrivals, seed: 1 })
  const minutes = 600
  const rates = Float64Array.from({ length: minutes }, (_, minute) => 200 + minute)
  application.preload({ startMs: START - minutes * 60_000, binSeconds: 60, ratesRps: rates })
  const at = (key: MetricKey, statistic: Statistic, minute: number): number =>
    store.value(key, statistic, 60, START - (minutes - minute) * 60_000, LATER) ?? Number.NaN

  it('is the demand with Poisson noise, not the demand itself', () => {
    const z = Array.from(rates, (rate, minute) => {
      return (at(application.keys.requestCount, 'Sum', minute) - 60 * rate) / Math.sqrt(60 * rate)
    })
    const variance = z.reduce((sum, value) => sum + value * value, 0) / z.length
    expect(variance).toBeGreaterThan(0.8)
    expect(variance).toBeLessThan(1.2)
  })

  it('was served by a fleet at 60 % utilisation', () => {
    // 300 rps need 10 instances at 60 %: 300 / (50 · 0.6).
    expect(at(application.keys.healthyHostCount, 'Average', 100)).toBe(10)
    expect(Math.abs(at(application.keys.cpuUtilization, 'Average', 100) - 60)).toBeLessThan(2)
    expect(at(application.keys.targetResponseTime, 'Average', 100)).toBeCloseTo(0.165, 2)
  })
})

describe('no clairvoyance', () => {
  it('leaves every metric and outcome before a change of the load as it was', () => {
    const before = Array.from({ length: 30 }, (_, step) => 100 + 17 * step)
    const base = run([...before, ...new Array<number>(30).fill(500)], warmFleet(2))
    const other = run([...before, ...new Array<number>(30).fill(9)], warmFleet(2))
    expect(other.outcomes.slice(0, 30)).toEqual(base.outcomes.slice(0, 30))
    const past = ({ store }: { store: MetricStore }): unknown[] =>
      [...store.all()].map(({ key }) =>
        [0, 1, 2, 3, 4].map(minute => store.value(key, 'Sum', 60, START + minute * 60_000, LATER)),
      )
    expect(past(other)).toEqual(past(base))
  })
})
