// How large forecast errors are just now: a log-linear model of their variance (Harvey 1976) on the turbulence of the last
// minutes, the noise of counting, the present rise, the errors of the latest forecasts, and the errors that are usual at this
// minute of the hour and at this time of day. Least squares on log squared errors give a start; then a few steps of descent on
// the loss that counts, the pinball loss of the 95 % quantile in requests.
import { countingVariance } from '../log-scale.ts'
import { selectQuantile } from '../quantiles.ts'
import { addRow, normalEquations, solve } from '../ridge.ts'
import { type ResidualTrace, riseAt } from './residual-trace.ts'

export const scaleFeatureCount = 7

/** Mean squared errors known when a forecast is made. */
export interface KnownErrors {
  /** Of the latest forecasts. */
  readonly latest: number
  /** Usual at the forecast's minute of the hour, over the last day. */
  readonly hourly: number
  /** Usual at the forecast's time of day, over the last days. */
  readonly daily: number
}

/** Rows to fit a scale on, in the order of time. */
export interface ScaleRows {
  readonly count: number
  /** `scaleFeatureCount` for each row. */
  readonly features: Float64Array
  /** Log of the mean squared error. */
  readonly logSquares: Float64Array
  /** The error that matters: of the maximum over the window. */
  readonly errors: Float64Array
  /** Log demand foretold, for the weight of a row. */
  readonly levels: Float64Array
}

export interface Scale {
  /** `scaleFeatureCount` coefficients of the log variance, and the largest log variance that they may give. */
  readonly weights: Float64Array
  /** Scale of every row. */
  readonly scales: Float64Array
}

const level = 0.95
const priorWeight = 20
const descentSteps = 10
const firstStep = 0.05
/** A row counts as demand to this power: between every minute alike (0) and every request alike (1). */
const demandPower = 0.7
/** The variance must not grow faster than in proportion to what it follows. */
const largestElasticity = 0.9
/** Beyond twice the largest scale in history nothing is known. */
const beyondHistory = Math.log(4)

/** Writes the `scaleFeatureCount` features of the errors of a forecast made after bin `bin` to `out[at…]`. */
export function writeScaleFeatures(
  trace: ResidualTrace,
  bin: number,
  known: KnownErrors,
  out: Float64Array,
  at: number,
): void {
  const counting = countingVariance(trace.residuals[bin] + trace.base[bin])
  const rise = riseAt(trace, bin)
  out[at] = 1
  out[at + 1] = Math.log(counting)
  out[at + 2] = Math.log(trace.turbulence[bin] + counting)
  out[at + 3] = Math.log(rise * rise + counting)
  out[at + 4] = Math.log(known.latest + counting)
  out[at + 5] = Math.log(known.hourly + counting)
  out[at + 6] = Math.log(known.daily + counting)
}

export function scaleOf(weights: ArrayLike<number>, features: Float64Array, at: number): number {
  let logVariance = 0
  for (let i = 0; i < scaleFeatureCount; i++) logVariance += weights[i] * features[at + i]
  return Math.exp(0.5 * Math.min(logVariance, weights[scaleFeatureCount]))
}

export function fitScale(rows: ScaleRows): Scale {
  const weights = new Float64Array(scaleFeatureCount + 1)
  weights[scaleFeatureCount] = Number.POSITIVE_INFINITY
  const means = columnMeans(rows)
  weights.set(leastSquares(rows, means))
  descend(rows, weights, means)
  const scales = scalesOf(rows, weights)
  weights[scaleFeatureCount] = 2 * Math.log(scales.reduce((a, b) => Math.max(a, b))) + beyondHistory
  return { weights, scales }
}

/** On deviations from the means, so that the prior pulls towards constant errors of the usual size. */
function leastSquares({ count, features, logSquares }: ScaleRows, means: Float64Array): Float64Array {
  const equations = normalEquations(scaleFeatureCount, 1)
  const row = new Float64Array(scaleFeatureCount)
  const target = new Float64Array(1)
  const usual = logSquares.reduce((sum, log) => sum + log, 0) / count
  for (let i = 0; i < count; i++) {
    for (let f = 1; f < scaleFeatureCount; f++) row[f] = features[i * scaleFeatureCount + f] - means[f]
    target[0] = logSquares[i] - usual
    addRow(equations, 1, row, 0, target, 0)
  }
  const weights = solve(equations, priorWeight)
  weights[0] = usual - shift(weights, means)
  return weights
}

function scalesOf({ count, features }: ScaleRows, weights: Float64Array): Float64Array {
  const scales = new Float64Array(count)
  for (let row = 0; row < count; row++) scales[row] = scaleOf(weights, features, row * scaleFeatureCount)
  return scales
}

/**
 * Descent on the pinball loss with momentum and normalised steps, as in Adam (Kingma & Ba 2015), but with one norm for all
 * elasticities: a feature that hardly varies must not be moved as far as one that matters. The features are centred meanwhile.
 */
function descend(rows: ScaleRows, weights: Float64Array, means: Float64Array): void {
  const demand = demandWeights(rows)
  const quantile = standardQuantile(rows, weights)
  const momentum = new Float64Array(scaleFeatureCount)
  const powers = new Float64Array(2)
  weights[0] += 2 * Math.log(quantile) + shift(weights, means)
  for (let step = 1; step <= descentSteps; step++) {
    const gradient = lossGradient(rows, weights, means, demand)
    powers[0] += 0.05 * (gradient[0] * gradient[0] - powers[0])
    powers[1] += 0.05 * (meanSquareOfSlopes(gradient) - powers[1])
    const rate = firstStep * (1 - (step - 1) / descentSteps)
    for (let i = 0; i < scaleFeatureCount; i++) {
      momentum[i] += 0.2 * (gradient[i] - momentum[i])
      const size = Math.sqrt(powers[i === 0 ? 0 : 1] / (1 - 0.95 ** step)) + 1e-12
      weights[i] -= (rate * momentum[i]) / (1 - 0.8 ** step) / size
    }
    keepSensible(weights)
  }
  weights[0] -= 2 * Math.log(quantile) + shift(weights, means)
}

function meanSquareOfSlopes(gradient: Float64Array): number {
  let squares = 0
  for (let i = 1; i < gradient.length; i++) squares += gradient[i] * gradient[i]
  return squares / (gradient.length - 1)
}

/** Gradient, up to a factor, of the pinball loss where the scale itself is the quantile of the errors. */
function lossGradient(
  { count, features, errors }: ScaleRows,
  weights: Float64Array,
  means: Float64Array,
  demand: Float64Array,
): Float64Array {
  const gradient = new Float64Array(scaleFeatureCount)
  for (let row = 0; row < count; row++) {
    const at = row * scaleFeatureCount
    let logVariance = weights[0]
    for (let i = 1; i < scaleFeatureCount; i++) logVariance += weights[i] * (features[at + i] - means[i])
    const bound = Math.exp(0.5 * logVariance)
    const slope = (errors[row] > bound ? -level : 1 - level) * bound * demand[row]
    gradient[0] += slope
    for (let i = 1; i < scaleFeatureCount; i++) gradient[i] += slope * (features[at + i] - means[i])
  }
  return gradient
}

/** More of anything never means smaller errors, and together they do not explode. */
function keepSensible(weights: Float64Array): void {
  let sum = 0
  for (let i = 1; i < scaleFeatureCount; i++) {
    weights[i] = Math.max(weights[i], 0)
    sum += weights[i]
  }
  if (sum <= largestElasticity) return
  for (let i = 1; i < scaleFeatureCount; i++) weights[i] *= largestElasticity / sum
}

function standardQuantile(rows: ScaleRows, weights: Float64Array): number {
  const scales = scalesOf(rows, weights)
  return Math.max(
    selectQuantile(
      rows.errors.map((error, row) => error / scales[row]),
      level,
    ),
    0.05,
  )
}

function demandWeights({ levels }: ScaleRows): Float64Array {
  const most = levels.reduce((a, b) => Math.max(a, b))
  return levels.map(log => Math.exp(demandPower * (log - most)))
}

function columnMeans({ count, features }: ScaleRows): Float64Array {
  const means = new Float64Array(scaleFeatureCount)
  for (let i = 0; i < features.length; i++) means[i % scaleFeatureCount] += features[i] / count
  return means
}

function shift(weights: Float64Array, means: Float64Array): number {
  let sum = 0
  for (let i = 1; i < scaleFeatureCount; i++) sum += weights[i] * means[i]
  return sum
}
