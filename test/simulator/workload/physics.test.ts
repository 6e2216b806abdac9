import { describe, expect, it } from 'vitest'
import { defaultScenario, parseScenario } from '../../../simulator/scenario.ts'
import { badShareCurve, badShareOfInstance, erlangC, servingFactor } from '../../../simulator/workload/physics.ts'

const { instance, coldServing } = defaultScenario

describe('erlangC', () => {
  it('is the utilisation for one server, and the closed form for two', () => {
    expect(erlangC(1, 0.7)).toBeCloseTo(0.7, 12)
    // M/M/2: C = a²/(2 + a) with a = offered load.
    expect(erlangC(2, 1.5)).toBeCloseTo((1.5 * 1.5) / (2 + 1.5), 12)
  })

  it('agrees with the textbook sum for eight servers', () => {
    expect(erlangC(8, 6.4)).toBeCloseTo(erlangCBySum(8, 6.4), 12)
  })
})

describe('the bad share of one instance', () => {
  it('is nothing below 0.6 and everything from 1 on', () => {
    expect(badShareOfInstance(0.599, instance)).toBe(0)
    expect(badShareOfInstance(0.601, instance)).toBeGreaterThan(0)
    expect(badShareOfInstance(1, instance)).toBe(1)
    expect(badShareOfInstance(3, instance)).toBe(1)
  })

  it('is ErlangC(8, 8ρ)·e^(−32(1−ρ)) in between', () => {
    expect(badShareOfInstance(0.9, instance)).toBeCloseTo(erlangCBySum(8, 7.2) * Math.exp(-3.2), 12)
  })
})

describe('the bad share of a warm fleet', () => {
  const curve = badShareCurve(instance)

  it.each([
    [0.75, 3.1e-4],
    [0.8, 2.2e-3],
    [0.85, 1.5e-2],
    [0.9, 8.9e-2],
    [0.95, 0.33],
  ])(
    'is at utilisation %d within 10 %% of %d, as the design and an integration of its own say',
    (utilisation, share) => {
      const integrated = integratedBadShare(utilisation)
      expect(Math.abs(integrated / share - 1)).toBeLessThan(0.1)
      expect(Math.abs(curve(utilisation) / share - 1)).toBeLessThan(0.1)
      expect(Math.abs(curve(utilisation) / integrated - 1)).toBeLessThan(0.005)
    },
  )

  it('is right between the points of its table too', () => {
    for (const utilisation of [0.70037, 0.81251, 0.88888, 0.97513]) {
      expect(Math.abs(curve(utilisation) / integratedBadShare(utilisation) - 1)).toBeLessThan(0.005)
    }
  })

  it('never falls with utilisation, is 0 when idle and 1 from saturation on', () => {
    let before = 0
    for (let utilisation = 0; utilisation < 1.2; utilisation += 0.0007) {
      expect(curve(utilisation)).toBeGreaterThanOrEqual(before)
      before = curve(utilisation)
    }
    expect(curve(0.4)).toBe(0)
    expect(curve(1)).toBe(1)
    expect(curve(Number.POSITIVE_INFINITY)).toBe(1)
  })

  it('adds the errors of the targets themselves', () => {
    const failing = badShareCurve(parseScenario({ instance: { errorShare: 0.1 } }).instance)
    expect(failing(0.3)).toBeCloseTo(0.1, 12)
    expect(failing(0.9)).toBeCloseTo(0.1 + 0.9 * curve(0.9), 9)
  })
})

describe('a cold instance', () => {
  it('serves 60 %, rising linearly to all of its capacity over 180 s', () => {
    expect([0, 45, 90, 180, 4000].map(seconds => servingFactor(seconds, coldServing))).toEqual([0.6, 0.7, 0.8, 1, 1])
  })

  it('serves everything at once where the scenario knows no ramp', () => {
    expect(servingFactor(0, { share: 0.6, rampSeconds: 0 })).toBe(1)
  })
})

/** Σ form: (a^c/c!)/(1−ρ) over itself plus Σ a^k/k!. */
function erlangCBySum(servers: number, offered: number): number {
  let term = 1
  let sum = 0
  for (let k = 0; k < servers; k++) {
    sum += term
    term *= offered / (k + 1)
  }
  const waiting = term / (1 - offered / servers)
  return waiting / (sum + waiting)
}

/** Simpson's rule over ±8 σ, written apart from the code under test. */
function integratedBadShare(utilisation: number): number {
  const panels = 4000
  const width = 16 / panels
  let integral = 0
  for (let i = 0; i <= panels; i++) {
    const z = -8 + i * width
    const rho = utilisation * (1 + 0.05 * z)
    const bad = rho < 0.6 ? 0 : rho >= 1 ? 1 : erlangCBySum(8, 8 * rho) * Math.exp(-32 * (1 - rho))
    const simpson = i === 0 || i === panels ? 1 : i % 2 === 1 ? 4 : 2
    integral += (simpson * bad * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI)
  }
  return (integral * width) / 3
}
