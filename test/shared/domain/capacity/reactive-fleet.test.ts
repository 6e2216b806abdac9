import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  initialReactiveFleet,
  type ReactiveFleet,
  type ReactivePolicy,
  reactToMinute,
} from '../../../../shared/domain/capacity/reactive-fleet.ts'
import { RandomStream } from '../../../../simulator/kernel/random.ts'
import { defaultScenario, instanceRpsOf } from '../../../../simulator/scenario.ts'
import { planSimulation } from '../../../../simulator/simulation-plan.ts'
import { play, type Stage, setStage } from '../../../../simulator/stage.ts'
import { makeTrace } from '../../../simulator/short-trace.ts'

// Target 60 % of 50 rps: 30 rps an instance; scale-in below 27.
const policy: ReactivePolicy = {
  targetPercent: 60,
  metric: 'requests',
  saturationRps: 50,
  leadSeconds: 147,
  minSize: 2,
  maxSize: 200,
}

interface Minute {
  readonly fleet: ReactiveFleet
  readonly paid: number
}

function playMinutes(instances: number, demandRps: readonly number[], changes: Partial<ReactivePolicy> = {}): Minute[] {
  let fleet = initialReactiveFleet(instances)
  return demandRps.map(rps => {
    const step = reactToMinute(fleet, rps, { ...policy, ...changes })
    fleet = step.fleet
    return { fleet, paid: step.paidInstances }
  })
}

const minutes = (count: number, rps: number) => new Array<number>(count).fill(rps)
/** `[value, from]` for every minute in which a value changes. */
const changesOf = (values: readonly number[]) =>
  values.flatMap((value, minute) => (minute === 0 || value !== values[minute - 1] ? [[value, minute]] : []))

describe('a hand-worked timeline', () => {
  // A minute can be read three minutes after it began, and a launch serves after 147 s, that is in the third minute after it.
  //   Requests per second from, in minutes: 0: 115 · 5: 170 · 40: 115
  // From 0 on 4 instances: 28.75 each, between 27 and 30, nothing.
  // Minutes 5, 6 and 7 are above, at 42.5 each; the last is read at 10: ceil(4 × 42.5 / 30) = ceil(5.67) = 6.
  //   Two launches, paid from 10, in service from 13, warm from 16.
  // Until 15 minutes 8 to 12 are read, 42.5 each as well; but two of the six are warming up: ceil(4 × 42.5 / 30) = 6, not 9.
  // With 6 from 13 on: 28.3 each, nothing.
  // Minutes 40 to 54 are fifteen below 27, at 19.2 each; the last is read at 57: ceil(6 × 19.17 / 30) = ceil(3.83) = 4.
  //   Two drain, and are paid for that minute.
  // Minutes 55 and 56 are read then, still carried by 6: they ask for 4 again. With 4 from 58 on: 28.75 each, nothing.
  const timeline = playMinutes(4, [...minutes(5, 115), ...minutes(35, 170), ...minutes(50, 115)])

  test('of what is wanted: out after three minutes above, in after fifteen below', () => {
    expect(changesOf(timeline.map(({ fleet }) => fleet.desired))).toEqual([
      [4, 0],
      [6, 10],
      [4, 57],
    ])
  })

  test('of what serves: launches after their lead', () => {
    expect(changesOf(timeline.map(({ fleet }) => fleet.serving))).toEqual([
      [4, 0],
      [6, 13],
      [4, 57],
    ])
  })

  test('of what is paid: from the launch to the end of draining', () => {
    expect(changesOf(timeline.map(({ paid }) => paid))).toEqual([
      [4, 0],
      [6, 10],
      [4, 58],
    ])
  })
})

describe('the policy', () => {
  test('does nothing after two minutes above or fourteen below', () => {
    const above = playMinutes(4, [...minutes(5, 115), 170, 170, ...minutes(20, 115)])
    expect(above.every(({ fleet }) => fleet.desired === 4)).toBe(true)
    const below = playMinutes(4, [...minutes(14, 60), ...minutes(20, 115)])
    expect(below.every(({ fleet }) => fleet.desired === 4)).toBe(true)
    const fifteen = playMinutes(4, [...minutes(15, 60), ...minutes(20, 115)])
    expect(fifteen.some(({ fleet }) => fleet.desired < 4)).toBe(true)
  })

  test('cannot see by CPU how much demand there is beyond what the fleet serves; by requests it can', () => {
    // 1000 rps on 4 of 50: 100 % CPU, ceil(4 × 100/60) = 7; 250 rps each, ceil(4 × 250/30) = 34.
    const flood = minutes(6, 1000)
    expect(playMinutes(4, flood, { metric: 'cpu' }).at(-1)?.fleet.desired).toBe(7)
    expect(playMinutes(4, flood, { metric: 'requests' }).at(-1)?.fleet.desired).toBe(34)
  })

  test('does not scale in while anything is warming up', () => {
    // Three minutes above launch two; the fall after them has long lasted for fifteen minutes when they serve and are warm.
    const fall = [...minutes(3, 170), ...minutes(40, 60)]
    const slow = playMinutes(4, fall, { leadSeconds: 1800 })
    // Launched at minute 5, in service at 35, warm at 38.
    expect(changesOf(slow.map(({ fleet }) => fleet.desired)).at(-1)?.[1]).toBe(38)
  })

  test('stays between MinSize and MaxSize, and pays for what it has, whatever demand does', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2000 }), { maxLength: 120 }), fc.boolean(), (demand, isCpu) => {
        const limits = { minSize: 3, maxSize: 12, metric: isCpu ? ('cpu' as const) : ('requests' as const) }
        for (const { fleet, paid } of playMinutes(5, demand, limits)) {
          expect(fleet.desired).toBeGreaterThanOrEqual(3)
          expect(fleet.desired).toBeLessThanOrEqual(12)
          expect(fleet.serving).toBeLessThanOrEqual(fleet.desired)
          expect(paid).toBeGreaterThanOrEqual(fleet.desired)
        }
      }),
    )
  })
})

describe('instance-hours of a noisy day', () => {
  const saturationRps = instanceRpsOf(defaultScenario)
  /** What `learn` tells of the launches of the region, and the plan takes for their lead. */
  const leadSeconds = defaultScenario.leads.coldP95Seconds

  /** A day's cosine with noise of some minutes' memory, about 18 % of it. */
  function noisy(seed: number) {
    const random = new RandomStream(seed, 'noise')
    let drift = 0
    return (minute: number) => {
      drift = 0.9 * drift + 0.08 * random.normal()
      return (600 - 400 * Math.cos((2 * Math.PI * minute) / 1440)) * Math.exp(drift)
    }
  }

  function emulatedHours({ arrivals, region }: Stage, changes: Partial<ReactivePolicy>, fromMs: number): number {
    const { minSize, maxSize } = region.scenario.group
    let fleet = initialReactiveFleet(10)
    let hours = 0
    for (let step = 0; step < arrivals.counts.length; step += 6) {
      const requests = arrivals.counts.subarray(step, step + 6).reduce((sum, count) => sum + count, 0)
      const settings = { ...policy, saturationRps, leadSeconds, minSize, maxSize, ...changes }
      const after = reactToMinute(fleet, requests / 60, settings)
      fleet = after.fleet
      if (arrivals.startMs + step * 10_000 >= fromMs) hours += after.paidInstances / 60
    }
    return hours
  }

  test.each([
    ['cpu', 60],
    ['cpu', 80],
    ['requests', 60],
    ['requests', 80],
  ] as const)(
    'are within 2 % of those that the simulated region pays, on %s at %i %',
    async (metric, targetPercent) => {
      for (const seed of [3, 4]) {
        const trace = makeTrace({ days: 4.5, rps: noisy(seed) })
        const plan = planSimulation(trace, defaultScenario, { seed, days: 1, instanceRps: saturationRps })
        const stage = await setStage(plan, { metric, targetPercent })
        await play(stage, plan, {})
        const { inService, pending, draining } = stage.ledger.figures().instanceHours
        const hours = emulatedHours(stage, { metric, targetPercent }, plan.judgeFromMs)
        expect(Math.abs(hours / (inService + pending + draining) - 1)).toBeLessThan(0.02)
      }
    },
  )
})
