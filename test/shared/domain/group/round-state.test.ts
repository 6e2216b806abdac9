import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { initialState } from '../../../../shared/domain/fleet/assess-group.ts'
import { roundState } from '../../../../shared/domain/group/round-state.ts'

const rps = fc.double({ min: 0, max: 1e6, noNaN: true })
const forecast = fc.record({
  fromMs: fc.integer({ min: 0, max: 2e12 }),
  toMs: fc.integer({ min: 0, max: 2e12 }),
  medianRps: rps,
  quantileRps: rps,
  calibratedRps: rps,
  reactiveRps: rps,
  blendedRps: rps,
  lastRps: rps,
})

describe('a rounded state', () => {
  it('is off by less than a ten-thousandth, keeps whole numbers as they are, and does not change when it is rounded again', () => {
    fc.assert(
      fc.property(fc.array(fc.option(rps)), fc.array(forecast), (recentRps, pending) => {
        const state = roundState({ ...initialState(0), recentRps, pending })
        state.recentRps.forEach((value, index) => {
          const exact = recentRps[index]
          if (exact === null) expect(value).toBeNull()
          else expect(Math.abs((value ?? 0) - exact)).toBeLessThanOrEqual(5e-5 * exact)
        })
        state.pending.forEach(({ fromMs, toMs }, index) => {
          expect([fromMs, toMs]).toEqual([pending[index].fromMs, pending[index].toMs])
        })
        expect(roundState(state)).toEqual(state)
      }),
    )
  })

  it('leaves what is added up in small steps for weeks to its last digit', () => {
    const budget = {
      reactive: { desired: 1, serving: 1, launches: [], unread: [], above: 0, below: 0 },
      reactiveHours: 1234.56789012345,
      spentHours: 1234.56789012345,
      logPrice: Math.PI,
      usualInstances: Math.E,
    }
    const conformal = { level: 0.95, factor: 1.00853123456789, missRate: 0.0560215123456 }
    const baseline = { level: 0.95, logRatio: 0.0328459123456, scale: 0.0133179123456, count: 5867 }
    expect(roundState({ ...initialState(0), budget, conformal, baseline })).toMatchObject({
      budget,
      conformal,
      baseline,
    })
  })
})
