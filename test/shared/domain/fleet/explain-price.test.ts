import { describe, expect, test } from 'vitest'
import { explain, type Situation } from '../../../../shared/domain/fleet/explain.ts'

const outlook: Situation['outlook'] = {
  fromMs: 0,
  toMs: 300_000,
  medianRps: 210.4,
  p95Rps: 290,
  untilHelpRps: Float64Array.of(210, 290),
  untilPoolRps: undefined,
  twoLeadsRps: Float64Array.of(220, 300),
  lastRps: 200,
  isFresh: false,
  experts: { rawRps: 280, calibratedRps: 285, reactiveRps: 300 },
}

const situation: Situation = {
  outlook,
  needed: { untilHelp: 7, whileKept: 7, because: 'forecast' },
  plan: { floor: 7, wanted: 7, limit: 'none', costUsdPerHour: 0.672 },
  saturationRps: 50,
  capacitySource: 'learned from CPU',
  inService: 3,
  pending: 0,
  baselineMinSize: 2,
  maxSize: 200,
  price: { usdPerHour: 0.096, stoppedUsdPerHour: 0.0022, source: 'static table' },
  missCostRatio: 20,
  statedMissCostRatio: 20,
  policyAlone: 6,
  events: [],
}

const withPrice = (missCostRatio: number, statedMissCostRatio: number) =>
  explain({ ...situation, missCostRatio, statedMissCostRatio })

describe('the price of a miss', () => {
  test('is said once where the budget allows it, also where it is less by a rounding', () => {
    expect(withPrice(700, 700)).toContain('a miss 700 times the price of serving, 7 are needed')
    expect(withPrice(699.7, 700)).toContain('a miss 700 times the price of serving, 7 are needed')
  })

  test('is said beside what the team allows where the budget does not, in plain digits', () => {
    expect(withPrice(123.4, 700)).toContain('a miss 123 times the price of serving (of the 700 that it may be')
    expect(withPrice(1.05, 700)).toMatch(/a miss 1(\.1)? times the price of serving \(of the 700 that it may be/)
  })
})

describe('demand', () => {
  test.each([
    [0, 'Demand was 0 rps'],
    [0.25, 'Demand was 0.250 rps'],
    [200.4, 'Demand was 200 rps'],
    [2 ** 360, 'Demand was 2.3e+108 rps'],
  ])('of %d is "%s"', (lastRps, words) => {
    expect(explain({ ...situation, outlook: { ...outlook, lastRps } })).toContain(words)
  })
})

test('a floor that a cap holds down says which cap, and what is needed', () => {
  const plan = { floor: 5, wanted: 7, limit: 'cost-cap' as const, costUsdPerHour: 0.48 }
  expect(explain({ ...situation, plan })).toContain(
    '7 are needed, but penumbra:max-hourly-cost allows no more than the floor of 5 (MinSize).',
  )
})
