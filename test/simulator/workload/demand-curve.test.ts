import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultScenario, parseScenario } from '../../../simulator/scenario.ts'
import { demandCurve, scaleOf } from '../../../simulator/workload/demand-curve.ts'
import type { Trace } from '../../../simulator/workload/trace.ts'

const START = Date.UTC(2026, 0, 5)

function traceOf(counts: readonly number[], binSeconds = 300): Trace {
  const isGap = new Uint8Array(counts.length)
  return { name: 't', startMs: START, binSeconds, counts: Float64Array.from(counts), isGap }
}

function whole(trace: Trace, scale = 1): Float64Array {
  const toMs = trace.startMs + trace.counts.length * trace.binSeconds * 1000
  return demandCurve(trace, { fromMs: trace.startMs, toMs, scale }).ratesRps
}

const counts = fc.array(fc.oneof(fc.nat(10), fc.nat(100_000), fc.constant(0)), { minLength: 2, maxLength: 40 })
const bins = fc.constantFrom(60, 300, 3600)

describe('the demand curve', () => {
  it('keeps the requests of every bin, and is never negative', () => {
    fc.assert(
      fc.property(counts, bins, fc.double({ min: 0.1, max: 20, noNaN: true }), (values, binSeconds, scale) => {
        const rates = whole(traceOf(values, binSeconds), scale)
        const steps = binSeconds / 10
        values.forEach((value, bin) => {
          const mass = rates.subarray(bin * steps, (bin + 1) * steps).reduce((sum, rate) => sum + 10 * rate, 0)
          expect(Math.abs(mass - value * scale)).toBeLessThanOrEqual(1e-9 * (1 + value * scale))
        })
        expect(Math.min(...rates)).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  it('is flat where the bins are', () => {
    expect([...new Set(whole(traceOf([600, 600, 600])).map(rate => Math.round(rate * 1e9) / 1e9))]).toEqual([2])
  })

  it('rises within a bin between lower and higher neighbours', () => {
    const rates = whole(traceOf([300, 600, 900]))
    const middle = [...rates.subarray(30, 60)]
    expect(middle).toEqual([...middle].sort((a, b) => a - b))
    expect(middle[29]).toBeGreaterThan(middle[0] + 0.5)
  })

  it('joins bins without a jump', () => {
    const rates = whole(traceOf([300, 600, 900, 300], 3600))
    for (const edge of [360, 720, 1080]) expect(Math.abs(rates[edge] - rates[edge - 1])).toBeLessThan(0.01)
  })

  it('is the same whichever window is asked for', () => {
    const trace = traceOf([5, 900, 20, 0, 4000, 77])
    const all = whole(trace)
    const part = demandCurve(trace, { fromMs: START + 130_000, toMs: START + 1_010_000, scale: 1 })
    expect(part.startMs).toBe(START + 130_000)
    part.ratesRps.forEach((rate, step) => {
      expect(rate).toBeCloseTo(all[13 + step], 9)
    })
    expect(part.ratesRps.length).toBe(88)
  })

  it('in minutes is the mean of its steps', () => {
    const trace = traceOf([5, 900, 20])
    const minutes = demandCurve(trace, { fromMs: START, toMs: START + 900_000, scale: 3, stepSeconds: 60 })
    const steps = whole(trace, 3)
    expect(minutes.ratesRps.length).toBe(15)
    minutes.ratesRps.forEach((rate, minute) => {
      const mean = steps.subarray(6 * minute, 6 * minute + 6).reduce((sum, step) => sum + step / 6, 0)
      expect(rate).toBeCloseTo(mean, 9)
    })
  })

  it('sees no further than the neighbouring bin', () => {
    fc.assert(
      fc.property(counts, fc.nat(30), fc.nat(100_000), (values, after, other) => {
        const changed = values.map((value, bin) => (bin > after ? other : value))
        const known = Math.max(0, Math.min(values.length, after)) * 30
        expect(whole(traceOf(changed)).subarray(0, known)).toEqual(whole(traceOf(values)).subarray(0, known))
      }),
    )
  })

  it('is refused outside the trace', () => {
    const window = { fromMs: START - 10_000, toMs: START + 10_000, scale: 1 }
    expect(() => demandCurve(traceOf([1, 2]), window)).toThrow(/got the window .*, wanted one within 2026-01-05T00:00/)
  })
})

describe('the scale', () => {
  it('makes one real instance a simulated one', () => {
    expect(scaleOf(traceOf([1, 2]), defaultScenario, 200)).toBe(0.25)
    expect(scaleOf(traceOf([1, 2]), parseScenario({ instance: { servers: 16 } }), 200)).toBe(0.5)
  })

  it('without an instance makes the 99th percentile need 40 instances at 70 %', () => {
    // 1000 bins of 1 to 1000 requests per second: the 99th percentile is 991 (the first above 99 % of them).
    const trace = traceOf(Array.from({ length: 1000 }, (_, bin) => 300 * (((bin * 7) % 1000) + 1)))
    expect(scaleOf(trace, defaultScenario) * 991).toBeCloseTo(1400, 6)
  })

  it('does not count filled gaps', () => {
    const trace = traceOf(Array.from({ length: 1000 }, (_, bin) => (bin < 500 ? 300 : 3_000_000)))
    trace.isGap.fill(1, 500)
    expect(scaleOf(trace, defaultScenario)).toBeCloseTo(1400, 9)
  })

  it.each([0, -3, Number.NaN])('is refused for an instance of %d requests per second', instanceRps => {
    expect(() => scaleOf(traceOf([1, 2]), defaultScenario, instanceRps)).toThrow(/wanted more than 0/)
  })

  it('is refused for a trace without requests', () => {
    expect(() => scaleOf(traceOf([0, 0]), defaultScenario)).toThrow(/no requests/)
  })
})
