import { beforeAll, describe, expect, it } from 'vitest'
import { InputError } from '../../shared/domain/errors.ts'
import type { CallRecord } from '../../simulator/kernel/simulated-client.ts'
import type { PolicyResult } from '../../simulator/result.ts'
import { parseScenario } from '../../simulator/scenario.ts'
import { simulatePolicy } from '../../simulator/simulate-policy.ts'
import { planSimulation } from '../../simulator/simulation-plan.ts'
import { makeTrace, minuteMs, type TraceShape, traceStartMs } from './short-trace.ts'

const policies = [
  'penumbra',
  'target-tracking',
  'target-tracking-fast',
  'predictive-hourly',
  'static-pool@4',
  'oracle',
] as const
type Name = (typeof policies)[number]

const judgedMinutes = 6 * 60
const historyMinutes = 3 * 1440

/** Two hours of warm-up and six judged hours, after three days of history. */
function planOf(shape: TraceShape = {}, seed = 1) {
  return planSimulation(makeTrace(shape), parseScenario({ warmUpHours: 2 }), { seed, days: judgedMinutes / 1440 })
}

/** What the trace holds in the judged minutes, scaled. */
function expectedRequests(shape: TraceShape = {}): number {
  const { scale, trace } = planOf(shape)
  const judged = trace.counts.subarray(historyMinutes, historyMinutes + judgedMinutes)
  const known = judged.filter((_, minute) => trace.isGap[historyMinutes + minute] === 0)
  return scale * known.reduce((sum, count) => sum + count, 0)
}

type Column = 'requests' | 'bad' | 'inService' | 'pending' | 'draining' | 'warmRunning' | 'warmStopped'

function sumOf(result: PolicyResult, column: Column): number {
  return result.timeline.reduce((sum, row) => sum + row[column], 0)
}

const results = new Map<Name, PolicyResult>()
const calls: CallRecord[] = []
const progress: number[] = []

beforeAll(async () => {
  const sinks = { onCall: (call: CallRecord) => calls.push(call), onProgress: (share: number) => progress.push(share) }
  for (const name of policies) results.set(name, await simulatePolicy(planOf(), name, name === 'penumbra' ? sinks : {}))
})

function resultOf(name: Name): PolicyResult {
  const result = results.get(name)
  if (result === undefined) throw new Error(`got no result of ${name}, wanted one`)
  return result
}

describe.each(policies)('the result of %s', name => {
  it('has the requests of the scaled trace, within 1 %', () => {
    const expected = expectedRequests()
    expect(Math.abs(resultOf(name).requests - expected) / expected).toBeLessThan(0.01)
  })

  it('has a row for every judged minute, in order', () => {
    const times = resultOf(name).timeline.map(row => row.t)
    const expected = Array.from({ length: judgedMinutes }, (_, minute) =>
      new Date(traceStartMs + (historyMinutes + minute) * minuteMs).toISOString(),
    )
    expect(times).toEqual(expected)
  })

  it('can be recounted from its timeline: requests, bad requests and bad minutes', () => {
    const result = resultOf(name)
    expect(sumOf(result, 'requests')).toBeCloseTo(result.requests, 3)
    expect(sumOf(result, 'bad')).toBeCloseTo(result.badRequests, 3)
    // A bad minute has over 1 % bad requests (design §11).
    const badMinutes = result.timeline.filter(row => row.bad > 0.01 * row.requests).length
    expect(badMinutes).toBe(result.badMinutes)
  })

  it('costs 0.096 USD for every hour from launch to the end of draining, 0.0022 while stopped (design §11)', () => {
    const result = resultOf(name)
    const { costUsd, instanceHours, launches } = result
    for (const kind of ['inService', 'pending', 'draining'] as const) expect(instanceHours[kind]).toBeGreaterThan(0)
    for (const kind of ['inService', 'draining', 'warmStopped'] as const) {
      expect(instanceHours[kind]).toBeCloseTo(sumOf(result, kind) / 60, 6)
    }
    // The timeline counts an instance from the first 10-second step that sees it, the bill from its launch or restart.
    for (const kind of ['pending', 'warmRunning'] as const) {
      const unseen = instanceHours[kind] - sumOf(result, kind) / 60
      expect(unseen).toBeGreaterThanOrEqual(-1e-6)
      expect(unseen).toBeLessThanOrEqual((2 * launches * 10) / 3600 + 1e-6)
    }
    const running = instanceHours.inService + instanceHours.pending + instanceHours.draining + instanceHours.warmRunning
    expect(costUsd).toBeCloseTo(0.096 * running + 0.0022 * instanceHours.warmStopped, 9)
  })

  it('has no shadows yet, and a warm pool only where it is a pool, or where Penumbra makes one for a while', () => {
    const { instanceHours, timeline } = resultOf(name)
    const pooled = timeline.map(row => row.warmRunning + row.warmStopped)
    expect(instanceHours.shadow).toBe(0)
    expect(timeline.every(row => row.shadow === 0)).toBe(true)
    expect(instanceHours.warmRunning + instanceHours.warmStopped > 0).toBe(pooled.some(count => count > 0))
    if (name === 'penumbra') return
    const hasPool = name.startsWith('static-pool')
    expect(pooled.every(count => count > 0 === hasPool)).toBe(true)
  })

  it('never leaves MinSize 2 and MaxSize 200 (design §9)', () => {
    for (const row of resultOf(name).timeline) {
      expect(row.desired).toBeGreaterThanOrEqual(2)
      expect(row.desired).toBeLessThanOrEqual(200)
      expect(row.floor).toBeLessThanOrEqual(200)
    }
  })

  it('is the same for the same seed, to the last character of its JSON', async () => {
    const again = await simulatePolicy(planOf(), name)
    expect(again).toEqual(resultOf(name))
    expect(JSON.stringify(again)).toBe(JSON.stringify(resultOf(name)))
  })
})

describe('the load', () => {
  it('is the same for every policy, minute by minute', () => {
    const requestsOf = (name: Name) => resultOf(name).timeline.map(row => row.requests)
    for (const name of policies) expect(requestsOf(name)).toEqual(requestsOf('penumbra'))
  })

  it('is another for another seed', async () => {
    const other = await simulatePolicy(planOf({}, 2), 'oracle')
    expect(other.requests).not.toBe(resultOf('oracle').requests)
    expect(Math.abs(other.requests / resultOf('oracle').requests - 1)).toBeLessThan(0.01)
  })

  it('of a filled gap is simulated but never scored', async () => {
    const shape = { isGap: (minute: number) => minute >= historyMinutes + 60 && minute < historyMinutes + 90 }
    const result = await simulatePolicy(planOf(shape), 'oracle')
    expect(result.timeline).toHaveLength(judgedMinutes - 30)
    const expected = expectedRequests(shape)
    expect(Math.abs(result.requests - expected) / expected).toBeLessThan(0.01)
    const hours = result.timeline.reduce((sum, row) => sum + row.inService, 0) / 60
    expect(result.instanceHours.inService).toBeCloseTo(hours, 6)
  })
})

describe('penumbra', () => {
  it('explains itself: decisions of the judged time, oldest first, each with a reason', () => {
    const { decisions = [], timeline } = resultOf('penumbra')
    expect(decisions.length).toBeGreaterThan(0)
    for (const decision of decisions) expect(decision.reason).not.toBe('')
    const times = decisions.map(decision => decision.t)
    expect(times).toEqual(times.toSorted())
    expect(times[0] >= timeline[0].t).toBe(true)
  })

  it('forecasts: every judged minute shows a median and a 95 % quantile above it', () => {
    const { timeline, forecast } = resultOf('penumbra')
    for (const row of timeline) {
      expect(row.forecastP50).toBeGreaterThan(0)
      expect(row.forecastP95).toBeGreaterThanOrEqual(row.forecastP50 ?? Number.NaN)
    }
    expect(forecast?.evaluated).toBeGreaterThan(judgedMinutes / 2)
    expect(forecast?.coverage95).toBeGreaterThan(0.5)
  })

  it('counts the calls of the control plane, as many as it hands out', () => {
    const counted: Record<string, number> = {}
    for (const { service } of calls) counted[service] = (counted[service] ?? 0) + 1
    expect(resultOf('penumbra').calls).toEqual(counted)
    expect(new Set(calls.map(call => call.caller))).toEqual(new Set(['discover', 'reconcile', 'learn']))
    // Discovery and reconcile describe once a minute each (design §2, law 7), in 8 simulated hours.
    expect(counted.AutoScaling).toBeGreaterThanOrEqual(2 * 8 * 60 - 2)
    const times = calls.map(call => call.timeMs)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
  })

  it('tells how far it is, up to the end', () => {
    expect(progress).toEqual(progress.toSorted((a, b) => a - b))
    expect(progress.at(-1)).toBe(1)
  })
})

describe('policies that do not decide by forecasts', () => {
  it.each(policies.filter(name => name !== 'penumbra'))(
    '%s has no decisions, forecasts or calls of a control plane',
    name => {
      const result = resultOf(name)
      expect(result).not.toHaveProperty('decisions')
      expect(result).not.toHaveProperty('calls')
      expect(result.timeline.every(row => row.forecastP95 === null)).toBe(true)
    },
  )

  it('hold fewer instances at a higher target', async () => {
    const hours = async (name: string) => (await simulatePolicy(planOf(), name)).instanceHours.inService
    expect(await hours('oracle@80')).toBeLessThan(await hours('oracle@60'))
  })
})

describe('a policy that does not exist', () => {
  it.each([
    ['crystal-ball', 'got policy "crystal-ball", wanted one of penumbra, target-tracking, '],
    ['static-pool@300', 'got policy "static-pool@300", wanted static-pool@ and a whole number of instances from 0 to '],
  ])('%s is refused', async (name, message) => {
    await expect(simulatePolicy(planOf(), name)).rejects.toThrow(InputError)
    await expect(simulatePolicy(planOf(), name)).rejects.toThrow(message)
  })
})
