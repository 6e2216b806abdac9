import { describe, expect, it } from 'vitest'
import { bestOf, historyOf, lossUsd } from '../../../simulator/policies/tuning.ts'
import type { PolicyResult } from '../../../simulator/result.ts'
import { defaultScenario } from '../../../simulator/scenario.ts'
import { planSimulation } from '../../../simulator/simulation-plan.ts'
import { dayMs, hourMs, makeTrace, traceStartMs } from '../short-trace.ts'

function resultOf(costUsd: number, badRequests: number): PolicyResult {
  const instanceHours = { inService: 0, shadow: 0, warmRunning: 0, warmStopped: 0, pending: 0, draining: 0 }
  const rest = { requests: 0, badMinutes: 0, p50Ms: 0, p99Ms: 0, launches: 0, timeline: [] }
  return { costUsd, badRequests, instanceHours, ...rest }
}

describe('the loss that peers are tuned by', () => {
  it('is the cost, and for every bad request what makes 75 % the best utilisation of a steady load', () => {
    // One instance for λ requests per second costs 0.096 / 3600 USD a second. At 74, 75 and 76 % the sum of cost per request
    // and price × bad share (design §11: ErlangC(8, 8ρ)·e^(−32(1−ρ)), load imbalance N(1, 5 %)) is least at 75 %.
    const priceUsd = lossUsd(resultOf(0, 1), defaultScenario)
    const lossPerRequest = (utilisation: number) =>
      0.096 / 3600 / (50 * utilisation) + priceUsd * expectedBadShare(utilisation)
    expect(lossPerRequest(0.75)).toBeLessThan(lossPerRequest(0.74))
    expect(lossPerRequest(0.75)).toBeLessThan(lossPerRequest(0.76))
    expect(lossUsd(resultOf(10, 1000), defaultScenario)).toBeCloseTo(10 + 1000 * priceUsd, 9)
  })
})

describe('the best candidate', () => {
  it('is the one that loses least, the first of equals', async () => {
    const results = { dear: resultOf(11, 0), cheap: resultOf(10, 0), equal: resultOf(10, 0), bad: resultOf(9, 1e6) }
    const names = ['dear', 'cheap', 'equal', 'bad'] as const
    expect(await bestOf(names, async name => results[name], defaultScenario)).toBe('cheap')
  })
})

describe('the history as a simulation of its own', () => {
  it('is judged after two hours and ends where judging begins: no peer is tuned on the judged days', () => {
    const plan = planSimulation(makeTrace({ days: 6 }), defaultScenario, { seed: 1 })
    expect(plan.judgeFromMs).toBe(traceStartMs + 3 * dayMs)
    expect(historyOf(plan)).toMatchObject({
      historyFromMs: traceStartMs,
      simulateFromMs: traceStartMs,
      judgeFromMs: traceStartMs + 2 * hourMs,
      judgeToMs: traceStartMs + 3 * dayMs,
    })
  })

  it('is none where fewer than 12 hours are left to judge', () => {
    const plan = planSimulation(makeTrace({ days: 6 }), defaultScenario, { seed: 1 })
    expect(historyOf({ ...plan, historyFromMs: plan.judgeFromMs - 14 * hourMs })).toBeDefined()
    expect(historyOf({ ...plan, historyFromMs: plan.judgeFromMs - 14 * hourMs + 1 })).toBeUndefined()
  })
})

/** Integrated over the imbalance in 801 steps from −4 to 4 standard deviations. */
function expectedBadShare(utilisation: number): number {
  let sum = 0
  let weights = 0
  for (let step = -400; step <= 400; step++) {
    const weight = Math.exp(-((step / 100) ** 2) / 2)
    weights += weight
    sum += weight * badShareAt(utilisation * (1 + (0.05 * step) / 100))
  }
  return sum / weights
}

function badShareAt(utilisation: number): number {
  if (utilisation >= 1) return 1
  return erlangC(8, 8 * utilisation) * Math.exp(-32 * (1 - utilisation))
}

/** A. K. Erlang's formula by the recursion of his B formula. */
function erlangC(servers: number, offered: number): number {
  let blocking = 1
  for (let server = 1; server <= servers; server++) blocking = (offered * blocking) / (server + offered * blocking)
  return blocking / (1 - (offered / servers) * (1 - blocking))
}
