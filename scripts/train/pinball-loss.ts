// The loss that makes an answer a quantile (Koenker and Bassett 1978), for all levels at once.

/** Half the width of the stretch around zero in which the loss is a parabola, so that its gradient has no jump. */
const smoothing = 0.02
/** An error counts as no larger in what is reported; the gradient is bounded anyway. */
const largestError = 30

export interface PinballBatch {
  /** Row by row: for each horizon one value, NaN where it is not known. */
  readonly targets: Float32Array
  /** How much each target counts. */
  readonly weights: Float32Array
  readonly levels: readonly number[]
  /** How much each level counts. */
  readonly levelWeights: readonly number[]
}

/**
 * Mean loss of a known target and a level; the gradient of that mean is written into `gradient`.
 * @param outputs for each target one value for each level
 */
export function pinballLoss(outputs: Float32Array, batch: PinballBatch, gradient: Float32Array): number {
  const { targets, weights, levels, levelWeights } = batch
  const share = 1 / (knownTargets(targets) * levels.length)
  let loss = 0
  for (let target = 0, at = 0; target < targets.length; target++) {
    const known = !Number.isNaN(targets[target])
    for (let level = 0; level < levels.length; level++, at++) {
      gradient[at] = 0
      if (!known) continue
      const factor = weights[target] * levelWeights[level] * share
      const error = targets[target] - outputs[at]
      loss += factor * pinball(Math.min(Math.max(error, -largestError), largestError), levels[level])
      gradient[at] = -factor * slope(error, levels[level])
    }
  }
  return loss
}

function knownTargets(targets: Float32Array): number {
  let known = 0
  for (const target of targets) if (!Number.isNaN(target)) known++
  return Math.max(known, 1)
}

function pinball(error: number, level: number): number {
  const size = Math.abs(error)
  const smoothed = size < smoothing ? (size * size) / (2 * smoothing) + smoothing / 2 : size
  return (level - 0.5) * error + 0.5 * smoothed
}

function slope(error: number, level: number): number {
  return level - 0.5 + 0.5 * Math.min(Math.max(error / smoothing, -1), 1)
}
