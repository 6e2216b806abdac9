// Joint error paths: what followed real forecasts over all horizons, in units of the scale that each had.
import type { Courses } from './courses.ts'
import { featureCount, levelAt, type ResidualTrace } from './residual-trace.ts'
import { type Block, changeOf, dailyFade, type Rows, toAllHorizons } from './walk-forward.ts'

/** Errors are stored as integers of this many scales, up to ± 64 scales. */
export const errorUnit = 1 / 512
const largestError = 32_767

export interface Candidates {
  /** Blocks that paths are drawn from; their rows are the candidates. */
  readonly blocks: readonly Block[]
  /** Scale of every candidate. */
  readonly scales: Float64Array
  /** Log demand by which every candidate's forecast was lifted. */
  readonly lifts: Float64Array
  /** Error of the window's maximum of every candidate, in scales. */
  readonly ranks: Float64Array
  /** The candidates that count; at least one. */
  readonly chosen: Uint32Array
}

/**
 * Paths at equal steps of the distribution of the window's largest error, recent ones counting more: so a few hundred stand
 * for thousands, and the quantile that matters has hardly any sampling error.
 */
export function drawErrorPaths(
  trace: ResidualTrace,
  rows: Rows,
  courses: Courses,
  candidates: Candidates,
  horizonBins: number,
  pathCount: number,
): Int16Array {
  const { blocks, ranks, chosen } = candidates
  const firstRow = blocks[0].fromRow
  const blockOf = blockOfCandidates(blocks, ranks.length)
  const coefficients = blocks.map(block => toAllHorizons(block.coefficients, rows.knots, featureCount, horizonBins))
  const errors = new Int16Array(pathCount * horizonBins)
  const order = chosen.toSorted((a, b) => ranks[a] - ranks[b])
  const weightOf = (candidate: number) => dailyFade ** (blocks.length - 1 - blockOf[candidate])
  const total = order.reduce((sum, candidate) => sum + weightOf(candidate), 0)
  let path = 0
  let before = 0
  for (const candidate of order) {
    before += weightOf(candidate)
    for (; path < pathCount && before > ((path + 0.5) / pathCount) * total; path++) writePath(candidate)
  }
  return errors

  function writePath(candidate: number) {
    const row = firstRow + candidate
    const bin = rows.bins[row]
    const level = levelAt(trace, bin) + candidates.lifts[candidate]
    const share = courses.share[bin]
    for (let horizon = 0; horizon < horizonBins; horizon++) {
      const at = horizon * featureCount
      const change = share * changeOf(coefficients[blockOf[candidate]], at, rows.xs, row * featureCount)
      const error = (trace.residuals[bin + horizon + 1] - level - change) / candidates.scales[candidate]
      errors[path * horizonBins + horizon] = toInteger(error)
    }
  }
}

/** Where history is too short for error paths: a random walk's, one quantile a path, in units of its first step. */
export function assumedErrorPaths(horizonBins: number, pathCount: number): Int16Array {
  const errors = new Int16Array(pathCount * horizonBins)
  for (let path = 0; path < pathCount; path++) {
    const level = (path + 0.5) / pathCount
    const error = logisticScale * Math.log(level / (1 - level))
    for (let horizon = 0; horizon < horizonBins; horizon++) {
      errors[path * horizonBins + horizon] = toInteger(error * Math.sqrt(1 + horizon))
    }
  }
  return errors
}

/** √3/π: a logistic distribution of this scale has variance 1, and somewhat heavier tails than the normal. */
const logisticScale = Math.sqrt(3) / Math.PI

function toInteger(error: number): number {
  return Math.max(Math.min(Math.round(error / errorUnit), largestError), -largestError)
}

function blockOfCandidates(blocks: readonly Block[], count: number): Uint8Array {
  const blockOf = new Uint8Array(count)
  for (const [index, { fromRow, toRow }] of blocks.entries()) {
    blockOf.fill(index, fromRow - blocks[0].fromRow, toRow - blocks[0].fromRow)
  }
  return blockOf
}
