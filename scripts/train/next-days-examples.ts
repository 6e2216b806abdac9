// Examples of the next days: two weeks of hours of a synthetic series, often fewer, and the two days that follow.
import {
  contextBins,
  nextDaysFeatureCount,
  writeNextDaysFeatures,
} from '../../shared/domain/forecasting/neural/next-days-features.ts'
import { aheadBins, type SeasonalBase } from '../../shared/domain/forecasting/neural/seasonal-base.ts'
import type { RandomStream } from '../../simulator/kernel/random.ts'
import { type ExampleRows, type ExampleStream, SeriesPool } from './examples.ts'
import { chance, logBetween, wholeBetween } from './generator/draw.ts'
import { drawHourlySeries } from './generator/hourly-series.ts'

const seriesBins = 1000
const poolSize = 1024
const usesOfSeries = 12
const youngShare = 0.25
const mixedShare = 0.15

export function nextDaysExamples(random: RandomStream): ExampleStream {
  const pool = new SeriesPool(random, () => drawHourlySeries(random, seriesBins), poolSize, usesOfSeries)
  return {
    featureCount: nextDaysFeatureCount,
    targetCount: aheadBins,
    write(rows, row) {
      while (!writeExample(random, drawWindow(random, pool), rows, row));
    },
  }
}

/** A context and what follows; some are the sum of two series, as a load that serves two kinds of users. */
function drawWindow(random: RandomStream, pool: SeriesPool<Float64Array>): Float64Array {
  const window = cutWindow(random, pool.take())
  if (!chance(random, mixedShare)) return window
  const other = cutWindow(random, pool.take())
  const share = random.uniform()
  const [a, b] = [(1 - share) / (meanOf(window) || 1), share / (meanOf(other) || 1)]
  return window.map((value, bin) => a * value + b * other[bin])
}

function cutWindow(random: RandomStream, series: Float64Array): Float64Array {
  const length = contextBins + aheadBins
  const from = Math.floor(random.uniform() * (series.length - length + 1))
  return series.subarray(from, from + length)
}

function meanOf(values: Float64Array): number {
  let sum = 0
  for (let bin = 0; bin < values.length; bin++) sum += values[bin]
  return sum / values.length
}

/** @returns false when nothing was seen that could be learned from */
function writeExample(random: RandomStream, window: Float64Array, rows: ExampleRows, row: number): boolean {
  const known = chance(random, youngShare) ? youngAge(random) : contextBins
  const at = row * nextDaysFeatureCount
  const scale = writeNextDaysFeatures(window, contextBins, known, rows.features, at)
  if (scale === undefined) return false
  const { base, unit } = scale
  const meanBase = meanOf(base) || 1
  const importance = importanceOf(scale)
  for (let ahead = 0; ahead < aheadBins; ahead++) {
    rows.targets[row * aheadBins + ahead] = (Math.sqrt(window[contextBins + ahead]) - base[ahead]) / unit
    rows.weights[row * aheadBins + ahead] = importance * Math.min(Math.max(base[ahead] / meanBase, 0.2), 3)
  }
  return true
}

/**
 * Errors are judged in units of the change from day to day (MASE), answers are in units of the base's error: most of the way to
 * the former, so that series that repeat themselves to the letter are learned too.
 */
function importanceOf({ unit, dayChange }: SeasonalBase): number {
  return dayChange > 0 ? Math.min((unit / dayChange) ** 0.8, 1.5) : 1
}

function youngAge(random: RandomStream): number {
  return chance(random, 0.5) ? Math.round(logBetween(random, 3, contextBins)) : wholeBetween(random, 3, contextBins)
}
