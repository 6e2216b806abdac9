import { describe, expect, it } from 'vitest'
import { Coverage } from '../../../simulator/policies/coverage.ts'

const minuteMs = 60_000
const startMs = Date.UTC(2026, 2, 16)

/** Two hours in steps of 10 s: 600 requests a minute (10 rps), 1,200 in the 30th and the 70th minute (20 rps). */
const arrivals = {
  startMs,
  stepSeconds: 10,
  counts: Float64Array.from({ length: 720 }, (_, step) => ([30, 70].includes(Math.floor(step / 6)) ? 200 : 100)),
}

const judged = { judgeFromMs: startMs, judgeToMs: startMs + 120 * minuteMs }

function windowAt(minute: number, p95Rps: number, reactiveRps?: number) {
  return { fromMs: startMs + minute * minuteMs, toMs: startMs + (minute + 6) * minuteMs, p95Rps, reactiveRps }
}

describe('whether forecasts were kept', () => {
  it('holds the stated limit against the largest minute of its window', () => {
    const coverage = new Coverage(judged)
    coverage.add(windowAt(0, 10), arrivals)
    coverage.add(windowAt(25, 19.9), arrivals)
    coverage.add(windowAt(26, 20), arrivals)
    expect(coverage.figures()).toMatchObject({ evaluated: 3, coverage95: 2 / 3 })
  })

  it('leaves out windows that reach beyond the judged time', () => {
    const coverage = new Coverage(judged)
    coverage.add(windowAt(-1, 10), arrivals)
    coverage.add(windowAt(115, 10), arrivals)
    expect(coverage.figures()).toEqual({ evaluated: 0, coverage95: 0, hours: [] })
  })

  it('counts a forecast in the hour in which its window ends, with its loss and that of the baseline', () => {
    const coverage = new Coverage(judged)
    // Ends at 01:00 and so belongs to the first hour; the second one is exceeded by 5 rps at 01:10.
    coverage.add(windowAt(54, 12, 14), arrivals)
    coverage.add(windowAt(66, 15, 16), arrivals)
    const [first, second] = coverage.figures().hours ?? []
    // Pinball loss at 0.95: 0.05 for each rps too many, 0.95 for each too few.
    expect(first).toMatchObject({ t: '2026-03-16T00:00:00.000Z', evaluated: 1, covered: 1, windowMinutes: 6 })
    expect(first.lossRps).toBeCloseTo(0.05 * 2, 12)
    expect(first.reactiveLossRps).toBeCloseTo(0.05 * 4, 12)
    expect(second).toMatchObject({ t: '2026-03-16T01:00:00.000Z', covered: 0 })
    expect(second.lossRps).toBeCloseTo(0.95 * 5, 12)
    expect(second.reactiveLossRps).toBeCloseTo(0.95 * 4, 12)
  })

  it('does not tell the loss of a baseline that was not stated', () => {
    const coverage = new Coverage(judged)
    coverage.add(windowAt(0, 12), arrivals)
    expect(coverage.figures().hours?.[0]).not.toHaveProperty('reactiveLossRps')
  })
})
