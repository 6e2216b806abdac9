import { describe, expect, it } from 'vitest'
import type { CallRecord } from '../../simulator/kernel/simulated-client.ts'
import { parseScenario } from '../../simulator/scenario.ts'
import { simulate, withTeamPolicy } from '../../simulator/simulate.ts'
import { simulatePolicy } from '../../simulator/simulate-policy.ts'
import { planSimulation } from '../../simulator/simulation-plan.ts'
import { makeTrace } from './short-trace.ts'

const plan = planSimulation(makeTrace(), parseScenario({ warmUpHours: 1, team: { targetTrackingPercent: 70 } }), {
  seed: 1,
  days: 1 / 24,
})

describe('the policies shown', () => {
  it('have target tracking alone at the target beneath Penumbra beside Penumbra, once', () => {
    expect(withTeamPolicy(['penumbra', 'oracle'], plan)).toEqual(['penumbra', 'oracle', 'target-tracking@70'])
    expect(withTeamPolicy(['target-tracking@70', 'penumbra@60'], plan)).toEqual(['target-tracking@70', 'penumbra@60'])
    expect(withTeamPolicy(['oracle', 'oracle'], plan)).toEqual(['oracle'])
  })
})

describe('a simulation', () => {
  it('runs each policy in a worker of its own, which changes no figure, and keeps their order', async () => {
    const calls: CallRecord[] = []
    const done: number[] = []
    const result = await simulate(plan, ['oracle', 'penumbra'], {
      onCalls: records => calls.push(...records),
      onProgress: share => done.push(share),
    })
    expect(Object.keys(result.policies)).toEqual(['oracle', 'penumbra'])
    const alone: CallRecord[] = []
    const penumbra = await simulatePolicy(plan, 'penumbra', { onCall: call => alone.push(call) })
    expect(result.policies).toEqual({ oracle: await simulatePolicy(plan, 'oracle'), penumbra })
    expect(calls).toEqual(alone)
    expect(done.at(-1)).toBe(2)
  })

  it('says what it rests on: seed, scale, limits, prices and the judged time', async () => {
    const result = await simulate(plan, [])
    expect(result).toMatchObject({
      seed: 1,
      trace: 'short.csv',
      scale: plan.scale,
      instanceRps: 50,
      // Four mean service times of 160 ms (design §11).
      slo: { badShare: 0.01, badMinuteShare: 0.01, waitSeconds: 0.64 },
      prices: { runningUsdPerHour: 0.096, stoppedUsdPerHour: 0.0022 },
      start: '2026-03-05T00:00:00.000Z',
      days: 1 / 24,
      policies: {},
    })
    expect(result.scenarioSha256).toMatch(/^[0-9a-f]{64}$/)
    expect(result.configSha256).toMatch(/^[0-9a-f]{64}$/)
    // The first hour of a day of the trace, scaled; its curve may borrow a little from the neighbouring minutes.
    const requests = plan.trace.counts.subarray(3 * 1440, 3 * 1440 + 60).reduce((sum, count) => sum + count, 0)
    expect(result.traceRequests / (plan.scale * requests)).toBeCloseTo(1, 6)
  })
})
