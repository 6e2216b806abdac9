import { describe, expect, it } from 'vitest'
import { demandForecast, type Outcome, trainingLoss } from '../../../../bench/forecast/peers/choose-candidate.ts'

/** A peer that always says 100, with an interval of its own that is as narrow as a line. */
function sayingHundred(actual: number): Outcome {
  return { forecast: { point: [100], quantiles: [[100], [100]] }, actual: [actual] }
}
const levels = [0.5, 0.9]
const outcomes = [110, 110, 110, 110, 110].map(sayingHundred)

describe('conformal quantiles', () => {
  it('move the point by the errors that it made before', () => {
    const { forecast } = sayingHundred(0)
    expect(demandForecast(forecast, outcomes, 'raw', 'conformal', levels)).toEqual({ quantiles: [[110], [110]] })
    expect(demandForecast(forecast, outcomes, 'raw', 'own', levels)).toEqual({ quantiles: [[100], [100]] })
  })

  it('on the log scale move it by a ratio, back in demand', () => {
    const half = { forecast: { point: [Math.log1p(50)] }, actual: [0] }
    const doubled: Outcome[] = [199, 199, 199, 199].map(actual => ({
      forecast: { point: [Math.log1p(99)] },
      actual: [actual],
    }))
    // log1p(199) − log1p(99) is log 2: twice 51, less the 1 of log1p.
    const made = demandForecast(half.forecast, doubled, 'log1p', 'conformal', [0.5])
    expect(made?.quantiles[0][0]).toBeCloseTo(101, 8)
  })

  it('are none where too few errors are known, and never below nothing', () => {
    const { forecast } = sayingHundred(0)
    expect(demandForecast(forecast, outcomes.slice(0, 3), 'raw', 'conformal', levels)).toBeUndefined()
    const falling = [10, 10, 10, 10].map(actual => ({ forecast: { point: [500] }, actual: [actual] }))
    expect(demandForecast(forecast, falling, 'raw', 'conformal', [0.5])?.quantiles).toEqual([[0]])
  })

  it('do not know the outcome that they are judged by', () => {
    const oneOdd = [...outcomes, sayingHundred(1000)]
    // By the others' errors the odd one is foretold as 110: 0.95 × 890. The errors of the rest hold the odd one's, which is the
    // 95 % quantile of five: they are foretold as 1000, five times 0.05 × 890.
    const loss = trainingLoss(oneOdd, 'raw', 'conformal', [0.95])
    expect(loss).toBeCloseTo((0.95 * 890 + 5 * 0.05 * 890) / 6, 8)
  })
})

describe('the loss on training rows', () => {
  it('is that of the last step, over the outcomes that are known', () => {
    const unknown: Outcome = { forecast: { point: [1], quantiles: [[1], [1]] }, actual: [Number.NaN] }
    // 10 too low: 0.5 × 10 and 0.9 × 10, 7 in the mean.
    expect(trainingLoss([...outcomes, unknown], 'raw', 'own', levels)).toBeCloseTo(7, 12)
  })

  it('of a peer without any forecast is infinite, so that it is never chosen', () => {
    expect(trainingLoss([{ forecast: undefined, actual: [1] }], 'raw', 'own', levels)).toBe(Number.POSITIVE_INFINITY)
  })
})
