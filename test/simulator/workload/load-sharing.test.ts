import { describe, expect, it } from 'vitest'
import { parseScenario } from '../../../simulator/scenario.ts'
import { outcomeOf, servingFleet, shareLoad } from '../../../simulator/workload/load-sharing.ts'
import { badShareCurve } from '../../../simulator/workload/physics.ts'
import { instance } from './fleets.ts'

const NOW = Date.UTC(2026, 0, 5)
const outstanding = parseScenario({})
const roundRobin = parseScenario({ loadBalancing: 'round-robin' })
const badShare = badShareCurve(outstanding.instance)

describe('the serving fleet', () => {
  it('is what is in service when the bin begins, cold ones with their factor', () => {
    const fleet = [
      instance('a', { inServiceAtMs: NOW - 180_000 }),
      instance('b', { inServiceAtMs: NOW - 90_000 }),
      instance('c', { inServiceAtMs: NOW }),
      instance('d', { inServiceAtMs: NOW + 1 }),
      instance('e', { inServiceAtMs: undefined, state: 'Pending' }),
      instance('f', { inServiceAtMs: NOW - 900_000, state: 'Terminating' }),
      instance('g', { inServiceAtMs: NOW - 900_000, state: 'Standby' }),
      instance('h', { inServiceAtMs: NOW - 900_000, state: 'Detaching' }),
    ]
    expect(servingFleet(fleet, NOW, outstanding)).toEqual({ inService: 3, coldFactors: [0.8, 0.6] })
  })
})

describe('least outstanding requests', () => {
  it('fills cold and warm targets to the same utilisation', () => {
    // Capacity: (2 + 0.5) instances · 50 rps · 10 s = 1250 requests.
    const parts = shareLoad(1000, 10, { inService: 3, coldFactors: [0.5] }, outstanding)
    expect(parts).toEqual([{ instances: 3, requests: 1000, utilisation: 0.8 }])
  })
})

describe('round robin', () => {
  it('sends the same to every target, so that a cold one is fuller', () => {
    // 300 requests each, over 500 of a warm and 375 of a cold target.
    const parts = shareLoad(900, 10, { inService: 3, coldFactors: [0.75] }, roundRobin)
    expect(parts).toEqual([
      { instances: 2, requests: 600, utilisation: 0.6 },
      { instances: 1, requests: 300, utilisation: 0.8 },
    ])
  })

  it('knows a fleet that is all cold', () => {
    expect(shareLoad(300, 10, { inService: 1, coldFactors: [0.6] }, roundRobin)).toEqual([
      { instances: 1, requests: 300, utilisation: 1 },
    ])
  })

  it('hurts more users than least outstanding requests while targets are cold', () => {
    const cold = { inService: 4, coldFactors: [0.6, 0.6] }
    const badBy = (scenario: typeof outstanding): number =>
      outcomeOf(1200, shareLoad(1200, 10, cold, scenario), badShare, 0).bad
    expect(badBy(roundRobin)).toBeGreaterThan(2 * badBy(outstanding))
  })
})

describe('what becomes of the requests', () => {
  const serve = (requests: number, inService: number, errorShare = 0) =>
    outcomeOf(requests, shareLoad(requests, 10, { inService, coldFactors: [] }, outstanding), badShare, errorShare)

  it('is rejection when nothing is in service', () => {
    expect(serve(70, 0)).toEqual({ rejected: 70, dropped: 0, errors: 0, bad: 70, utilisation: 0 })
  })

  it('is service with the bad share of the utilisation', () => {
    const { bad, ...rest } = serve(450, 1)
    expect(rest).toEqual({ rejected: 0, dropped: 0, errors: 0, utilisation: 0.9 })
    // Design §11: 8.9e-2 at 0.9.
    expect(Math.abs(bad / 450 / 8.9e-2 - 1)).toBeLessThan(0.1)
  })

  it('from saturation on is all bad, and the overflow is dropped', () => {
    // 1000 requests on 500: half of them overflow.
    expect(serve(1000, 1)).toEqual({ rejected: 0, dropped: 500, errors: 0, bad: 1000, utilisation: 1 })
    expect(serve(625, 1)).toMatchObject({ dropped: 125, bad: 625 })
  })

  it('is also the errors that targets make by themselves', () => {
    expect(serve(200, 1, 0.1).errors).toBe(20)
  })
})
