import { describe, expect, it } from 'vitest'
import { ridgeCoefficients } from '../../../../../shared/domain/forecasting/families/fading-ridge.ts'
import { lagSums, recur, robustLagSums } from '../../../../../shared/domain/forecasting/families/lag-recursion.ts'
import { RandomStream } from '../../../../../simulator/kernel/random.ts'

const windows = [{ lag: 1, width: 1, belief: 0 }]
const belief = { coefficients: [0], rows: 0, interceptRows: 0 }

describe('regression on lags', () => {
  it('is hardly misled by bursts when it is robust', () => {
    const random = new RandomStream(6, 'bursts')
    const series = new Float64Array(800)
    for (let bin = 1; bin < series.length; bin++) series[bin] = 0.9 * series[bin - 1] + random.normal()
    for (let bin = 20; bin < series.length; bin += 40) series[bin] += 15
    const trust = new Float64Array(series.length).fill(1)
    const lessons = { series, trust, halfLifeBins: 1e9, dayBins: 24 }
    const [plain] = lagSums(windows, lessons, [800])
    const [robust] = robustLagSums(windows, lessons, belief, [800])
    const miss = (sums: typeof plain) => Math.abs(ridgeCoefficients(sums, belief)[0] - 0.9)
    expect(miss(robust)).toBeLessThan(0.7 * miss(plain))
  })

  it('continues from the baseline, between 0 and the ceiling', () => {
    const law = { windows, coefficients: Float64Array.of(0.5, 1), baseline: () => 10, ceiling: 14 }
    const course = Float64Array.of(18, 0, 0, 0)
    recur(law, Float64Array.of(8, 0, 0, 0), course, 1)
    // 10 + 1 + 8/2 = 15, held at 14; then 10 + 1 + 4/2 and 10 + 1 + 3/2.
    expect([...course]).toEqual([18, 14, 13, 12.5])
  })
})
