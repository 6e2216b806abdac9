import { describe, expect, it } from 'vitest'
import { lognormalShape, RandomStream } from '../../../simulator/kernel/random.ts'

const draws = 200_000

/** The tests' seeds are fixed, so a bound of five standard errors is met always or never; by chance once in 10⁶. */
const errors = 5

function drawMany(count: number, draw: () => number): Float64Array {
  return Float64Array.from({ length: count }, draw)
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function varianceOf(values: Float64Array): number {
  const mean = meanOf(values)
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
}

describe('a random stream', () => {
  it('is the same for the same seed and names, draw by draw', () => {
    const [one, other] = [0, 1].map(() => new RandomStream(7, 'lead', 'web'))
    for (let draw = 0; draw < 100; draw++) {
      expect(other.uniform()).toBe(one.uniform())
      expect(other.normal()).toBe(one.normal())
      expect(other.poisson(3)).toBe(one.poisson(3))
    }
  })

  it('is another for another seed, another name, or names that are split elsewhere', () => {
    const streams = [
      new RandomStream(1, 'a', 'bc'),
      new RandomStream(2, 'a', 'bc'),
      new RandomStream(1, 'a', 'bd'),
      new RandomStream(1, 'ab', 'c'),
      new RandomStream(1, 'abc'),
    ]
    expect(new Set(streams.map(stream => stream.uniform())).size).toBe(streams.length)
  })

  it('is not moved by what another stream draws', () => {
    const alone = new RandomStream(1, 'arrivals')
    const beside = new RandomStream(1, 'arrivals')
    const neighbour = new RandomStream(1, 'leads')
    for (let draw = 0; draw < 50; draw++) {
      neighbour.normal()
      expect(beside.uniform()).toBe(alone.uniform())
    }
  })

  it('does not follow its neighbour: streams of different names are uncorrelated', () => {
    const [a, b] = ['lead', 'leaf'].map(name => new RandomStream(1, name))
    // The product of two independent uniforms has mean 1/4 and variance 1/9 − 1/16 = 7/144.
    const products = drawMany(draws, () => a.uniform() * b.uniform())
    expect(Math.abs(meanOf(products) - 1 / 4)).toBeLessThan(errors * Math.sqrt(7 / 144 / draws))
  })

  it('draws uniforms from 0 up to but not including 1, of mean 1/2 and variance 1/12', () => {
    const stream = new RandomStream(1, 'uniform')
    const values = drawMany(draws, () => stream.uniform())
    expect(values.every(value => value >= 0 && value < 1)).toBe(true)
    expect(Math.abs(meanOf(values) - 1 / 2)).toBeLessThan(errors * Math.sqrt(1 / 12 / draws))
    // A uniform's fourth central moment is 1/80, so the variance of its sample variance is (1/80 − 1/144) / n.
    expect(Math.abs(varianceOf(values) - 1 / 12)).toBeLessThan(errors * Math.sqrt((1 / 80 - 1 / 144) / draws))
  })

  it('draws standard normals: mean 0, variance 1, 95 % below 1.645', () => {
    const stream = new RandomStream(1, 'normal')
    const values = drawMany(draws, () => stream.normal())
    expect(Math.abs(meanOf(values))).toBeLessThan(errors / Math.sqrt(draws))
    expect(Math.abs(varianceOf(values) - 1)).toBeLessThan(errors * Math.sqrt(2 / draws))
    const below = values.filter(value => value < 1.6449).length / draws
    expect(Math.abs(below - 0.95)).toBeLessThan(errors * Math.sqrt((0.95 * 0.05) / draws))
  })
})

describe('a Poisson draw', () => {
  // On both sides of 30, where inversion ends and the rounded normal begins.
  it.each([0.1, 3, 30, 31, 5000])('of mean %d has that mean and that variance', mean => {
    const stream = new RandomStream(1, 'poisson', String(mean))
    const values = drawMany(draws, () => stream.poisson(mean))
    expect(values.every(value => value >= 0 && Number.isInteger(value))).toBe(true)
    expect(Math.abs(meanOf(values) - mean)).toBeLessThan(errors * Math.sqrt(mean / draws))
    // Variance of the sample variance: (μ₄ − σ⁴)/n with μ₄ = λ + 3λ²; rounding a normal adds 1/12.
    const tolerance = errors * Math.sqrt((mean + 2 * mean ** 2) / draws) + (mean > 30 ? 1 / 12 : 0)
    expect(Math.abs(varianceOf(values) - mean)).toBeLessThan(tolerance)
  })

  it('of a small mean has the probabilities of the Poisson distribution', () => {
    const stream = new RandomStream(1, 'poisson')
    const values = drawMany(draws, () => stream.poisson(2))
    // P(k) = 2^k e^-2 / k!
    for (const [count, probability] of [0.135335, 0.270671, 0.270671, 0.180447, 0.090224].entries()) {
      const share = values.filter(value => value === count).length / draws
      expect(Math.abs(share - probability)).toBeLessThan(errors * Math.sqrt((probability * (1 - probability)) / draws))
    }
  })

  it.each([0, -1])('of mean %d is 0', mean => {
    expect(new RandomStream(1).poisson(mean)).toBe(0)
  })
})

describe('a lognormal of stated mean and 95th percentile', () => {
  // Design §11: cold launches, stopped warm-pool instances; and the widest that the scenario permits, 3.8 to 1.
  it.each([
    [150, 210],
    [90, 125],
    [10, 38],
  ])('(%d s, %d s) has both when sampled', (mean, percentile95) => {
    const stream = new RandomStream(1, 'lognormal', String(mean))
    const shape = lognormalShape(mean, percentile95)
    const values = drawMany(draws, () => stream.lognormal(shape))
    expect(Math.abs(meanOf(values) - mean)).toBeLessThan(errors * Math.sqrt(varianceOf(values) / draws))
    const below = values.filter(value => value < percentile95).length / draws
    expect(Math.abs(below - 0.95)).toBeLessThan(errors * Math.sqrt((0.95 * 0.05) / draws))
  })

  it('without spread gives its mean every time', () => {
    const stream = new RandomStream(1)
    const shape = lognormalShape(150, 150)
    for (let draw = 0; draw < 5; draw++) expect(stream.lognormal(shape)).toBeCloseTo(150, 9)
  })
})
