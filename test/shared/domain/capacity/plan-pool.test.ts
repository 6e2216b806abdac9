import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { planPool } from '../../../../shared/domain/capacity/plan-pool.ts'
import type { PoolInput } from '../../../../shared/domain/capacity/warm-pool.ts'

/** Demand that takes exactly these instances of 40 rps. */
const demandFor = (instances: readonly number[]) => Float64Array.from(instances, count => 40 * count)

/** 200 futures: 190 take 10 instances, the rest 11, 12, … 20. */
const rareRise = [...new Array<number>(190).fill(10), ...Array.from({ length: 10 }, (_, index) => 11 + index)]

// Leads of the design's physics (95th percentiles), prices of aws-facts §13: m5.large, 20 GiB of gp3; a miss costs 20 times.
const input: PoolInput = {
  demandSamples: demandFor(rareRise),
  instanceRps: 40,
  floor: 10,
  maxSize: 200,
  leads: { coldSeconds: 210, stoppedSeconds: 125, runningSeconds: 35 },
  prices: { runningUsdPerHour: 0.096, stoppedUsdPerHour: 0.0022, missUsdPerHour: 1.92 },
  launchesPerHour: 0,
  reuseOnScaleIn: false,
  maxHourlyCostUsd: undefined,
  standing: undefined,
  slack: undefined,
  nowMs: 0,
}

describe('the size of a pool', () => {
  test('is what the critical fractile of demand takes beyond the floor', () => {
    // A stopped instance saves 1 − 125/210 = 0.405 of a miss: 1.92 × 0.405 = 0.777 USD/h. 1 − 0.0022/0.777 = 0.99717, which
    // of 200 values is the largest: 20 instances, 10 of them in service.
    const plan = planPool(input)
    expect(plan.level).toBeCloseTo(0.99717, 5)
    expect(plan).toMatchObject({ size: 10, state: 'Stopped', wanted: 10, limit: 'none' })
  })

  test('is less where a miss costs less', () => {
    // Worth 0.0544 × 0.405 = 0.02202 USD/h: 1 − 0.0022/0.02202 = 0.9001, the 181st of 200 values is 10: nothing beyond the floor.
    // A miss of 0.54 USD/h: 1 − 0.0022/0.2186 = 0.98994, the 198th of 200 values: 18. Eight of a pool save 0.2186 × (55 − 3)/200 =
    // 0.0568 USD/h, more than three times the 0.0176 that they cost; at 0.48 they would not.
    const at = (missUsdPerHour: number) => planPool({ ...input, prices: { ...input.prices, missUsdPerHour } }).size
    expect(at(0.0544)).toBe(0)
    expect(at(0.54)).toBe(8)
    expect(at(0.48)).toBe(0)
  })

  test('grows with a rise that the forecast sees', () => {
    const rising = demandFor(rareRise.map(count => count + 6))
    expect(planPool({ ...input, demandSamples: rising }).size).toBe(16)
  })

  test('is cheapest of all sizes, by brute force over holding and missing, and none where that saves less than thrice its cost', () => {
    const instances = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 60 })
    const seconds = fc.integer({ min: 20, max: 400 })
    fc.assert(
      fc.property(
        instances,
        fc.integer({ min: 0, max: 30 }),
        seconds,
        fc.double({ min: 0.01, max: 5, noNaN: true }),
        (needs, floor, stoppedSeconds, missUsdPerHour) => {
          const leads = { ...input.leads, coldSeconds: 300, stoppedSeconds, runningSeconds: 300 }
          const prices = { ...input.prices, missUsdPerHour }
          const plan = planPool({ ...input, demandSamples: demandFor(needs), floor, leads, prices })
          const saved = missUsdPerHour * Math.max(0, 1 - stoppedSeconds / 300)
          const costOf = (size: number) =>
            size * prices.stoppedUsdPerHour +
            (saved * needs.reduce((sum, need) => sum + Math.max(0, need - floor - size), 0)) / needs.length
          const sizes = Array.from({ length: 41 }, (_, size) => size)
          const best = sizes.reduce((best, size) => (costOf(size) < costOf(best) - 1e-12 ? size : best))
          if (plan.size > 0) expect(costOf(plan.size)).toBeCloseTo(costOf(best), 9)
          else {
            const holdingUsd = best * prices.stoppedUsdPerHour
            expect(costOf(0) - (costOf(best) - holdingUsd)).toBeLessThanOrEqual(3 * holdingUsd + 1e-9)
          }
        },
      ),
      { numRuns: 500 },
    )
  })

  test('never exceeds what MaxSize lets the group draw', () => {
    expect(planPool({ ...input, maxSize: 14 })).toMatchObject({ size: 4, wanted: 4, limit: 'max-size' })
    expect(planPool({ ...input, maxSize: 10 }).size).toBe(0)
  })

  test('never takes floor and pool over the cost cap, refills included', () => {
    // 10 × 0.096 = 0.96 USD/h is the floor; 0.97 leaves 0.01 USD/h, which holds 4 at 0.0022.
    expect(planPool({ ...input, maxHourlyCostUsd: 0.97 })).toMatchObject({ size: 4, limit: 'cost-cap' })
    // Half a launch an hour is refilled for 0.5 × 210/3600 × 0.096 = 0.0028 USD/h, which leaves 0.0072 for holding: 3.
    expect(planPool({ ...input, maxHourlyCostUsd: 0.97, launchesPerHour: 0.5 })).toMatchObject({ size: 3 })
    expect(planPool({ ...input, maxHourlyCostUsd: 0.96 }).size).toBe(0)
  })
})

describe('what a pool costs', () => {
  test('is holding it and launching anew what is drawn', () => {
    // 10 × 0.0022 + 3 launches an hour × 210 s at 0.096 USD/h = 0.022 + 0.0168
    expect(planPool({ ...input, launchesPerHour: 3 }).costUsdPerHour).toBeCloseTo(0.0388, 6)
  })

  test('does not include refills where instances return on scale-in', () => {
    expect(planPool({ ...input, launchesPerHour: 3, reuseOnScaleIn: true }).costUsdPerHour).toBeCloseTo(0.022, 6)
  })

  test('is weighed against the misses that it saves: a group that launches all the time has none', () => {
    // Saved: 0.777 × (1 + 2 + … + 10)/200 = 0.777 × 0.275 = 0.2137 USD/h. It has to be three times what it costs, so at most
    // (0.2137/3 − 0.022)/0.0056 = 8.8 refills an hour.
    expect(planPool(input).savesUsdPerHour).toBeCloseTo(0.2137, 4)
    expect(planPool({ ...input, launchesPerHour: 8 }).size).toBe(10)
    expect(planPool({ ...input, launchesPerHour: 9 })).toMatchObject({ size: 0, costUsdPerHour: 0 })
  })

  test('counts no more refills than the pool can be drawn', () => {
    // One instance is drawn at most every 210 s: 17.14 times an hour, 0.096 USD/h in all, as if it ran all the time.
    const one = planPool({
      ...input,
      maxSize: 11,
      launchesPerHour: 1000,
      prices: { ...input.prices, missUsdPerHour: 19 },
    })
    expect(one.size).toBe(1)
    expect(one.costUsdPerHour).toBeCloseTo(0.0022 + 0.096, 6)
  })
})

describe('the state of a pool', () => {
  test('is none where a stopped start is as slow as a cold one and running ones cost too much', () => {
    const slow = { ...input.leads, stoppedSeconds: 210 }
    // A running one saves 1 − 35/210 of 0.1 USD/h, less than the 0.096 that it costs.
    const prices = { ...input.prices, missUsdPerHour: 0.1 }
    const plan = planPool({ ...input, leads: slow, prices })
    expect(plan.size).toBe(0)
    expect(plan.reason).toContain('a stopped start takes 210 s, a cold one 210 s')
    expect(plan.reason).toContain('an idle running instance costs what a serving one costs')
  })

  test('is running where only that pays, and the reason says what it costs', () => {
    // Worth 1.92 × (1 − 35/210) = 1.6; 1 − 0.096/1.6 = 0.94; of 200 values the 188th. Half of the futures take 12.
    const even = demandFor([...new Array<number>(100).fill(10), ...new Array<number>(100).fill(12)])
    const plan = planPool({ ...input, demandSamples: even, leads: { ...input.leads, stoppedSeconds: 210 } })
    expect(plan).toMatchObject({ size: 2, state: 'Running' })
    expect(plan.costUsdPerHour).toBeCloseTo(0.192, 9)
    expect(plan.reason).toContain('an idle running instance costs what a serving one costs')
  })

  test('is stopped where both would pay: a fortieth of the price', () => {
    const even = demandFor([...new Array<number>(100).fill(10), ...new Array<number>(100).fill(12)])
    expect(planPool({ ...input, demandSamples: even })).toMatchObject({ size: 2, state: 'Stopped' })
  })
})

describe('the reason', () => {
  test('says what the pool buys, what it costs and what the alternative would cost', () => {
    const { reason } = planPool({ ...input, launchesPerHour: 3 })
    expect(reason).toContain('Warm pool of 10 stopped: above the floor of 10 it covers')
    expect(reason).toContain('serves after 125 s instead of 210 s')
    expect(reason).toContain(
      'It costs 0.0388 USD/h, with about 3.00 refills an hour by cold launches of 0.0056 USD each',
    )
    expect(reason).toContain('save misses worth 0.21 USD/h')
    expect(reason).toContain('As many in service would cost 0.96 USD/h')
  })

  test('says which limit is in the way', () => {
    expect(planPool({ ...input, maxSize: 14 }).reason).toContain('MaxSize allows no more to be drawn')
    expect(planPool({ ...input, maxHourlyCostUsd: 0.96 }).reason).toContain('penumbra:max-hourly-cost allows no more')
  })

  test('says that the floor is enough where it is', () => {
    expect(planPool({ ...input, floor: 20 }).reason).toContain('the floor of 20 covers what demand may do')
  })
})

describe('a pool that stands', () => {
  const standing = { size: 20, state: 'Stopped' as const }

  test('is kept for an hour that wants less, and the plan says so', () => {
    const plan = planPool({ ...input, standing })
    expect(plan).toMatchObject({ size: 20, wanted: 10, slack: { sinceMs: 0, largest: 10 } })
    expect(plan.costUsdPerHour).toBeCloseTo(0.044, 9)
    expect(plan.reason).toContain('10 would do now; 20 are kept until that has held for an hour')
  })

  test('is shrunk at once by the cost cap', () => {
    expect(planPool({ ...input, standing, maxHourlyCostUsd: 0.97 }).size).toBe(4)
  })
})
