// Weighted ridge regression in one pass: the sums are copied out at chosen rows, so that each copy gives the coefficients which
// were known then (Hoerl & Kennard 1970).
import { factorize, substituted, triangle } from './triangle.ts'

export interface RidgeSums {
  /** Rows before this one are in the sums. */
  readonly rowsEnd: number
  /** Coefficients, the intercept among them as the last one. */
  readonly features: number
  /** Lower triangle of Σ w x xᵀ, row by row. */
  readonly gram: Float64Array
  /** Σ w x y. */
  readonly moments: Float64Array
  /** Σ w y². */
  readonly squares: number
}

/**
 * @param columns regressors, one array each, all from the first row on
 * @param stops ascending; the sums are copied at each of them that lies within the rows
 * @param stride only every so many rows are looked at, the last one among them
 */
export function ridgeSums(
  columns: readonly Float64Array[],
  target: Float64Array,
  weights: Float64Array,
  stops: readonly number[],
  stride: number,
): RidgeSums[] {
  const sums = { gram: triangle(columns.length + 1), moments: new Float64Array(columns.length + 1), squares: 0 }
  const kept: RidgeSums[] = []
  let from = (target.length + stride - 1) % stride
  for (const stop of stops.filter(row => row >= 0 && row <= target.length)) {
    from = addRows(sums, columns, target, weights, { from, to: stop, stride })
    kept.push({
      rowsEnd: stop,
      features: columns.length + 1,
      gram: sums.gram.slice(),
      moments: sums.moments.slice(),
      squares: sums.squares,
    })
  }
  return kept
}

interface Rows {
  readonly from: number
  readonly to: number
  readonly stride: number
}

/** @returns the first row that was not added */
function addRows(
  sums: { gram: Float64Array; moments: Float64Array; squares: number },
  columns: readonly Float64Array[],
  target: Float64Array,
  weights: Float64Array,
  { from, to, stride }: Rows,
): number {
  const { gram, moments } = sums
  const x = new Float64Array(columns.length + 1).fill(1)
  let row = from
  for (; row < to; row += stride) {
    for (let i = 0; i < columns.length; i++) x[i] = columns[i][row]
    addSquare(gram, x, weights[row])
    const weighted = weights[row] * target[row]
    for (let i = 0; i < x.length; i++) moments[i] += weighted * x[i]
    sums.squares += weighted * target[row]
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

/**
 * Coefficients, the intercept last, drawn towards 0 (the intercept is not): as if `ridge` of all rows' weight, in regressors
 * that vary as much as the target does, had said 0.
 */
export function ridgeCoefficients({ gram, moments, squares, features }: RidgeSums, ridge: number): Float64Array {
  const weight = gram.at(-1)!
  const variance = weight > 0 ? Math.max(squares / weight - (moments[features - 1] / weight) ** 2, 0) : 0
  const penalty = ridge * weight * variance
  const factor = gram.slice()
  for (let i = 0; i < features; i++) factor[(i * (i + 3)) / 2] += tiny(weight) + (i < features - 1 ? penalty : 0)
  factorize(factor, features)
  return substituted(factor, moments)
}

/** Keeps the factor of a history that never changes away from 0 / 0. */
function tiny(weight: number): number {
  return 1e-9 * weight + 1e-12
}
