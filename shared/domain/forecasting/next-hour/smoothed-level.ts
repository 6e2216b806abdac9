// The level of the residual: exponentially smoothed (Brown 1956), as fast as history says. It is where a forecast starts, and
// all that there is to say while history is too short for more.

/** Unknown bins take the last known residual (the first known one at the start; 0 when nothing is known). */
export function fillResiduals(logs: Float64Array, base: Float64Array): Float64Array {
  const residuals = new Float64Array(logs.length)
  const first = logs.findIndex(log => !Number.isNaN(log))
  let last = first < 0 ? 0 : logs[first] - base[first]
  for (let bin = 0; bin < logs.length; bin++) {
    if (!Number.isNaN(logs[bin])) last = logs[bin] - base[bin]
    residuals[bin] = last
  }
  return residuals
}

/** One half has the noise of a mean of three bins: slower ones would be late in a flash crowd. */
const levelRates = [0.5, 0.65, 0.85, 1]
/** While there is not yet a regression to see to slower means, the level may be slow itself. */
const slowRates = [0.1, 0.2, 0.3]
const fewestForRegression = 500

/** Bins ahead: the middle of what is looked at, in minutes as in bins of five. */
const judgedHorizon = 5

/** The rate whose level has been closest to the residual some bins later. */
export function bestLevelRate(logs: Float64Array, base: Float64Array): number {
  const residuals = fillResiduals(logs, base)
  const rates = logs.length < fewestForRegression ? [...slowRates, ...levelRates] : levelRates
  const losses = rates.map(rate => levelLoss(residuals, logs, rate))
  return rates[losses.indexOf(Math.min(...losses))]
}

function levelLoss(residuals: Float64Array, logs: Float64Array, rate: number): number {
  const levels = smoothed(residuals, rate)
  let loss = 0
  for (let bin = 0; bin + judgedHorizon < levels.length; bin++) {
    if (!Number.isNaN(logs[bin + judgedHorizon])) loss += Math.abs(residuals[bin + judgedHorizon] - levels[bin])
  }
  return loss
}

/** @param rate share of a value in the level after it */
export function smoothed(values: Float64Array, rate: number): Float64Array {
  const levels = Float64Array.from(values)
  for (let bin = 1; bin < levels.length; bin++) levels[bin] = levels[bin - 1] + rate * (values[bin] - levels[bin - 1])
  return levels
}
