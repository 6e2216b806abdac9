/** A complex number: its real and its imaginary part. */
type Complex = readonly [number, number]

export interface PowerSums {
  /** Σ qᵃ, a = 1…n. */
  readonly once: Complex
  /** Σ a qᵃ. */
  readonly times: Complex
  /** Σ a² qᵃ. */
  readonly squared: Complex
}

/**
 * Sums of the powers of q = radius · e^{i angle}, radius below 1, in closed form. Each follows from the one before by
 * (1 - q) Σ f(a) qᵃ = Σ (f(a) - f(a - 1)) qᵃ - f(n) qⁿ⁺¹ with f(0) = 0.
 */
export function powerSums(radius: number, angle: number, n: number): PowerSums {
  const q = polar(radius, angle)
  const beyond = polar(radius ** (n + 1), angle * (n + 1))
  const summed = (differences: Complex, last: number) =>
    divided(combined(differences, 1, beyond, -last), [1 - q[0], -q[1]])
  const once = summed(q, 1)
  const times = summed(once, n)
  return { once, times, squared: summed(combined(times, 2, once, -1), n * n) }
}

function polar(radius: number, angle: number): Complex {
  return [radius * Math.cos(angle), radius * Math.sin(angle)]
}

function combined(left: Complex, leftTimes: number, right: Complex, rightTimes: number): Complex {
  return [left[0] * leftTimes + right[0] * rightTimes, left[1] * leftTimes + right[1] * rightTimes]
}

function divided([a, b]: Complex, [c, d]: Complex): Complex {
  const norm = c * c + d * d
  return [(a * c + b * d) / norm, (b * c - a * d) / norm]
}
