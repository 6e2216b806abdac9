import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InputError } from '../../../shared/domain/errors.ts'
import { planIntervals, planOracle, problemOf, usdPerBadRequest } from '../../../simulator/policies/oracle.ts'
import { ScheduleShifter } from '../../../simulator/policies/shift-schedule.ts'
import { parseScenario, type Scenario } from '../../../simulator/scenario.ts'
import { badShareCurve } from '../../../simulator/workload/physics.ts'

const START = Date.UTC(2026, 0, 5)
const scenario = parseScenario({})
const badShare = badShareCurve(scenario.instance)
const USD_PER_STEP = (0.096 / 3600) * 10

function optionsFor(ratesRps: readonly number[], utilisationPercent = 75, given: Scenario = scenario) {
  const demand = { startMs: START, binSeconds: 10, ratesRps: Float64Array.from(ratesRps) }
  return { scenario: given, demand, badShare, utilisationPercent, seed: 1 }
}

describe('the oracle', () => {
  it('equals brute force over all integer fleets on tiny cases', () => {
    const small = parseScenario({
      group: { minSize: 1, maxSize: 4 },
      coldServing: { share: 1 },
      leads: { coldMeanSeconds: 20, coldP95Seconds: 30 },
      drainSeconds: 10,
    })
    const rates = fc.array(fc.integer({ min: 0, max: 190 }), { minLength: 2, maxLength: 5 })
    fc.assert(
      fc.property(rates, fc.integer({ min: 60, max: 86 }), (ratesRps, utilisationPercent) => {
        const miss = usdPerBadRequest(utilisationPercent, small)
        // A launch is billed its lead of 20 s, a retirement its draining of 10 s.
        const costOf = (path: readonly number[]): number =>
          path.reduce((cost, size, step) => {
            const change = step === 0 ? 0 : size - path[step - 1]
            const moved = change > 0 ? 2 * change : -change
            const bad = 10 * ratesRps[step] * badShare(ratesRps[step] / (50 * size))
            return cost + (size + moved) * USD_PER_STEP + miss * bad
          }, 0)
        const intervals = planIntervals(optionsFor(ratesRps, utilisationPercent, small))
        const sizes = ratesRps.map(
          (_, step) => intervals.filter(({ start, end }) => start <= step && step < end).length,
        )
        const cheapest = Math.min(...allFleets(ratesRps.length, 4).map(costOf))
        expect(costOf(sizes)).toBeCloseTo(cheapest, 12)
      }),
    )
  })

  it('comes within half a percent of a bound that no fleet can beat: the same without any ramp', () => {
    const rates = Array.from({ length: 8640 }, (_, step) => 700 - 500 * Math.cos((2 * Math.PI * step) / 8640))
    const own = optionsFor(rates)
    const noRamp = optionsFor(rates, 75, parseScenario({ coldServing: { rampSeconds: 0 } }))
    const costOf = (options: typeof own): number => {
      const intervals = planIntervals(options)
      const ramp = Float64Array.from(
        { length: options.scenario.coldServing.rampSeconds / 10 },
        (_, i) => 0.6 + (0.4 * i) / 18,
      )
      return new ScheduleShifter(problemOf(options), intervals, ramp).costUsd()
    }
    expect(costOf(own)).toBeGreaterThanOrEqual(costOf(noRamp))
    expect(costOf(own)).toBeLessThan(1.005 * costOf(noRamp))
  })

  it.each([65, 75, 85])('holds a steady load at the utilisation asked for: %d %%', percent => {
    const intervals = planIntervals(optionsFor(new Array<number>(400).fill(2000), percent))
    // 2000 rps need 40 instances at 100 %.
    expect(Math.abs(intervals.length - 4000 / percent)).toBeLessThanOrEqual(1)
  })

  it('keeps to MinSize and MaxSize', () => {
    const narrow = parseScenario({ group: { minSize: 3, maxSize: 5 } })
    const rates = Array.from({ length: 600 }, (_, step) => (step < 300 ? 0 : 2000))
    const intervals = planIntervals(optionsFor(rates, 75, narrow))
    const sizeAt = (step: number): number => intervals.filter(({ start, end }) => start <= step && step < end).length
    const sizes = rates.map((_, step) => sizeAt(step))
    expect(Math.min(...sizes)).toBe(3)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(5)
  })

  it('launches each instance its own lead before the step that it is needed in, and drains it after', () => {
    const rates = Array.from({ length: 720 }, (_, step) => (step >= 240 && step < 480 ? 1000 : 100))
    const fleet = planOracle(optionsFor(rates))
    const leads = new Map<string, number>()
    const drains = new Map<string, number>()
    for (let second = 0; second < 7200; second++) {
      const nowMs = START + second * 1000
      fleet.advanceTo(nowMs)
      for (const { instanceId, launchedAtMs, inServiceAtMs, state } of fleet.instances) {
        if (inServiceAtMs !== undefined && inServiceAtMs >= START) {
          expect((inServiceAtMs - START) % 10_000).toBe(0)
          leads.set(instanceId, (inServiceAtMs - launchedAtMs) / 1000)
        }
        if (state === 'Terminating') drains.set(instanceId, (drains.get(instanceId) ?? 0) + 1)
      }
    }
    const mean = [...leads.values()].reduce((sum, lead) => sum + lead, 0) / leads.size
    expect(leads.size).toBeGreaterThan(10)
    expect(new Set(leads.values()).size).toBe(leads.size)
    // Lognormal, mean 150 s, 95th percentile 210 s: about 31 s of deviation, 8 s for the mean of 18.
    expect(Math.abs(mean - 150)).toBeLessThan(30)
    expect([...new Set(drains.values())]).toEqual([60])
  })
})

describe('the price of a bad request', () => {
  it('falls with the utilisation that it stands for', () => {
    const prices = [30, 50, 60, 70, 80, 86].map(percent => usdPerBadRequest(percent, scenario))
    expect(prices).toEqual([...prices].sort((a, b) => b - a))
  })

  it.each([0, -5, 100, 95, Number.NaN])('does not exist for %d percent', percent => {
    expect(() => usdPerBadRequest(percent, scenario)).toThrow(InputError)
    expect(() => usdPerBadRequest(percent, scenario)).toThrow(
      /percent for the oracle, wanted more than 0 and at most 86/,
    )
  })
})

function allFleets(steps: number, maxSize: number): number[][] {
  let fleets: number[][] = [[]]
  const sizes = Array.from({ length: maxSize }, (_, index) => index + 1)
  for (let step = 0; step < steps; step++) fleets = fleets.flatMap(fleet => sizes.map(size => [...fleet, size]))
  return fleets
}
