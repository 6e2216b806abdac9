// The regression of the residual's course, walked through history in blocks of a day, oldest first: what a block's forecasts
// are made with was learned before it, so its errors are honest although everything is done in one pass.

import { addRow, fade, normalEquations, robustWeight, solve } from '../ridge.ts'
import { featureCount, levelAt, type ResidualTrace, writeFeatures } from './residual-trace.ts'

/** `level`: the residual stays at its recent level; `learned`: as a regression says. */
export type Course = 'level' | 'learned'

/** Moments of the history at which a forecast is tried. */
export interface Rows {
  readonly count: number
  readonly bins: Int32Array
  /** `featureCount` features for each row. */
  readonly xs: Float64Array
  /** For each row and knot, the change of the residual from its level. */
  readonly ys: Float64Array
  /** Horizons that are fitted; those between are interpolated. */
  readonly knots: readonly number[]
}

export interface Block {
  readonly fromRow: number
  readonly toRow: number
  /** Coefficients known before the block, `featureCount` for each knot. */
  readonly coefficients: Float64Array
}

export interface Walk {
  readonly blocks: readonly Block[]
  /** Coefficients learned from the whole history. */
  readonly coefficients: Float64Array
}

const knotHorizons = [1, 2, 3, 4, 5, 6, 8, 10, 13, 17, 22, 30, 40, 50, 60]
const robustKnot = 4
const robustTolerance = 100
const mostRows = 6000
const firstBin = 5
const priorWeight = 10
export const dailyFade = 0.93

/** Evenly spaced moments at which everything from now to the longest horizon is known. */
export function collectRows(trace: ResidualTrace, logs: Float64Array, horizonBins: number): Rows {
  const knots = knotHorizons.filter(knot => knot <= horizonBins)
  const last = logs.length - 1 - horizonBins
  const step = Math.max(Math.ceil((last - firstBin) / mostRows), 1)
  const most = Math.max(Math.floor((last - firstBin) / step) + 1, 0)
  const bins = new Int32Array(most)
  const xs = new Float64Array(most * featureCount)
  const ys = new Float64Array(most * knots.length)
  let count = 0
  for (let bin = last - step * (most - 1); bin <= last && most > 0; bin += step) {
    if (!isKnown(logs, bin, knots)) continue
    const level = levelAt(trace, bin)
    for (let k = 0; k < knots.length; k++) ys[count * knots.length + k] = trace.residuals[bin + knots[k]] - level
    writeFeatures(trace, bin, xs, count * featureCount)
    bins[count++] = bin
  }
  return { count, bins, xs, ys, knots }
}

function isKnown(logs: Float64Array, bin: number, knots: readonly number[]): boolean {
  let sum = logs[bin]
  for (const knot of knots) sum += logs[bin + knot]
  return !Number.isNaN(sum)
}

export function walkForward(trace: ResidualTrace, rows: Rows, course: Course, dayBins: number): Walk {
  const equations = normalEquations(featureCount, rows.knots.length)
  const blocks: Block[] = []
  let coefficients: Float64Array = new Float64Array(rows.knots.length * featureCount)
  for (const [fromRow, toRow] of blockRanges(rows, dayBins)) {
    blocks.push({ fromRow, toRow, coefficients })
    if (course === 'level') continue
    fade(equations, dailyFade)
    for (let row = fromRow; row < toRow; row++) learnRow(row)
    coefficients = solve(equations, priorWeight)
  }
  return { blocks, coefficients }

  /** Turbulent times and incidents say less about the course than quiet ones. */
  function learnRow(row: number) {
    const calm = trace.usualTurbulence / (trace.usualTurbulence + trace.turbulence[rows.bins[row]])
    const at = row * rows.knots.length
    const target = rows.ys[at + Math.min(robustKnot, rows.knots.length - 1)]
    const weight = calm * robustWeight(equations, target, robustTolerance)
    addRow(equations, weight, rows.xs, row * featureCount, rows.ys, at)
  }
}

/** Rows of each day (a sixth of the history where it is short), counted back from the end. */
function blockRanges({ bins, count }: Rows, dayBins: number): [number, number][] {
  const end = bins[count - 1] + 1
  const span = end - bins[0]
  const blockBins = Math.min(dayBins, Math.max(Math.ceil(span / 6), 60))
  const ranges: [number, number][] = []
  let row = 0
  for (let blockEnd = end - blockBins * (Math.ceil(span / blockBins) - 1); row < count; blockEnd += blockBins) {
    const from = row
    while (row < count && bins[row] < blockEnd) row++
    if (row > from) ranges.push([from, row])
  }
  return ranges
}

/** Rows of `width` values at the knots, linearly interpolated to all horizons. */
export function toAllHorizons(
  atKnots: Float64Array,
  knots: readonly number[],
  width: number,
  horizonBins: number,
): Float32Array {
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

/** The change that the coefficients at `coefficients[from…]` foretell for the features at `xs[at…]`. */
export function changeOf(coefficients: ArrayLike<number>, from: number, xs: Float64Array, at: number): number {
  let sum = 0
  for (let i = 0; i < featureCount; i++) sum += coefficients[from + i] * xs[at + i]
  return sum
}
