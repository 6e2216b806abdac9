import { describe, expect, it } from 'vitest'
import { InputError } from '../../shared/domain/errors.ts'
import { defaultScenario, parseScenario } from '../../simulator/scenario.ts'
import { isScored, planSimulation, type SimulationOptions } from '../../simulator/simulation-plan.ts'
import { dayMs, hourMs, makeTrace, minuteMs, type TraceShape, traceStartMs } from './short-trace.ts'

const constant = () => 100

function planOf(shape: TraceShape, options: Partial<SimulationOptions> = {}) {
  return planSimulation(makeTrace({ rps: constant, ...shape }), defaultScenario, { seed: 1, ...options })
}

/** Days after the start of the trace. */
const days = (timeMs: number) => (timeMs - traceStartMs) / dayMs

describe('the history that a policy is given', () => {
  it.each([
    // 40 % of the trace …
    [10, 4],
    [20, 8],
    // … but never under 3 days: 0.4 · 5 = 2, 0.4 · 7.5 = 3 …
    [5, 3],
    [7.5, 3],
    // … nor over 14: 0.4 · 35 = 14, 0.4 · 60 = 24.
    [35, 14],
    [60, 14],
  ])('of a trace of %d days is %d days, and the rest is judged', (traceDays, historyDays) => {
    const plan = planOf({ days: traceDays, binSeconds: 300 })
    expect(days(plan.judgeFromMs)).toBe(historyDays)
    expect(days(plan.judgeToMs)).toBe(traceDays)
  })

  it('is whole minutes: 40 % of 14,401 minutes are 5760.4', () => {
    const plan = planOf({ days: 14_401 / 1440 })
    expect((plan.judgeFromMs - traceStartMs) / minuteMs).toBe(5760)
  })

  it('ends with 12 hours that are simulated but not scored, or as many as the scenario says', () => {
    expect(days(planOf({ days: 10 }).simulateFromMs)).toBe(3.5)
    const scenario = parseScenario({ warmUpHours: 1.5 })
    const plan = planSimulation(makeTrace({ days: 10, rps: constant }), scenario, { seed: 1 })
    expect(plan.judgeFromMs - plan.simulateFromMs).toBe(1.5 * hourMs)
  })

  it('never warms up before the trace begins', () => {
    const scenario = parseScenario({ warmUpHours: 1000 })
    const plan = planSimulation(makeTrace({ days: 10, rps: constant }), scenario, { seed: 1 })
    expect(plan.simulateFromMs).toBe(traceStartMs)
    expect(plan.historyFromMs).toBe(traceStartMs)
  })

  it('preloads all rows before --start, at most the fortnight that CloudWatch is asked for', () => {
    const startMs = traceStartMs + 30 * dayMs
    const late = planOf({ days: 40, binSeconds: 3600 }, { startMs })
    // 30 days − 12 hours of warm-up − 14 days.
    expect(days(late.historyFromMs)).toBe(15.5)
    const early = planOf({ days: 40, binSeconds: 3600 }, { startMs: traceStartMs + 5 * dayMs })
    expect(days(early.historyFromMs)).toBe(0)
  })
})

describe('the judged window', () => {
  it('begins at --start and lasts --days', () => {
    const plan = planOf({ days: 10 }, { startMs: traceStartMs + 6 * dayMs, days: 1.5 })
    expect([days(plan.judgeFromMs), days(plan.judgeToMs)]).toEqual([6, 7.5])
  })

  it.each<[string, Partial<SimulationOptions>, string]>([
    ['begins within the first day', { startMs: traceStartMs + dayMs - minuteMs }, '2026-03-02T23:59:00.000Z'],
    ['begins before the trace', { startMs: traceStartMs - dayMs }, '2026-03-01T00:00:00.000Z'],
    ['begins after the trace', { startMs: traceStartMs + 11 * dayMs }, '2026-03-13T00:00:00.000Z'],
    ['ends after the trace', { days: 6 + 1 / 1440 }, '2026-03-12T00:01:00.000Z'],
    ['has no length', { startMs: traceStartMs + 5 * dayMs, days: 0 }, '2026-03-07T00:00:00.000Z'],
  ])('that %s is refused with what was got and what was wanted', (_, options, got) => {
    const plan = () => planOf({ days: 10 }, options)
    expect(plan).toThrow(InputError)
    expect(plan).toThrow(/^short\.csv: got judging from [^\n]*, wanted it within [^\n]*$/)
    expect(plan).toThrow(got)
    expect(plan).toThrow('2026-03-03T00:00:00.000Z (a day of history) and 2026-03-12T00:00:00.000Z')
  })

  it('may be as long as everything after the first day', () => {
    const plan = planOf({ days: 10 }, { startMs: traceStartMs + dayMs, days: 9 })
    expect(days(plan.judgeToMs)).toBe(10)
  })

  it('is refused for a trace that is shorter than the three days of history', () => {
    expect(() => planOf({ days: 2.9 })).toThrow(InputError)
    expect(() => planOf({ days: 3 })).toThrow(InputError)
    expect(days(planOf({ days: 3 + 1 / 1440 }).judgeFromMs)).toBe(3)
  })

  it('scores the minutes that the trace holds, and no filled gap', () => {
    const trace = makeTrace({ days: 5, binSeconds: 300, rps: constant, isGap: minute => minute === 3 * 1440 + 10 })
    const plan = planSimulation(trace, defaultScenario, { seed: 1 })
    const minutes = [9, 10, 14, 15].map(minute => plan.judgeFromMs + minute * minuteMs)
    expect(minutes.map(timeMs => isScored(plan, timeMs))).toEqual([true, false, false, true])
  })
})

describe('the scale', () => {
  it('is 50 over the stated capacity of one instance (design §9)', () => {
    expect(planOf({ days: 4 }, { instanceRps: 12.5 }).scale).toBe(4)
  })

  it('makes the busy minutes need 40 instances at 70 % where nothing is stated: 40 · 0.7 · 50 = 1400 rps', () => {
    expect(planOf({ days: 4 }).scale).toBeCloseTo(14, 9)
    // The 99th percentile: 2 % of the minutes at 200 rps count, half a percent would not.
    const busy = (share: number) => (minute: number) => (minute % 1000 < 1000 * share ? 200 : 100)
    expect(planOf({ days: 4, rps: busy(0.02) }).scale).toBeCloseTo(7, 9)
    expect(planOf({ days: 4, rps: busy(0.005) }).scale).toBeCloseTo(14, 9)
  })
})
