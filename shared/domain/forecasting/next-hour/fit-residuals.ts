// Fits what is common to all families here: given a base curve, how the residual goes on from its present state (a direct
// forecast for every horizon), how large errors are just now, and what joint error paths look like.

import { countingVariance } from '../log-scale.ts'
import type { CourseErrors } from './course-skill.ts'
import { skillHorizon } from './course-skill.ts'
import { type Courses, replayCourses } from './courses.ts'
import { assumedErrorPaths, drawErrorPaths } from './error-paths.ts'
import { fitScale, type ScaleRows, scaleFeatureCount, writeScaleFeatures } from './error-scale.ts'
import { type ErrorSeasons, flatSeasons, packSeasons } from './error-seasons.ts'
import { firstWindowHorizon, isIdle, lastWindowHorizon } from './idle.ts'
import { featureCount, levelAt, levelRiseAt, type ResidualTrace } from './residual-trace.ts'
import { chooseThreshold, lossOf, type SurprisedRows, usualThreshold } from './surprise.ts'
import {
  type Block,
  type Course,
  changeOf,
  collectRows,
  type Rows,
  toAllHorizons,
  walkForward,
} from './walk-forward.ts'

export interface ResidualFit {
  /** `featureCount` coefficients for each horizon: the change of the residual from its present level. */
  readonly weights: Float32Array
  /** Largest such change for each horizon, either way. */
  readonly reach: Float32Array
  /** Mean squared errors of the two courses. */
  readonly usualErrors: CourseErrors
  /** Coefficients and ceiling of the log variance of errors. */
  readonly scaleWeights: Float32Array
  /** Mean error of the latest forecasts, in scales, from which the next ones are lifted. */
  readonly surpriseThreshold: number
  readonly seasons: ErrorSeasons
  /** Error paths, `horizonBins` for each, in units of `errorUnit` scales. */
  readonly errors: Int16Array
  /** The same for where hardly a request is expected; empty: the others hold there too. */
  readonly idleErrors: Int16Array
}

export interface ResidualFitOptions {
  readonly dayBins: number
  readonly horizonBins: number
  readonly pathCount: number
  readonly course: Course
}

const fewestRows = 60
const blocksKept = 7
const backtestBlocks = 2

/** @returns the fit, and the mean pinball loss it would have had over the last two days, in requests per bin */
export function fitResiduals(
  trace: ResidualTrace,
  logs: Float64Array,
  options: ResidualFitOptions,
): { fit: ResidualFit; backtestLoss: number } {
  const rows = collectRows(trace, logs, options.horizonBins)
  if (rows.count < fewestRows) return { fit: assumedFit(trace, options), backtestLoss: Number.POSITIVE_INFINITY }
  const { horizonBins, pathCount, dayBins } = options
  const walk = walkForward(trace, rows, options.course, dayBins)
  const blocks = walk.blocks.slice(-blocksKept)
  const courses = replayCourses(trace, rows, blocks, dayBins)
  const window = windowErrors(trace, rows, courses, blocks)
  const { weights, scales } = fitScale(window)
  const firstRow = blocks[0].fromRow
  const biases = scales.map((_, i) => courses.bias[rows.bins[firstRow + i]])
  const rises = scales.map((_, i) => levelRiseAt(trace, rows.bins[firstRow + i]))
  const surprised = chooseThreshold(window, scales, { biases, rises })
  const { busy, idle } = byIdleness(window, surprised)
  const drawn = (chosen: Uint32Array) =>
    drawErrorPaths(trace, rows, courses, { blocks, ...surprised, chosen }, horizonBins, pathCount)
  const fit = {
    weights: toAllHorizons(walk.coefficients, rows.knots, featureCount, horizonBins),
    reach: toAllHorizons(largestChanges(rows), rows.knots, 1, horizonBins),
    usualErrors: courses.usual,
    scaleWeights: Float32Array.from(weights),
    surpriseThreshold: surprised.threshold,
    seasons: packSeasons(courses.seasons, logs.length, dayBins),
    errors: drawn(busy),
    idleErrors: idle.length < fewestRows ? new Int16Array(0) : drawn(idle),
  }
  const testFrom = blocks[Math.max(blocks.length - backtestBlocks, 0)].fromRow - firstRow
  return { fit, backtestLoss: lossOf(window, surprised, testFrom) }
}

/**
 * Rows in which a load was foretold, and the others. How right it was to expect nothing at night says nothing about how far a
 * forecast of the day may be off. Where hardly any load was foretold in the whole of history, all rows have to do for it.
 */
function byIdleness({ count, levels }: ScaleRows, { lifts }: SurprisedRows) {
  const rows = Uint32Array.from({ length: count }, (_, row) => row)
  const busy = rows.filter(row => !isIdle(levels[row] + lifts[row]))
  if (busy.length < fewestRows) return { busy: rows, idle: new Uint32Array(0) }
  return { busy, idle: rows.filter(row => isIdle(levels[row] + lifts[row])) }
}

/** What happened in the window of every row of the blocks, against what was foretold. */
function windowErrors(trace: ResidualTrace, rows: Rows, courses: Courses, blocks: readonly Block[]): ScaleRows {
  const firstRow = blocks[0].fromRow
  const count = rows.count - firstRow
  const features = new Float64Array(count * scaleFeatureCount)
  const logSquares = new Float64Array(count)
  const errors = new Float64Array(count)
  const levels = new Float64Array(count)
  const inWindow = knotsInWindow(rows.knots)
  const { hourly, daily } = courses.seasons
  for (const { fromRow, toRow, coefficients } of blocks) {
    for (let row = fromRow; row < toRow; row++) {
      const i = row - firstRow
      const bin = rows.bins[row]
      const { squares, centre, reached } = compare(row, coefficients)
      const counting = countingVariance(trace.residuals[bin] + trace.base[bin])
      const target = bin + skillHorizon
      const known = { latest: courses.latest[bin], hourly: hourly[target], daily: daily[target] }
      writeScaleFeatures(trace, bin, known, features, i * scaleFeatureCount)
      logSquares[i] = Math.log(squares / inWindow.length + 0.3 * counting)
      errors[i] = reached - centre
      levels[i] = centre
    }
  }
  return { count, features, logSquares, errors, levels }

  function compare(row: number, coefficients: Float64Array) {
    const bin = rows.bins[row]
    const level = levelAt(trace, bin)
    const share = courses.share[bin]
    let squares = 0
    let centre = Number.NEGATIVE_INFINITY
    let reached = Number.NEGATIVE_INFINITY
    for (const k of inWindow) {
      const change = share * changeOf(coefficients, k * featureCount, rows.xs, row * featureCount)
      const came = rows.ys[row * rows.knots.length + k]
      const base = trace.base[bin + rows.knots[k]] + level
      squares += (came - change) * (came - change)
      if (base + change > centre) centre = base + change
      if (base + came > reached) reached = base + came
    }
    return { squares, centre, reached }
  }
}

/** Indices of the knots in the window; the last knot where horizons end before it. */
function knotsInWindow(knots: readonly number[]): number[] {
  const inside = knots.flatMap((knot, k) => (knot >= firstWindowHorizon && knot <= lastWindowHorizon ? [k] : []))
  return inside.length > 0 ? inside : [knots.length - 1]
}

/** History is too short to learn from: the level stays, and errors are those of a random walk of its innovations. */
function assumedFit(trace: ResidualTrace, { horizonBins, pathCount }: ResidualFitOptions): ResidualFit {
  const scaleWeights = new Float32Array(scaleFeatureCount + 1)
  scaleWeights[2] = 1
  scaleWeights[scaleFeatureCount] = 0
  return {
    weights: new Float32Array(horizonBins * featureCount),
    reach: new Float32Array(horizonBins).fill(1),
    usualErrors: { learned: trace.usualTurbulence, level: trace.usualTurbulence },
    scaleWeights,
    surpriseThreshold: usualThreshold,
    seasons: flatSeasons(trace.usualTurbulence),
    errors: assumedErrorPaths(horizonBins, pathCount),
    idleErrors: new Int16Array(0),
  }
}

const smallestReach = 0.05

function largestChanges({ ys, count, knots }: Rows): Float64Array {
  const largest = new Float64Array(knots.length).fill(smallestReach)
  for (let i = 0; i < count * knots.length; i++) {
    const size = Math.abs(ys[i])
    if (size > largest[i % knots.length]) largest[i % knots.length] = size
  }
  return largest
}
