import { describe, expect, it } from 'vitest'
import {
  calibratedQuantile,
  conformalStateSchema,
  initialConformal,
  marginFactor,
  updateConformal,
} from '../../../../shared/domain/forecasting/conformal.ts'
import { RandomStream } from '../../../../simulator/kernel/random.ts'

const z95 = 1.6449

/** A forecaster that believes in errors of size `believed(t)` while they are of size `real(t)`; returns what was covered. */
function run(ticks: number, level: number, believed: (t: number) => number, real: (t: number) => number) {
  const random = new RandomStream(5, 'conformal')
  const z = level === 0.95 ? z95 : 0.8416
  let state = initialConformal(level)
  const covered: boolean[] = []
  const factors: number[] = []
  for (let t = 0; t < ticks; t++) {
    const forecast = { medianRps: 800, quantileRps: 800 * Math.exp(z * believed(t)) }
    const actualRps = 800 * Math.exp(real(t) * random.normal())
    covered.push(actualRps <= calibratedQuantile(state, forecast))
    factors.push(marginFactor(state))
    state = updateConformal(state, { ...forecast, actualRps })
  }
  return { covered, factors, state }
}

function share(covered: readonly boolean[], from: number, to = covered.length): number {
  return covered.slice(from, to).filter(Boolean).length / (to - from)
}

describe('adaptive conformal inference', () => {
  it('leaves a forecast alone until something is known', () => {
    expect(calibratedQuantile(initialConformal(), { medianRps: 100, quantileRps: 130 })).toBe(130)
  })

  it.each([
    ['half as wide as it should be', 0.05, 0.1],
    ['right', 0.1, 0.1],
    ['twice as wide as it should be', 0.2, 0.1],
  ])('makes a stated 95 %% true within 2 %% for a forecast that is %s', (_, believed, real) => {
    const { covered } = run(
      8000,
      0.95,
      () => believed,
      () => real,
    )
    expect(Math.abs(share(covered, 0) - 0.95)).toBeLessThan(0.02)
  })

  it('keeps other levels as well', () => {
    const { covered } = run(
      8000,
      0.8,
      () => 0.05,
      () => 0.1,
    )
    expect(Math.abs(share(covered, 1000) - 0.8)).toBeLessThan(0.02)
  })

  it('is right again within a day of ticks after errors have trebled for good', () => {
    const { covered } = run(
      12_000,
      0.95,
      () => 0.1,
      t => (t >= 4000 ? 0.3 : 0.1),
    )
    expect(share(covered, 4000, 4100)).toBeLessThan(0.85)
    expect(Math.abs(share(covered, 5440, 12_000) - 0.95)).toBeLessThan(0.02)
    expect(Math.abs(share(covered, 0) - 0.95)).toBeLessThan(0.02)
  })

  it('does not stay too wide after errors have shrunk to a third', () => {
    const { covered, factors } = run(
      12_000,
      0.95,
      () => 0.1,
      t => (t >= 4000 ? 0.1 / 3 : 0.1),
    )
    expect(Math.abs(share(covered, 0) - 0.95)).toBeLessThan(0.02)
    expect(factors[11_999]).toBeLessThan(0.5)
  })

  it('comes close to the factor that an oracle would use', () => {
    const { factors } = run(
      8000,
      0.95,
      () => 0.05,
      () => 0.1,
    )
    const late = factors.slice(4000)
    expect(late.reduce((sum, factor) => sum + factor, 0) / late.length).toBeCloseTo(2, 0)
    expect(Math.max(...late)).toBeLessThan(2.6)
    expect(Math.min(...late)).toBeGreaterThan(1.5)
  })

  it('cannot be driven to infinity by an endless run of misses, nor below the mirrored margin by hits', () => {
    let state = initialConformal()
    for (let t = 0; t < 5000; t++) state = updateConformal(state, { medianRps: 1, quantileRps: 2, actualRps: 1e9 })
    expect(marginFactor(state)).toBeLessThanOrEqual(5)
    for (let t = 0; t < 50_000; t++) state = updateConformal(state, { medianRps: 1, quantileRps: 2, actualRps: 0 })
    expect(marginFactor(state)).toBeGreaterThanOrEqual(-1)
  })

  it('stays finite at zero demand and does not learn from what is unknown', () => {
    const state = initialConformal()
    expect(updateConformal(state, { medianRps: 5, quantileRps: 6, actualRps: Number.NaN })).toBe(state)
    const idle = updateConformal(state, { medianRps: 0, quantileRps: 0, actualRps: 0 })
    expect(calibratedQuantile(idle, { medianRps: 0, quantileRps: 0 })).toBe(0)
    expect(Number.isFinite(idle.factor)).toBe(true)
  })

  it('survives being written to the table as JSON', () => {
    const { state } = run(
      50,
      0.95,
      () => 0.1,
      () => 0.1,
    )
    expect(conformalStateSchema.parse(JSON.parse(JSON.stringify(state)))).toEqual(state)
  })
})
