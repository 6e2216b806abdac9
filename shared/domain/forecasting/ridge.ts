// Weighted ridge regression of many targets on the same features: one Gram matrix, one Cholesky factor, one substitution for
// each target (Hoerl & Kennard 1970). Rows are added one at a time and old ones can be faded, so that the same sums give an
// honest fit at the start of every day.

export interface NormalEquations {
  readonly features: number
  readonly targets: number
  /** Lower triangle of Σ w x xᵀ, row by row. */
  readonly gram: Float64Array
  /** Σ w x y, one row for each feature. */
  readonly moments: Float64Array
  /** Σ w, and Σ w y² averaged over the targets. */
  readonly sums: Float64Array
}

export function normalEquations(features: number, targets: number): NormalEquations {
  return {
    features,
    targets,
    gram: new Float64Array(features * features),
    moments: new Float64Array(features * targets),
    sums: new Float64Array(2),
  }
}

/** Adds the row whose features lie at `xs[xAt…]` and whose targets lie at `ys[yAt…]`. */
export function addRow(
  equations: NormalEquations,
  rowWeight: number,
  xs: Float64Array,
  xAt: number,
  ys: Float64Array,
  yAt: number,
): void {
  const { features, targets, gram, moments, sums } = equations
  sums[0] += rowWeight
  for (let k = 0; k < targets; k++) sums[1] += (rowWeight * ys[yAt + k] * ys[yAt + k]) / targets
  for (let i = 0; i < features; i++) {
    const weighted = rowWeight * xs[xAt + i]
    if (weighted === 0) continue
    const gramRow = i * features
    for (let j = 0; j <= i; j++) gram[gramRow + j] += weighted * xs[xAt + j]
    const momentRow = i * targets
    for (let k = 0; k < targets; k++) moments[momentRow + k] += weighted * ys[yAt + k]
  }
}

/** Multiplies the weight of all rows so far by `factor`. */
export function fade({ gram, moments, sums }: NormalEquations, factor: number): void {
  for (let i = 0; i < gram.length; i++) gram[i] *= factor
  for (let i = 0; i < moments.length; i++) moments[i] *= factor
  for (let i = 0; i < sums.length; i++) sums[i] *= factor
}

/**
 * Weight, at most 1, of a row whose target is far beyond the targets so far: an incident must not rule the fit (the weights of
 * Cauchy's M-estimator). Half at `tolerance` times their mean square.
 */
export function robustWeight({ sums }: NormalEquations, target: number, tolerance: number): number {
  if (sums[0] < fewestForRobustness) return 1
  return 1 / (1 + (target * target) / ((tolerance * sums[1]) / sums[0] + 1e-12))
}

const fewestForRobustness = 50

/**
 * Coefficients, one row for each target, drawn towards 0: as if `priorWeight` of weight in rows like those seen had said 0,
 * and no coefficient were expected to be much larger than 1.
 */
export function solve(equations: NormalEquations, priorWeight: number): Float64Array {
  const { features, targets, moments } = equations
  const factor = cholesky(equations, priorWeight)
  const coefficients = new Float64Array(targets * features)
  const column = new Float64Array(features)
  for (let target = 0; target < targets; target++) {
    for (let i = 0; i < features; i++) column[i] = moments[i * targets + target]
    substitute(factor, column, features)
    coefficients.set(column, target * features)
  }
  return coefficients
}

/** Lower Cholesky factor of the Gram matrix plus prior; a feature that is always 0 gets coefficient 0. */
function cholesky({ features: n, gram, sums }: NormalEquations, priorWeight: number): Float64Array {
  const factor = new Float64Array(n * n)
  const weight = Math.max(sums[0], 1e-12)
  const relative = 1 + 1e-9 + priorWeight / weight
  const absolute = sums[1] / weight + 1e-12
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = i === j ? gram[i * n + i] * relative + absolute : gram[i * n + j]
      for (let k = 0; k < j; k++) sum -= factor[i * n + k] * factor[j * n + k]
      factor[i * n + j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / factor[j * n + j]
    }
  }
  return factor
}

function substitute(factor: Float64Array, column: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) column[i] -= factor[i * n + k] * column[k]
    column[i] /= factor[i * n + i]
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) column[i] -= factor[k * n + i] * column[k]
    column[i] /= factor[i * n + i]
  }
}
