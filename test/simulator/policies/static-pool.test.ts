import { beforeAll, describe, expect, it } from 'vitest'
import { lossUsd } from '../../../simulator/policies/tuning.ts'
import type { PolicyResult } from '../../../simulator/result.ts'
import { parseScenario } from '../../../simulator/scenario.ts'
import { simulatePolicy } from '../../../simulator/simulate-policy.ts'
import { planSimulation } from '../../../simulator/simulation-plan.ts'
import { makeTrace } from '../short-trace.ts'

const scenario = parseScenario({ warmUpHours: 2 })

/** Half a day is judged: 400 requests per second, and 1200 for half of every third hour. */
const bursts = (minute: number) => (minute % 180 >= 60 && minute % 180 < 90 ? 1200 : 400)
const plan = planSimulation(makeTrace({ days: 3.5, rps: bursts }), scenario, { seed: 1, days: 0.5, instanceRps: 50 })

const results = new Map<string, PolicyResult>()

beforeAll(async () => {
  for (const name of ['target-tracking', 'static-pool', 'static-pool@0', 'static-pool@8']) {
    results.set(name, await simulatePolicy(plan, name))
  }
})

function resultOf(name: string): PolicyResult {
  const result = results.get(name)
  if (result === undefined) throw new Error(`got no result of ${name}, wanted one`)
  return result
}

describe('a static pool', () => {
  it('of no instances is target tracking', () => {
    expect(resultOf('static-pool@0')).toEqual(resultOf('target-tracking'))
  })

  it('keeps its size while nothing is drawn, whatever the group does', () => {
    // Between two bursts the pool is full, while the group scales in: minutes 95 to 170 of every 180.
    const { timeline } = resultOf('static-pool@8')
    const calm = timeline.filter((_, minute) => minute % 180 >= 95 && minute % 180 < 170)
    for (const row of calm) expect(row.warmStopped).toBeCloseTo(8, 6)
    expect(new Set(calm.map(row => row.inService)).size).toBeGreaterThan(1)
  })

  it('is drawn from when the group scales out, and filled again', () => {
    const { timeline } = resultOf('static-pool@8')
    for (let burst = 60; burst < 720; burst += 180) {
      const during = timeline.slice(burst, burst + 30)
      expect(Math.min(...during.map(row => row.warmStopped))).toBe(0)
      expect(during.at(-1)?.warmStopped).toBeCloseTo(8, 6)
    }
  })

  it('brings instances into service sooner, so that fewer requests are bad', () => {
    const [cold, pool] = [resultOf('target-tracking'), resultOf('static-pool@8')]
    expect(pool.badRequests).toBeLessThan(cold.badRequests)
    // 90 s instead of 150 s for the 8 of about 26 that come from the pool (design §11): about a ninth less.
    const ratio = pool.instanceHours.pending / pool.launches / (cold.instanceHours.pending / cold.launches)
    expect(ratio).toBeLessThan(0.95)
  })

  it('without a size of its own loses no more than with none, or with another one', () => {
    const chosen = lossUsd(resultOf('static-pool'), scenario)
    for (const name of ['static-pool@0', 'static-pool@8']) {
      expect(chosen).toBeLessThanOrEqual(lossUsd(resultOf(name), scenario))
    }
    expect(resultOf('static-pool').instanceHours.warmStopped).toBeGreaterThan(0)
  })
})
