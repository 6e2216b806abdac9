import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  extendRun,
  type MetricRun,
  pointsNeeded,
  propose,
  resolve,
  type TrackedFleet,
  type TrackingVote,
} from '../../../../simulator/services/auto-scaling/target-tracking.ts'

const key = { namespace: 'AWS/EC2', metricName: 'CPUUtilization', dimensions: { AutoScalingGroupName: 'web' } }
const policy = {
  metric: { key, statistic: 'Average', periodSeconds: 60 },
  targetValue: 60,
  scalesIn: true,
} as const

const steadyFleet: TrackedFleet = { warmInstances: () => 10, isWarmingUp: () => false, measuredInstances: () => 10 }

function runOf(values: readonly (number | undefined)[]): MetricRun | undefined {
  return values.reduce<MetricRun | undefined>((run, value, i) => extendRun(run, i * 60_000, value, 60), undefined)
}

function proposalFor(values: readonly (number | undefined)[], fleet = steadyFleet, tracking = policy) {
  const run = runOf(values)
  return run && propose(tracking, run, fleet)
}

const repeat = (count: number, value: number) => Array.from({ length: count }, () => value)

// Design §11: 3 of 3 minutes above → ceil(instances × metric / target); 15 of 15 below 90 % of the target → the same.
describe('what a target-tracking policy wants', () => {
  test('three minutes above the target: the newest of them gives the capacity', () => {
    // ceil(10 × 75 / 60) = ceil(12.5) = 13
    expect(proposalFor([57, 61, 90, 75])).toEqual({ direction: 'out', capacity: 13 })
  })

  test('two minutes above, or three of which one is at the target, are not enough', () => {
    expect(proposalFor([57, 61, 61])).toBeUndefined()
    expect(proposalFor([61, 60, 61])).toBeUndefined()
  })

  test('a missing minute begins a new run', () => {
    expect(proposalFor([61, 61, undefined, 61, 61])).toBeUndefined()
    expect(proposalFor([...repeat(14, 30), undefined, ...repeat(14, 30)])).toBeUndefined()
  })

  test('fifteen minutes below 90 % of the target: fewer instances', () => {
    // 90 % of 60 is 54; ceil(10 × 45 / 60) = ceil(7.5) = 8
    expect(proposalFor([...repeat(14, 53.9), 45])).toEqual({ direction: 'in', capacity: 8 })
  })

  test('fourteen minutes below, or one of fifteen at 90 %, are not enough', () => {
    expect(proposalFor(repeat(14, 45))).toBeUndefined()
    expect(proposalFor([...repeat(7, 45), 54, ...repeat(7, 45)])).toBeUndefined()
  })

  test('no scale-in while an instance is pending or warming up, or where it is disabled', () => {
    expect(proposalFor(repeat(15, 45), { ...steadyFleet, isWarmingUp: () => true })).toBeUndefined()
    expect(proposalFor(repeat(15, 45), steadyFleet, { ...policy, scalesIn: false } as never)).toBeUndefined()
  })

  test('scale-out does not count instances that warm up', () => {
    // 13 in service of which 10 are warm: ceil(10 × 75 / 60) = 13, not ceil(13 × 75 / 60) = 17
    expect(proposalFor([75, 75, 75], { ...steadyFleet, isWarmingUp: () => true })?.capacity).toBe(13)
  })

  test('a 10-second metric needs 6 points for out and 90 for in', () => {
    expect(pointsNeeded(10)).toEqual({ out: 6, in: 90 })
    expect(pointsNeeded(60)).toEqual({ out: 3, in: 15 })
  })

  test('the answer brings the metric to the target or just below it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.double({ min: 61, max: 100, noNaN: true }), (warm, metric) => {
        const fleet = { ...steadyFleet, warmInstances: () => warm }
        const capacity = proposalFor([metric, metric, metric], fleet)?.capacity ?? 0
        expect((metric * warm) / capacity).toBeLessThanOrEqual(60 + 1e-9)
        expect((metric * warm) / (capacity - 1)).toBeGreaterThan(60 - 1e-9)
      }),
    )
  })
})

function vote(policyName: string, direction: 'out' | 'in' | undefined, capacity = 0, rest: Partial<TrackingVote> = {}) {
  return { policyName, scalesIn: true, isNew: true, proposal: direction && { direction, capacity }, ...rest }
}

const group = { minSize: 4, maxSize: 20, desiredCapacity: 10 }

// aws-facts §1 "Scaling-policy interplay": the largest wins; in only if all target-tracking policies agree.
describe('several policies', () => {
  test('the largest scale-out wins', () => {
    const verdict = resolve([vote('cpu', 'out', 12), vote('requests', 'out', 15)], group)
    expect(verdict).toEqual({ policyName: 'requests', direction: 'out', desiredCapacity: 15 })
  })

  test('one that scales out wins over one that would scale in', () => {
    expect(resolve([vote('cpu', 'out', 12), vote('requests', 'in', 5)], group)?.desiredCapacity).toBe(12)
  })

  test('scale-in needs all of them, and the largest wins again', () => {
    expect(resolve([vote('cpu', 'in', 5), vote('requests', 'in', 7)], group)?.desiredCapacity).toBe(7)
    expect(resolve([vote('cpu', 'in', 5), vote('requests', undefined)], group)).toBeUndefined()
  })

  test('one whose scale-in is disabled has no say in it', () => {
    const votes = [vote('cpu', 'in', 5), vote('requests', undefined, 0, { scalesIn: false })]
    expect(resolve(votes, group)?.desiredCapacity).toBe(5)
  })

  test('MinSize and MaxSize bound the outcome', () => {
    expect(resolve([vote('cpu', 'out', 50)], group)?.desiredCapacity).toBe(20)
    expect(resolve([vote('cpu', 'in', 1)], group)?.desiredCapacity).toBe(4)
  })

  test('scale-out never lowers the desired capacity and scale-in never raises it', () => {
    expect(resolve([vote('cpu', 'out', 9)], group)).toBeUndefined()
    expect(resolve([vote('cpu', 'in', 11)], group)).toBeUndefined()
  })

  test('a slower policy between its evaluations still holds up scale-in but orders nothing', () => {
    const stale = { isNew: false }
    expect(resolve([vote('cpu', 'out', 15, stale), vote('fast', 'in', 5)], group)).toBeUndefined()
    expect(resolve([vote('cpu', 'in', 7, stale), vote('fast', 'in', 5)], group)?.desiredCapacity).toBe(7)
  })

  test('nothing wanted by anyone changes nothing', () => {
    expect(resolve([vote('cpu', undefined)], group)).toBeUndefined()
    expect(resolve([], group)).toBeUndefined()
  })
})
