/**
 * Quantile of the standard normal distribution, to within 1.2e-9 of the probability.
 * Source: P. J. Acklam, "An algorithm for computing the inverse normal cumulative distribution function" (2003).
 * @param level above 0 and below 1
 */
export function normalQuantile(level: number): number {
  if (level < edge) return tail(Math.sqrt(-2 * Math.log(level)))
  if (level > 1 - edge) return -tail(Math.sqrt(-2 * Math.log(1 - level)))
  const q = level - 0.5
  const r = q * q
  return (q * polynomial(central, r)) / (r * polynomial(centralBelow, r) + 1)
}

const edge = 0.02425
const central = [
  -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239,
]
const centralBelow = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572]
const outer = [
  -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
]
const outerBelow = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416]

function tail(q: number): number {
  return polynomial(outer, q) / (q * polynomial(outerBelow, q) + 1)
}

function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0)
}
