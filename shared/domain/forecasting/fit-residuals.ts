// Fits what is common to all families here: given a base curve, how the residual goes on from its present state (a direct
// forecast for every horizon), how large errors are just now, and what joint error paths look like.
//
// The history is walked through in blocks of a day, oldest first. A block's errors come from coefficients fitted on the
// blocks before it, so the error paths and the backtest are honest although everything is done in one pass.
import { pinballLoss } from './baseline.ts'
import { countingVariance } from './log-scale.ts'
import { selectQuantile } from './quantiles.ts'
import {
  featureCount,
  levelAt,
  type ResidualTrace,
  scaleFeatureCount,
  writeFeatures,
  writeScaleFeatures,
} from './residual-trace.ts'
import { addRow, fade, normalEquations, solve } from './ridge.ts'

export interface ResidualFit {
  /** `featureCount` coefficients for each horizon: the change of the residual from its present level. */
  readonly weights: Float32Array
  /** Largest such change for each horizon, either way. */
  readonly reach: Float32Array
  /** Coefficients of the log variance of errors. */
  readonly scaleWeights: Float32Array
  /** Error paths, `horizonBins` for each, in units of `errorUnit` scales. */
  readonly errors: Int16Array
  /** Mean pinball loss of the 95 % quantile of the maximum a few minutes ahead, over the last days, requests per bin. */
  readonly backtestLoss: number
}

export interface ResidualFitOptions {
  readonly dayBins: number
  readonly horizonBins: number
  readonly pathCount: number
  /** `level`: the residual stays at its recent level; `learned`: as the regression says. */
  readonly course: 'level' | 'learned'
}

export const errorUnit = 1 / 512

const knotHorizons = [1, 2, 3, 4, 5, 6, 8, 10, 13, 17, 22, 30, 40, 50, 60]
/** Scales and strata are made for the maximum over these horizons. */
const firstWindowHorizon = 3
const lastWindowHorizon = 8

const mostRows = 6000
const fewestRows = 60
const blocksKept = 7
const backtestBlocks = 2
const dailyFade = 0.87
const priorWeightRows = 30
const backtestLevel = 0.95

interface Rows {
  readonly bins: Int32Array
  readonly xs: Float64Array
  readonly ys: Float64Array
  readonly count: number
}

interface Block {
  readonly fromRow: number
  readonly toRow: number
  /** Coefficients known before the block, one row for each knot. */
  readonly coefficients: Float64Array
}

export function fitResiduals(trace: ResidualTrace, logs: Float64Array, options: ResidualFitOptions): ResidualFit {
  const knots = knotHorizons.filter(knot => knot <= options.horizonBins)
  const rows = collectRows(trace, logs, knots, options)
  if (rows.count < fewestRows) return assumedErrors(options)
  const { blocks, coefficients } = learnBlocks(trace, rows, knots, options)
  const kept = blocks.slice(-blocksKept)
  const judged = judge(trace, rows, knots, kept, options)
  return {
    weights: expand(coefficients, knots, featureCount, options.horizonBins),
    reach: expand(largestChanges(rows, knots.length), knots, 1, options.horizonBins),
    scaleWeights: Float32Array.from(judged.scaleWeights),
    errors: drawErrors(trace, rows, knots, kept, judged, options),
    backtestLoss: judged.loss,
  }
}

function collectRows(
  trace: ResidualTrace,
  logs: Float64Array,
  knots: readonly number[],
  { horizonBins }: ResidualFitOptions,
): Rows {
  const first = 5
  const last = logs.length - 1 - horizonBins
  const step = Math.max(Math.ceil((last - first) / mostRows), 1)
  const most = Math.max(Math.floor((last - first) / step) + 1, 0)
  const bins = new Int32Array(most)
  const xs = new Float64Array(most * featureCount)
  const ys = new Float64Array(most * knots.length)
  let count = 0
  for (let bin = last - step * Math.floor((last - first) / step); bin <= last; bin += step) {
    const level = levelAt(trace, bin)
    let known = logs[bin]
    for (let k = 0; k < knots.length; k++) {
      known += logs[bin + knots[k]]
      ys[count * knots.length + k] = trace.residuals[bin + knots[k]] - level
    }
    if (Number.isNaN(known)) continue
    bins[count] = bin
    writeFeatures(trace, bin, xs, count * featureCount)
    count++
  }
  return { bins, xs, ys, count }
}

function learnBlocks(trace: ResidualTrace, rows: Rows, knots: readonly number[], options: ResidualFitOptions) {
  const blocks: Block[] = []
  const equations = normalEquations(featureCount, knots.length)
  const blockBins = blockLength(rows, options.dayBins)
  const end = rows.bins[rows.count - 1] + 1
  let coefficients = levelCourse(knots.length)
  let row = 0
  for (
    let blockEnd = end - blockBins * Math.ceil((end - rows.bins[0]) / blockBins) + blockBins;
    row < rows.count;
    blockEnd += blockBins
  ) {
    const fromRow = row
    while (row < rows.count && rows.bins[row] < blockEnd) row++
    blocks.push({ fromRow, toRow: row, coefficients })
    if (options.course === 'level') continue
    fade(equations, dailyFade)
    for (let r = fromRow; r < row; r++) {
      const weight = trace.typical / (trace.slow[rows.bins[r]] + trace.typical)
      addRow(equations, weight, rows.xs, r * featureCount, rows.ys, r * knots.length)
    }
    coefficients = solve(equations, priorWeightRows)
  }
  return { blocks, coefficients }
}

/** A day, or a sixth of the history where it is short. */
function blockLength({ bins, count }: Rows, dayBins: number): number {
  const span = bins[count - 1] - bins[0] + 1
  return Math.min(dayBins, Math.max(Math.ceil(span / 6), 60))
}

/** The residual stays at the mean of the last five bins. */
function levelCourse(knots: number): Float64Array {
  const coefficients = new Float64Array(knots * featureCount)
  for (let k = 0; k < knots; k++) coefficients[k * featureCount + 4] = 1
  return coefficients
}

interface Judged {
  readonly firstRow: number
  readonly scaleWeights: Float64Array
  /** Of every row from `firstRow` on: scale of its errors, and the largest error in the window in units of it. */
  readonly scales: Float64Array
  readonly keys: Float64Array
  readonly loss: number
}

function judge(
  trace: ResidualTrace,
  rows: Rows,
  knots: readonly number[],
  blocks: readonly Block[],
  _options: ResidualFitOptions,
): Judged {
  const firstRow = blocks[0].fromRow
  const count = rows.count - firstRow
  const inWindow: number[] = []
  knots.forEach((knot, k) => {
    if (knot >= firstWindowHorizon && knot <= lastWindowHorizon) inWindow.push(k)
  })
  const features = new Float64Array(count * scaleFeatureCount)
  const target = new Float64Array(1)
  const keys = new Float64Array(count)
  const predicted = new Float64Array(count)
  const actual = new Float64Array(count)
  const scaleEquations = normalEquations(scaleFeatureCount, 1)
  for (const { fromRow, toRow, coefficients } of blocks) {
    fade(scaleEquations, dailyFade)
    for (let row = fromRow; row < toRow; row++) {
      const i = row - firstRow
      const bin = rows.bins[row]
      const level = levelAt(trace, bin)
      let squares = 0
      let centre = Number.NEGATIVE_INFINITY
      let reached = Number.NEGATIVE_INFINITY
      for (const k of inWindow) {
        const change = dot(coefficients, k * featureCount, rows.xs, row * featureCount)
        const error = rows.ys[row * knots.length + k] - change
        const base = trace.base[bin + knots[k]] + level
        squares += error * error
        centre = Math.max(centre, base + change)
        reached = Math.max(reached, base + change + error)
      }
      predicted[i] = centre
      actual[i] = reached
      keys[i] = reached - centre
      writeScaleFeatures(trace, bin, features, i * scaleFeatureCount)
      const counting = countingVariance(trace.residuals[bin] + trace.base[bin])
      target[0] = Math.log(squares / inWindow.length + 0.3 * counting)
      addRow(scaleEquations, 1, features, i * scaleFeatureCount, target, 0)
    }
  }
  const scaleWeights = solve(scaleEquations, 20)
  const scales = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    let sum = 0
    for (let f = 0; f < scaleFeatureCount; f++) sum += scaleWeights[f] * features[i * scaleFeatureCount + f]
    scales[i] = Math.exp(0.5 * sum)
    keys[i] /= scales[i]
  }
  const quantile = selectQuantile(Float64Array.from(keys), backtestLevel)
  const fromTest = blocks[Math.max(blocks.length - backtestBlocks, 0)].fromRow - firstRow
  let loss = 0
  for (let i = fromTest; i < count; i++) {
    loss += pinballLoss(backtestLevel, Math.expm1(predicted[i] + scales[i] * quantile), Math.expm1(actual[i]))
  }
  return { firstRow, scaleWeights, scales, keys, loss: loss / (count - fromTest) }
}

/** Rows at equal steps of the distribution of the window's largest error, so that few paths stand for all of them. */
function drawErrors(
  trace: ResidualTrace,
  rows: Rows,
  knots: readonly number[],
  blocks: readonly Block[],
  judged: Judged,
  { horizonBins, pathCount }: ResidualFitOptions,
): Int16Array {
  const count = judged.keys.length
  const order = Uint32Array.from({ length: count }, (_, i) => i).sort((a, b) => judged.keys[a] - judged.keys[b])
  const blockOf = new Uint8Array(count)
  for (const [index, { fromRow, toRow }] of blocks.entries()) {
    blockOf.fill(index, fromRow - judged.firstRow, toRow - judged.firstRow)
  }
  const expanded = blocks.map(block => expand(block.coefficients, knots, featureCount, horizonBins))
  const weightOf = (i: number) => dailyFade ** (blocks.length - 1 - blockOf[i])
  let total = 0
  for (let i = 0; i < count; i++) total += weightOf(i)
  const errors = new Int16Array(pathCount * horizonBins)
  let path = 0
  let before = 0
  for (const i of order) {
    before += weightOf(i)
    while (path < pathCount && before > ((path + 0.5) / pathCount) * total) {
      writeErrors(i, path * horizonBins)
      path++
    }
  }
  return errors

  function writeErrors(i: number, at: number) {
    const row = judged.firstRow + i
    const bin = rows.bins[row]
    const level = levelAt(trace, bin)
    const coefficients = expanded[blockOf[i]]
    for (let horizon = 0; horizon < horizonBins; horizon++) {
      const change = dot(coefficients, horizon * featureCount, rows.xs, row * featureCount)
      const error = trace.residuals[bin + horizon + 1] - level - change
      errors[at + horizon] = Math.max(Math.min(Math.round(error / judged.scales[i] / errorUnit), 32767), -32767)
    }
  }
}

/** Where history is too short for error paths: a random walk's, one quantile a path, in units of recent innovations. */
function assumedErrors({ horizonBins, pathCount }: ResidualFitOptions): ResidualFit {
  const errors = new Int16Array(pathCount * horizonBins)
  for (let path = 0; path < pathCount; path++) {
    const level = (path + 0.5) / pathCount
    const logistic = 0.5513 * Math.log(level / (1 - level))
    for (let horizon = 0; horizon < horizonBins; horizon++) {
      errors[path * horizonBins + horizon] = Math.round((logistic * Math.sqrt(1 + horizon)) / errorUnit)
    }
  }
  const weights = expand(levelCourse(1), [1], featureCount, horizonBins)
  const reach = new Float32Array(horizonBins).fill(1)
  const scaleWeights = Float32Array.from([0, 0, 1, 0, 0])
  return { weights, reach, scaleWeights, errors, backtestLoss: Number.POSITIVE_INFINITY }
}

function largestChanges({ ys, count }: Rows, knots: number): Float64Array {
  const largest = new Float64Array(knots).fill(0.05)
  for (let i = 0; i < count * knots; i++) {
    const size = Math.abs(ys[i])
    if (size > largest[i % knots]) largest[i % knots] = size
  }
  return largest
}

/** Rows of coefficients at the knots, linearly interpolated to all horizons. */
function expand(atKnots: Float64Array, knots: readonly number[], width: number, horizonBins: number): Float32Array {
  const all = new Float32Array(horizonBins * width)
  for (let horizon = 1, right = 0; horizon <= horizonBins; horizon++) {
    while (right < knots.length - 1 && knots[right] < horizon) right++
    const left = Math.max(right - 1, 0)
    const span = knots[right] - knots[left]
    const share = span === 0 ? 1 : Math.min((horizon - knots[left]) / span, 1)
    for (let i = 0; i < width; i++) {
      const from = atKnots[left * width + i]
      all[(horizon - 1) * width + i] = from + share * (atKnots[right * width + i] - from)
    }
  }
  return all
}

function dot(a: Float64Array | Float32Array, aAt: number, b: Float64Array, bAt: number): number {
  let sum = 0
  for (let i = 0; i < featureCount; i++) sum += a[aAt + i] * b[bAt + i]
  return sum
}
