// Symmetric positive definite matrices as their lower triangle, row by row: the entry of row i and column j ≤ i lies at
// i (i + 1) / 2 + j.

export function triangle(size: number): Float64Array {
  return new Float64Array((size * (size + 1)) / 2)
}

/** Puts Cholesky's factor in place of the matrix. */
export function factorize(lower: Float64Array, size: number): void {
  for (let i = 0; i < size; i++) {
    const row = (i * (i + 1)) / 2
    for (let j = 0; j <= i; j++) {
      const other = (j * (j + 1)) / 2
      let sum = lower[row + j]
      for (let k = 0; k < j; k++) sum -= lower[row + k] * lower[other + k]
      lower[row + j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / lower[other + j]
    }
  }
}

/** Solves the equations whose matrix has this factor. */
export function substituted(lower: Float64Array, right: Float64Array): Float64Array {
  const solution = right.slice()
  for (let i = 0; i < solution.length; i++) {
    const row = (i * (i + 1)) / 2
    for (let k = 0; k < i; k++) solution[i] -= lower[row + k] * solution[k]
    solution[i] /= lower[row + i]
  }
  for (let i = solution.length - 1; i >= 0; i--) {
    for (let k = i + 1; k < solution.length; k++) solution[i] -= lower[(k * (k + 1)) / 2 + i] * solution[k]
    solution[i] /= lower[(i * (i + 3)) / 2]
  }
  return solution
}
