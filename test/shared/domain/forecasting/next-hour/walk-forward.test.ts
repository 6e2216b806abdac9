import { describe, expect, it } from 'vitest'
import {
  featureCount,
  levelAt,
  lookaheadBins,
  traceResiduals,
} from '../../../../../shared/domain/forecasting/next-hour/residual-trace.ts'
import {
  changeOf,
  collectRows,
  toAllHorizons,
  walkForward,
} from '../../../../../shared/domain/forecasting/next-hour/walk-forward.ts'
import { RandomStream } from '../../../../../simulator/kernel/random.ts'

const dayBins = 1440

/** A slow mean-reverting process seen through noise: x(t+1) = 0.98 x(t) + 0.05 ε, y = x + 0.1 η. */
function process(bins: number, seed: number) {
  const random = new RandomStream(seed, 'mean reversion')
  const states = new Float64Array(bins)
  for (let bin = 1; bin < bins; bin++) states[bin] = 0.98 * states[bin - 1] + 0.05 * random.normal()
  return { states, seen: states.map(state => state + 0.1 * random.normal()) }
}

function traceOf(logs: Float64Array) {
  return traceResiduals(logs, new Float64Array(logs.length + lookaheadBins), 0.01, 0.3)
}

describe('learning the course of the residual', () => {
  it('beats staying at the level, and comes close to the best linear forecast', () => {
    const { states, seen } = process(8 * dayBins, 20)
    const trace = traceOf(seen)
    const rows = collectRows(trace, seen, 30)
    const { blocks } = walkForward(trace, rows, 'learned', dayBins)
    const k = rows.knots.indexOf(10)
    const errors = { learned: 0, level: 0, best: 0 }
    for (const { fromRow, toRow, coefficients } of blocks.slice(3)) {
      for (let row = fromRow; row < toRow; row++) {
        const bin = rows.bins[row]
        const change = changeOf(coefficients, k * featureCount, rows.xs, row * featureCount)
        errors.learned += (rows.ys[row * rows.knots.length + k] - change) ** 2
        errors.level += rows.ys[row * rows.knots.length + k] ** 2
        errors.best += (seen[bin + 10] - 0.98 ** 10 * states[bin]) ** 2
      }
    }
    expect(errors.learned).toBeLessThan(0.95 * errors.level)
    expect(errors.learned).toBeLessThan(1.12 * errors.best)
  })

  it('forecasts each day with what was known before it', () => {
    const { seen } = process(4 * dayBins, 21)
    const changed = seen.slice()
    for (let bin = 3 * dayBins; bin < changed.length; bin++) changed[bin] *= -3
    const walk = (logs: Float64Array) => {
      const trace = traceOf(logs)
      return walkForward(trace, collectRows(trace, logs, 60), 'learned', dayBins)
    }
    const [before, after] = [walk(seen), walk(changed)]
    expect(after.blocks[2].coefficients).toEqual(before.blocks[2].coefficients)
    expect(after.coefficients).not.toEqual(before.coefficients)
  })

  it('uses only moments at which now and the whole hour ahead are known', () => {
    const { seen } = process(2000, 22)
    seen.fill(Number.NaN, 1000, 1200)
    const trace = traceOf(seen)
    const rows = collectRows(trace, seen, 60)
    for (let row = 0; row < rows.count; row++) {
      const bin = rows.bins[row]
      expect(bin + 60).toBeLessThan(2000)
      expect(bin < 1000 - 60 || bin >= 1200 || rows.knots.every(knot => !Number.isNaN(seen[bin + knot]))).toBe(true)
      expect(Number.isNaN(seen[bin])).toBe(false)
      const came = rows.ys[row * rows.knots.length]
      expect(came).toBeCloseTo(trace.residuals[bin + 1] - levelAt(trace, bin), 12)
    }
    expect(rows.count).toBeGreaterThan(1500)
  })

  it('finds no moments in a history shorter than the horizon', () => {
    const { seen } = process(50, 23)
    expect(collectRows(traceOf(seen), seen, 60).count).toBe(0)
  })

  it('interpolates between the horizons that are fitted', () => {
    const all = toAllHorizons(Float64Array.of(1, 10, 3, 30, 7, 70), [1, 3, 5], 2, 6)
    expect([...all]).toEqual([1, 10, 2, 20, 3, 30, 5, 50, 7, 70, 7, 70])
  })
})
