// Examples of the next hour: what a young group knows, in bins of a minute, of five minutes and of an hour.
import {
  knots,
  nextHourFeatureCount,
  writeNextHourFeatures,
} from '../../shared/domain/forecasting/neural/next-hour-features.ts'
import type { RandomStream } from '../../simulator/kernel/random.ts'
import { type ExampleRows, type ExampleStream, SeriesPool } from './examples.ts'
import { pick } from './generator/draw.ts'
import { drawFineCase, type FineCase, hoursOfFineCase, stretchBins } from './generator/fine-series.ts'
import { drawHourlySeries } from './generator/hourly-series.ts'

const poolSize = 1024
const usesOfSeries = 12
const longestCase = 7 * 1440 + stretchBins.before + stretchBins.behind

export function nextHourExamples(random: RandomStream): ExampleStream {
  const pool = new SeriesPool(random, () => drawHourlySeries(random, hoursOfFineCase), poolSize, usesOfSeries)
  const buffer = new Float64Array(longestCase)
  return {
    featureCount: nextHourFeatureCount,
    targetCount: knots.length,
    write(rows, row) {
      while (!writeExample(drawFineCase(random, pool.take(), drawDayBins(random), buffer), rows, row));
    },
  }
}

function drawDayBins(random: RandomStream): number {
  return pick(random, [
    [45, 1440],
    [30, 288],
    [25, 24],
  ])
}

/** @returns false when nothing was seen that could be learned from */
function writeExample({ values, origin, dayBins }: FineCase, rows: ExampleRows, row: number): boolean {
  const scale = writeNextHourFeatures(values, origin, dayBins, rows.features, row * nextHourFeatureCount)
  if (scale === undefined || scale.unit === 0) return false
  for (let knot = 0; knot < knots.length; knot++) {
    const root = Math.sqrt(values[origin - 1 + knots[knot]])
    rows.targets[row * knots.length + knot] = (root - scale.level) / scale.unit
    rows.weights[row * knots.length + knot] = 1
  }
  return true
}
