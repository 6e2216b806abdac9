// The cheapest number of instances at every step, when the future is known. Value iteration backwards over steps and fleet
// sizes; because launching and retiring cost the same for every instance, the best successor of all sizes is found in two
// sweeps, so that a step costs as many operations as there are sizes. Exact, whatever the shape of the loss.

export interface CapacityProblem {
  readonly steps: number
  readonly minSize: number
  readonly maxSize: number
  /** USD per step and instance in service. */
  readonly holdingUsd: number
  /** USD per launch, beyond its time in service. */
  readonly launchUsd: number
  /** USD per retirement. */
  readonly retireUsd: number
  /** USD lost at a step that `capacity` instances' worth serves. */
  readonly lossUsd: (step: number, capacity: number) => number
}

/** Fleet size of every step; the first may be anything for free. */
export function cheapestCapacityPath(problem: CapacityProblem): Uint16Array {
  const { steps, minSize, maxSize } = problem
  const sizes = maxSize - minSize + 1
  const successors = new Uint16Array(steps * sizes)
  const value = new Float64Array(sizes)
  for (let step = steps - 1; step >= 0; step--) {
    if (step < steps - 1) moveBack(value, successors.subarray(step * sizes, (step + 1) * sizes), problem)
    for (let size = 0; size < sizes; size++) {
      value[size] += (minSize + size) * problem.holdingUsd + problem.lossUsd(step, minSize + size)
    }
  }
  return follow(successors, sizes, steps, cheapestOf(value)).map(size => size + minSize)
}

/** Turns the value of being at a size into the value of having been at one the step before, and notes the best move. */
function moveBack(value: Float64Array, successors: Uint16Array, { launchUsd, retireUsd }: CapacityProblem): void {
  for (let size = 0; size < value.length; size++) successors[size] = size
  for (let size = value.length - 2; size >= 0; size--) {
    if (value[size + 1] + launchUsd >= value[size]) continue
    value[size] = value[size + 1] + launchUsd
    successors[size] = successors[size + 1]
  }
  for (let size = 1; size < value.length; size++) {
    if (value[size - 1] + retireUsd >= value[size]) continue
    value[size] = value[size - 1] + retireUsd
    successors[size] = successors[size - 1]
  }
}

function follow(successors: Uint16Array, sizes: number, steps: number, first: number): Uint16Array {
  const path = new Uint16Array(steps)
  path[0] = first
  for (let step = 1; step < steps; step++) path[step] = successors[(step - 1) * sizes + path[step - 1]]
  return path
}

function cheapestOf(value: Float64Array): number {
  let best = 0
  for (let size = 1; size < value.length; size++) if (value[size] < value[best]) best = size
  return best
}
