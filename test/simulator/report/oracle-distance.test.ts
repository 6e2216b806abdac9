import { describe, expect, it } from 'vitest'
import { formatDistance } from '../../../functions/widget/format-numbers.ts'
import { distanceToOracle } from '../../../simulator/report/oracle-distance.ts'
import { samplePolicy, sampleResult } from './sample-result.ts'

// Of 1,000,000 requests each: the oracle pays $100 for 10 bad ones and $80 for 1,000.
const clean = samplePolicy({ badRequests: 10, costUsd: 100 })
const cheap = samplePolicy({ badRequests: 1000, costUsd: 80 })

function distance(badRequests: number, costUsd: number, oracles: Parameters<typeof sampleResult>[0]) {
  const result = sampleResult({ penumbra: samplePolicy({ badRequests, costUsd }), ...oracles })
  return distanceToOracle(result, 'penumbra')
}

describe('the distance to the oracle', () => {
  it('interpolates the cost in the logarithm of the bad share', () => {
    // 100 bad lie half way between 10 and 1,000 in logarithms, so the oracle pays $90; 99 / 90 = 1.1.
    const { costRatio, bound } = distance(100, 99, { 'oracle@70': clean, 'oracle@80': cheap }) ?? fail()
    expect(costRatio).toBeCloseTo(1.1, 12)
    expect(bound).toBe('exact')
  })

  it('is at most what the cleanest oracle gives, for a policy that is cleaner still', () => {
    expect(distance(1, 120, { 'oracle@70': clean, oracle: cheap })).toEqual({ costRatio: 1.2, bound: 'at-most' })
  })

  it('is at least what the cheapest oracle gives, for a policy with more bad requests', () => {
    expect(distance(5000, 88, { 'oracle@70': clean, oracle: cheap })).toEqual({ costRatio: 1.1, bound: 'at-least' })
  })

  it('is unknown where the oracle pays nothing', () => {
    expect(distance(10, 0, { oracle: samplePolicy({ badRequests: 10, costUsd: 0 }) })).toBeUndefined()
  })

  it('is exact at an end of the frontier', () => {
    expect(distance(10, 110, { oracle: clean })).toEqual({ costRatio: 1.1, bound: 'exact' })
    expect(distance(1000, 88, { 'oracle@70': clean, oracle: cheap })).toEqual({ costRatio: 1.1, bound: 'exact' })
  })

  it('ignores oracle rows that are both dearer and worse than another', () => {
    const foolish = samplePolicy({ badRequests: 100, costUsd: 500 })
    const { costRatio } = distance(100, 99, { 'oracle@70': clean, 'oracle@75': foolish, 'oracle@80': cheap }) ?? fail()
    expect(costRatio).toBeCloseTo(1.1, 12)
  })

  it('counts no bad request as half a one', () => {
    // The frontier from 0.5 (none) at $120 to 50 at $100: 5 lie half way, $110; 121 / 110 = 1.1.
    const oracles = {
      'oracle@60': samplePolicy({ badRequests: 0, costUsd: 120 }),
      'oracle@70': samplePolicy({ badRequests: 50, costUsd: 100 }),
    }
    expect(distance(5, 121, oracles)?.costRatio).toBeCloseTo(1.1, 12)
    expect(distance(0, 132, oracles)).toEqual({ costRatio: 1.1, bound: 'exact' })
  })

  it('does not exist without an oracle, for the oracle itself, or for a policy that was not simulated', () => {
    expect(distance(1, 1, {})).toBeUndefined()
    const result = sampleResult({ penumbra: clean, oracle: cheap })
    expect(distanceToOracle(result, 'oracle')).toBeUndefined()
    expect(distanceToOracle(result, 'nobody')).toBeUndefined()
  })

  it('is written with its sign and its bound', () => {
    expect(formatDistance({ costRatio: 1.14, bound: 'exact' })).toBe('+14 %')
    expect(formatDistance({ costRatio: 0.98, bound: 'at-most' })).toBe('≤ −2 %')
    expect(formatDistance({ costRatio: 1.5, bound: 'at-least' })).toBe('≥ +50 %')
    expect(formatDistance(undefined)).toBe('–')
  })
})

function fail(): never {
  throw new Error('got no distance, wanted one')
}
