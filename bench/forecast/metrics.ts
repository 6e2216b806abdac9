// What forecasts are judged by, as the sources define it.

/** Koenker & Bassett (1978): of all forecasts the quantile at `level` has the least expected pinball loss. */
export function pinballLoss(forecast: number, actual: number, level: number): number {
  return actual >= forecast ? level * (actual - forecast) : (1 - level) * (forecast - actual)
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Of numbers above 0. */
export function geometricMean(values: readonly number[]): number {
  return Math.exp(mean(values.map(Math.log)))
}

/** Linear between the order statistics at (k − 1/2) / n, as shared/domain/forecasting/quantiles.ts has it. */
export function quantileOf(values: readonly number[], level: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const position = Math.min(Math.max(level * sorted.length - 0.5, 0), sorted.length - 1)
  const lower = Math.floor(position)
  const upper = Math.min(lower + 1, sorted.length - 1)
  return sorted[lower] + (position - lower) * (sorted[upper] - sorted[lower])
}
