import { describe, expect, it } from 'vitest'
import { logSeries } from '../../../../../shared/domain/forecasting/log-scale.ts'
import { dayAheadBase } from '../../../../../shared/domain/forecasting/next-hour/day-ahead-base.ts'
import { bridgeGaps } from '../../../../../shared/domain/forecasting/smoothing.ts'
import { dayCurve, dayMinutes, noisyDays, series } from '../synthetic-demand.ts'

const memory = 120
const ahead = 1500

function baseOf(logs: Float64Array) {
  return dayAheadBase(logs, bridgeGaps(logs), dayMinutes, memory, ahead)
}

/** Root mean square of what the base gets wrong about changes over `step` bins. */
function changeError(
  base: Float64Array,
  truth: (bin: number) => number,
  from: number,
  to: number,
  step: number,
): number {
  let squares = 0
  for (let bin = from; bin + step < to; bin++) {
    const error = base[bin + step] - base[bin] - (truth(bin + step) - truth(bin))
    squares += error * error
  }
  return Math.sqrt(squares / (to - step - from))
}

describe('the day-ahead base', () => {
  it('draws the next day of a load that repeats itself every day', () => {
    const truth = (bin: number) => Math.log1p(60 * dayCurve(bin, 300))
    const logs = logSeries(series(5 * dayMinutes, bin => dayCurve(bin, 300)))
    const { values } = baseOf(logs)
    const end = logs.length
    expect(changeError(values, truth, end, end + 1440, 30)).toBeLessThan(0.002)
    expect(changeError(values, truth, 2 * dayMinutes, end, 30)).toBeLessThan(0.002)
  })

  it('averages the noise of single days away', () => {
    const truth = (bin: number) => Math.log1p(60 * dayCurve(bin, 300))
    const logs = logSeries(noisyDays(5, 300, 0.1, 11))
    const { values } = baseOf(logs)
    // Yesterday alone would be wrong by 0.1 · √2 in every change.
    expect(changeError(values, truth, logs.length, logs.length + 1440, 30)).toBeLessThan(0.05)
  })

  it('is steeper when days have become steeper, and less steep when they have become flatter', () => {
    const depth = (bin: number) => 0.2 + 0.1 * Math.floor(bin / dayMinutes)
    const shape = (bin: number, swing: number) => 6 + swing * Math.sin((2 * Math.PI * bin) / dayMinutes)
    const logs = Float64Array.from({ length: 6 * dayMinutes }, (_, bin) => shape(bin, depth(bin)))
    const { values } = baseOf(logs)
    const plain = (bin: number) => shape(bin, (0.7 + 0.6 + 0.5) / 3 - 0.1)
    const truth = (bin: number) => shape(bin, 0.8)
    const end = logs.length
    const error = changeError(values, truth, end, end + 1440, 30)
    const ofPlainMean = changeError(
      Float64Array.from({ length: end + 1440 }, (_, bin) => plain(bin)),
      truth,
      end,
      end + 1440,
      30,
    )
    expect(error).toBeLessThan(0.6 * ofPlainMean)
  })

  it('foretells bursts that come at the same minutes of every hour', () => {
    const burst = (bin: number) => (bin % 60 >= 3 && bin % 60 < 6 ? 1 : 0)
    const logs = Float64Array.from({ length: 3 * dayMinutes }, (_, bin) => 6 + burst(bin))
    const { values } = baseOf(logs)
    expect(changeError(values, bin => 6 + burst(bin), logs.length, logs.length + 600, 10)).toBeLessThan(0.1)
  })

  it('draws a job that runs for twenty minutes every night at its time, to a few minutes', () => {
    const job = (bin: number) => (bin % dayMinutes >= 130 && bin % dayMinutes < 150 ? 2 : 0)
    const logs = Float64Array.from({ length: 4 * dayMinutes }, (_, bin) => 6 + job(bin))
    const { values } = baseOf(logs)
    const tomorrow = (minute: number) => values[logs.length + minute] - values[logs.length + 60]
    for (const minute of [120, 126, 154, 200]) expect(Math.abs(tomorrow(minute))).toBeLessThan(0.2)
    for (const minute of [134, 140, 146]) expect(Math.abs(tomorrow(minute) - 2)).toBeLessThan(0.2)
  })

  it('does not learn an incident of one day as a season', () => {
    const incident = (bin: number) => (bin >= 5 * dayMinutes + 600 && bin < 5 * dayMinutes + 660 ? -4 : 0)
    const truth = (bin: number) => Math.log1p(60 * dayCurve(bin, 300))
    const logs = Float64Array.from({ length: 6 * dayMinutes }, (_, bin) => truth(bin) + incident(bin))
    const { values } = baseOf(logs)
    const end = logs.length
    let worst = 0
    for (let bin = end + 570; bin < end + 690; bin++) {
      worst = Math.max(worst, Math.abs(values[bin] - values[end + 500] - (truth(bin) - truth(end + 500))))
    }
    expect(worst).toBeLessThan(2)
  })

  it('knows no more about a day than what was known before it', () => {
    const logs = logSeries(noisyDays(5, 300, 0.1, 12))
    const changed = logs.slice()
    for (let bin = 4 * dayMinutes; bin < changed.length; bin++) changed[bin] += Math.sin(bin)
    const before = baseOf(logs).values.subarray(0, 4 * dayMinutes - 120)
    expect(baseOf(changed).values.subarray(0, 4 * dayMinutes - 120)).toEqual(before)
    expect(baseOf(changed).latest).not.toEqual(baseOf(logs).latest)
  })

  it('bridges gaps and stays finite', () => {
    const logs = logSeries(noisyDays(4, 300, 0.1, 13))
    logs.fill(Number.NaN, 2000, 2400)
    logs.fill(Number.NaN, 5000, 5001)
    const { values, latest } = baseOf(logs)
    expect(values.subarray(dayMinutes).every(Number.isFinite)).toBe(true)
    expect(latest.every(Number.isFinite)).toBe(true)
  })
})
