// How well both courses did in the past, minute by minute, as a tick would have seen it.
import {
  boundedSquare,
  type CourseErrors,
  learnedShare,
  type RecentErrors,
  skillHorizon,
  updateErrors,
} from './course-skill.ts'
import { type SeasonalErrors, seasonalErrors } from './error-seasons.ts'
import { featureCount, levelAt, type ResidualTrace, writeFeatures } from './residual-trace.ts'
import { type Block, changeOf, type Rows } from './walk-forward.ts'

export interface Courses {
  /** For every bin from the first block on: share of the learned course in a forecast made after it. */
  readonly share: Float64Array
  /** Mean squared error of the better course in the latest forecasts. */
  readonly latest: Float64Array
  /** Mean error of the latest forecasts. */
  readonly bias: Float64Array
  /** Mean squared errors of both over all the blocks. */
  readonly usual: CourseErrors
  readonly seasons: SeasonalErrors
}

/** Replays the forecasts of the blocks. Arrays are indexed by bin of the trace; before the first block they say nothing. */
export function replayCourses(trace: ResidualTrace, rows: Rows, blocks: readonly Block[], dayBins: number): Courses {
  const bins = trace.residuals.length
  const first = rows.bins[blocks[0].fromRow]
  const errors = forecastErrors(trace, rows, blocks, first)
  const usual = usualErrorsOf(errors, first + skillHorizon)
  const share = new Float64Array(bins)
  const latest = new Float64Array(bins)
  const bias = new Float64Array(bins)
  let recent: RecentErrors = { ...usual, bias: 0 }
  for (let bin = first; bin < bins; bin++) {
    if (bin >= first + skillHorizon) {
      recent = updateErrors(recent, errors.learned[bin], errors.level[bin], share[bin - skillHorizon])
    }
    share[bin] = learnedShare(recent, usual)
    latest[bin] = Math.min(recent.learned, recent.level)
    bias[bin] = recent.bias
  }
  const squares = errors.learned.map((error, bin) =>
    bin < first + skillHorizon ? usual.learned : boundedSquare(error),
  )
  return { share, latest, bias, usual, seasons: seasonalErrors(squares, dayBins) }
}

/** Error of the forecast for each bin that was made `skillHorizon` bins before. */
function forecastErrors(trace: ResidualTrace, rows: Rows, blocks: readonly Block[], first: number) {
  const { residuals } = trace
  const learned = new Float64Array(residuals.length)
  const level = new Float64Array(residuals.length)
  const knot = Math.max(rows.knots.indexOf(skillHorizon), 0)
  const features = new Float64Array(featureCount)
  let block = 0
  for (let bin = first; bin + skillHorizon < residuals.length; bin++) {
    while (block + 1 < blocks.length && bin >= rows.bins[blocks[block + 1].fromRow]) block++
    writeFeatures(trace, bin, features, 0)
    const change = changeOf(blocks[block].coefficients, knot * featureCount, features, 0)
    level[bin + skillHorizon] = residuals[bin + skillHorizon] - levelAt(trace, bin)
    learned[bin + skillHorizon] = level[bin + skillHorizon] - change
  }
  return { learned, level }
}

const smallestUsual = 1e-9

function usualErrorsOf({ learned, level }: { learned: Float64Array; level: Float64Array }, from: number): CourseErrors {
  const count = Math.max(learned.length - from, 1)
  let learnedSum = 0
  let levelSum = 0
  for (let bin = from; bin < learned.length; bin++) {
    learnedSum += boundedSquare(learned[bin])
    levelSum += boundedSquare(level[bin])
  }
  return { learned: learnedSum / count + smallestUsual, level: levelSum / count + smallestUsual }
}
