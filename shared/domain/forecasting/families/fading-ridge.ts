// Weighted ridge regression in one pass: the sums are copied out at chosen rows, so that each copy gives the coefficients which
// were known then (Hoerl & Kennard 1970).
import { factorize, substituted, triangle } from './triangle.ts'

export interface RidgeSums {
  /** Rows before this one are in the sums. */
  readonly rowsEnd: number
  /** What a row there weighs when it is fully trusted. */
  readonly rowWeight: number
  /** Lower triangle of Σ w x xᵀ, row by row; the last x is the 1 of the intercept. */
  readonly gram: Float64Array
  /** Σ w x y. */
  readonly moments: Float64Array
  /** Σ w y². */
  readonly squares: number
}

/** Rows of a regression, the oldest first. */
export interface Rows {
  /** Regressors, one array each. */
  readonly columns: readonly Float64Array[]
  readonly target: Float64Array
  readonly trust: Float64Array
  /** Rows after which a row counts half. */
  readonly halfLifeRows: number
  /** Only every so many rows are looked at, the last one among them. */
  readonly stride: number
}

/** @param stops ascending; the sums are copied at each of them that lies within the rows */
export function ridgeSums(rows: Rows, stops: readonly number[]): RidgeSums[] {
  const size = rows.columns.length + 1
  const sums = { gram: triangle(size), moments: new Float64Array(size), squares: 0 }
  const kept: RidgeSums[] = []
  let from = (rows.target.length + rows.stride - 1) % rows.stride
  for (const stop of stops.filter(row => row >= 0 && row <= rows.target.length)) {
    from = addRows(sums, rows, from, stop)
    kept.push({
      ...sums,
      rowsEnd: stop,
      rowWeight: rowWeight(rows, stop),
      gram: sums.gram.slice(),
      moments: sums.moments.slice(),
    })
  }
  return kept
}

function rowWeight({ target, halfLifeRows }: Rows, row: number): number {
  return 2 ** ((row - target.length) / halfLifeRows)
}

/** @returns the first row that was not added */
function addRows(
  sums: { gram: Float64Array; moments: Float64Array; squares: number },
  rows: Rows,
  from: number,
  to: number,
): number {
  const { columns, target, trust, stride } = rows
  const { gram, moments } = sums
  const x = new Float64Array(columns.length + 1).fill(1)
  let row = from
  for (; row < to; row += stride) {
    for (let i = 0; i < columns.length; i++) x[i] = columns[i][row]
    const weight = trust[row] * rowWeight(rows, row)
    addSquare(gram, x, weight)
    for (let i = 0; i < x.length; i++) moments[i] += weight * target[row] * x[i]
    sums.squares += weight * target[row] * target[row]
  }
  return row
}

function addSquare(gram: Float64Array, x: Float64Array, weight: number): void {
  let at = 0
  for (let i = 0; i < x.length; i++) {
    const weighted = weight * x[i]
    for (let j = 0; j <= i; j++) gram[at++] += weighted * x[j]
  }
}

/** What is believed of the coefficients before any row is seen. */
export interface Belief {
  /** One for each regressor; the intercept is believed to be 0. */
  readonly coefficients: readonly number[]
  /** As if so many rows, in regressors that vary as much as the target does, had said so of each; see `usualNoise`. */
  readonly rows: number
  readonly interceptRows: number
}

/** At this share of unexplained variance, a believed row counts as one; at twice that share, as two. */
const usualNoise = 0.02
const leastTimes = 0.01
const mostTimes = 3
const rounds = 3

/**
 * Coefficients, the intercept last, drawn towards what is believed; the more so, the more noise there is to mislead. How much
 * there is, earlier fits tell.
 */
export function ridgeCoefficients(sums: RidgeSums, belief: Belief): Float64Array {
  let times = 1
  for (let round = 0; round < rounds; round++) {
    const noise = unexplained(sums, drawn(sums, belief, times))
    times = Math.min(Math.max(noise / usualNoise, leastTimes), mostTimes)
  }
  return drawn(sums, belief, times)
}

/** Share of the target's variance that coefficients leave unexplained. */
function unexplained(sums: RidgeSums, coefficients: Float64Array): number {
  const { gram, moments, squares } = sums
  let rest = squares
  let at = 0
  for (let i = 0; i < coefficients.length; i++) {
    rest -= 2 * coefficients[i] * moments[i]
    for (let j = 0; j <= i; j++) rest += (i === j ? 1 : 2) * coefficients[i] * coefficients[j] * gram[at++]
  }
  const all = gram[gram.length - 1] * variance(sums)
  return all > 0 ? rest / all : 0
}

function drawn(sums: RidgeSums, belief: Belief, times: number): Float64Array {
  const { gram, moments, rowWeight } = sums
  const intercept = belief.coefficients.length
  const penalty = times * rowWeight * belief.rows * variance(sums)
  const factor = gram.slice()
  for (let i = 0; i < intercept; i++) factor[(i * (i + 3)) / 2] += penalty + tiny
  factor[factor.length - 1] += rowWeight * belief.interceptRows + tiny
  factorize(factor, moments.length)
  return substituted(
    factor,
    moments.map((moment, i) => moment + (i < intercept ? penalty * belief.coefficients[i] : 0)),
  )
}

/** Keeps the factor of a history that never changes away from 0 / 0. */
const tiny = 1e-9

/** Variance of the target. */
function variance({ gram, moments, squares }: RidgeSums): number {
  const weight = gram[gram.length - 1]
  return weight > 0 ? Math.max(squares / weight - (moments[moments.length - 1] / weight) ** 2, 0) : 0
}
