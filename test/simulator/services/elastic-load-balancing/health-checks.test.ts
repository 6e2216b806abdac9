// Expected values: aws-facts §2 "Target groups" and the user guide's "Health checks": one passing check makes a new target
// healthy; UnhealthyThresholdCount failing ones in a row make it unhealthy, HealthyThresholdCount passing ones healthy again.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type CheckedHealth,
  type CheckSchedule,
  checkedHealth,
  type Outage,
} from '../../../../simulator/services/elastic-load-balancing/health-checks.ts'

const second = 1000

/** First check at 20 s, then every 30 s: 20, 50, 80, 110, 140, … */
const schedule: CheckSchedule = {
  firstMs: 20 * second,
  intervalMs: 30 * second,
  healthyThreshold: 3,
  unhealthyThreshold: 2,
  healthyFromMs: undefined,
}

function outage(fromSeconds: number, toSeconds = Number.POSITIVE_INFINITY): Outage {
  return { fromMs: fromSeconds * second, toMs: toSeconds * second, reason: 'Target.Timeout' }
}

function stateAt(
  seconds: number,
  outages: Outage[] = [],
  differences: Partial<CheckSchedule> = {},
): CheckedHealth['state'] {
  return checkedHealth({ ...schedule, ...differences }, outages, seconds * second).state
}

describe('health checks', () => {
  it('one that passes makes a new target healthy', () => {
    expect(stateAt(19.999)).toBe('initial')
    expect(checkedHealth(schedule, [], 20 * second)).toEqual({ state: 'healthy', sinceMs: 20_000, reason: undefined })
  })

  it('two that fail in a row make it unhealthy, with the reason of the last', () => {
    expect(stateAt(79.999, [outage(50)])).toBe('healthy')
    expect(checkedHealth(schedule, [outage(50)], 80 * second)).toEqual({
      state: 'unhealthy',
      sinceMs: 80_000,
      reason: 'Target.Timeout',
    })
  })

  it('one that fails between two that pass changes nothing', () => {
    expect(stateAt(1000, [outage(45, 55), outage(105, 115), outage(165, 175)])).toBe('healthy')
  })

  it('three that pass in a row make an unhealthy target healthy again; a failing one begins the count anew', () => {
    // Fails at 50 and 80; passes at 110, 140 and 170.
    expect(stateAt(169, [outage(45, 85)])).toBe('unhealthy')
    expect(stateAt(170, [outage(45, 85)])).toBe('healthy')
    // Fails at 140 as well: passes at 170, 200 and 230.
    expect(stateAt(229, [outage(45, 85), outage(135, 145)])).toBe('unhealthy')
    expect(stateAt(230, [outage(45, 85), outage(135, 145)])).toBe('healthy')
  })

  it('a new target that fails is initial until the second failing check, then needs three passing ones', () => {
    expect(stateAt(20, [outage(0, 60)])).toBe('initial')
    expect(stateAt(50, [outage(0, 60)])).toBe('unhealthy')
    expect(stateAt(139, [outage(0, 60)])).toBe('unhealthy')
    expect(stateAt(140, [outage(0, 60)])).toBe('healthy')
    // One failing check alone delays it by one interval.
    expect(stateAt(50, [outage(0, 30)])).toBe('healthy')
  })

  it('a target that is known to be healthy needs no check', () => {
    expect(stateAt(0, [], { healthyFromMs: 0 })).toBe('healthy')
  })

  it('agree with going through them one by one', () => {
    const edges = fc.uniqueArray(fc.integer({ min: 0, max: 900 }), { maxLength: 8 })
    const thresholds = fc.record({
      healthyThreshold: fc.integer({ min: 2, max: 4 }),
      unhealthyThreshold: fc.integer({ min: 2, max: 4 }),
    })
    fc.assert(
      fc.property(edges, thresholds, fc.integer({ min: 0, max: 1000 }), (times, counts, nowSeconds) => {
        const sorted = times.toSorted((x, y) => x - y)
        const outages = sorted.flatMap((from, index) => (index % 2 === 0 ? outage(from, sorted[index + 1]) : []))
        const expected = oneByOne(outages, { ...schedule, ...counts }, nowSeconds)
        expect(checkedHealth({ ...schedule, ...counts }, outages, nowSeconds * second)).toMatchObject(expected)
      }),
      { numRuns: 2000 },
    )
  })

  /** Every check in turn, counted as the user guide tells it. */
  function oneByOne(outages: Outage[], settings: CheckSchedule, nowSeconds: number): Partial<CheckedHealth> {
    let state: CheckedHealth['state'] = 'initial'
    let sinceMs = settings.firstMs
    const inARow = { passing: 0, failing: 0 }
    for (let timeMs = settings.firstMs; timeMs <= nowSeconds * second; timeMs += settings.intervalMs) {
      const fails = outages.some(({ fromMs, toMs }) => fromMs <= timeMs && timeMs < toMs)
      inARow.passing = fails ? 0 : inARow.passing + 1
      inARow.failing = fails ? inARow.failing + 1 : 0
      const before: CheckedHealth['state'] = state
      if (inARow.failing >= settings.unhealthyThreshold) state = 'unhealthy'
      else if (inARow.passing >= (state === 'initial' ? 1 : settings.healthyThreshold)) state = 'healthy'
      if (state !== before) sinceMs = timeMs
    }
    return { state, sinceMs }
  }
})
