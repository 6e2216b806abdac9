import { describe, expect, test } from 'vitest'
import type { GroupConfig } from '../../../shared/domain/group/records.ts'
import type { CallRecord } from '../../../simulator/kernel/simulated-client.ts'
import { simulatePenumbra } from '../../../simulator/policies/penumbra.ts'
import { parseScenario } from '../../../simulator/scenario.ts'
import { planSimulation } from '../../../simulator/simulation-plan.ts'
import { makeTrace, minuteMs } from '../short-trace.ts'

async function simulate(knob: number | undefined, scenario: object = {}) {
  const calls: CallRecord[] = []
  const plan = planSimulation(makeTrace(), parseScenario({ warmUpHours: 0.5, ...scenario }), { seed: 1, days: 1 / 12 })
  const result = await simulatePenumbra(plan, knob, { onCall: call => calls.push(call) })
  return { result, plan, config: configIn(calls) }
}

/** What discovery made of the group's tags when it first saw them. */
function configIn(calls: readonly CallRecord[]): GroupConfig {
  const inputs = calls.map(({ input }) => input as { Item?: { sk?: { S?: string }; body?: { S?: string } } })
  const body = inputs.find(({ Item }) => Item?.sk?.S === 'config')?.Item?.body?.S
  if (body === undefined) throw new Error('got no config written, wanted one')
  return JSON.parse(body)
}

describe('the knob of Penumbra', () => {
  test.each([
    // The fleet of target tracking is larger in the proportion of the targets: 80/60, 80/80, 80/40 of the one at 80 %.
    [undefined, 133],
    [60, 133],
    [80, 100],
    [40, 200],
  ])(
    '%s is the target whose cost is the budget: %i percent of what the policy of the team costs',
    async (knob, budgetPercent) => {
      const { config } = await simulate(knob)
      expect(config.problems).toEqual([])
      expect(config.settings).toMatchObject({ mode: 'act', scaleIn: 'penumbra', budgetPercent })
    },
  )

  test('is in the proportion of the target that the team has', async () => {
    const { config } = await simulate(50, { team: { targetTrackingPercent: 70 } })
    expect(config.settings.budgetPercent).toBe(140)
  })

  test('at its default leaves the price of a miss at its own', async () => {
    expect((await simulate(undefined)).config.settings.missCostRatio).toBe(700)
  })
})

test('the group counts every ten seconds where the application publishes that, and only there', async () => {
  const metric = { namespace: 'Penumbra/Demand', metricName: 'RequestCount' }
  expect((await simulate(undefined)).config.freshMetric).toMatchObject(metric)
  const without = await simulate(undefined, { freshMetric: { enabled: false } })
  expect(without.config.freshMetric).toBeUndefined()
})

test('a fan is kept for every five minutes that are judged, its quantiles in order', async () => {
  const { result, plan } = await simulate(undefined)
  const times = (result.fans ?? []).map(({ t }) => Date.parse(t))
  expect(times.length).toBeGreaterThan(20)
  expect(times.every(timeMs => timeMs >= plan.judgeFromMs && timeMs < plan.judgeToMs)).toBe(true)
  for (const [index, timeMs] of times.entries()) {
    if (index > 0) expect(timeMs - times[index - 1]).toBeGreaterThanOrEqual(5 * minuteMs)
  }
  for (const { minutesAhead, p05, p25, p50, p75, p95 } of result.fans ?? []) {
    for (const [index] of minutesAhead.entries()) {
      const levels = [p05, p25, p50, p75, p95].map(quantile => quantile[index])
      expect(levels).toEqual(levels.toSorted((a, b) => a - b))
    }
  }
})
