import { describe, expect, test } from 'vitest'
import { explain, type Situation } from '../../../../shared/domain/fleet/explain.ts'
import { minuteMs, nowMs } from './a-view.ts'

const certain = Float64Array.of(412)

const situation: Situation = {
  outlook: {
    fromMs: nowMs,
    toMs: nowMs + 5 * minuteMs,
    medianRps: 412,
    p95Rps: 655.4,
    untilHelpRps: certain,
    untilPoolRps: certain,
    twoLeadsRps: certain,
    lastRps: 407,
    isFresh: false,
    experts: { rawRps: 412, calibratedRps: 412, reactiveRps: 412 },
  },
  needed: { untilHelp: 15, whileKept: 15, because: 'forecast' },
  plan: { floor: 15, wanted: 15, limit: 'none', costUsdPerHour: 1.44 },
  saturationRps: 49.97,
  capacitySource: 'learned from CPU',
  inService: 12,
  pending: 0,
  baselineMinSize: 2,
  maxSize: 100,
  price: { usdPerHour: 0.096, stoppedUsdPerHour: 0.0022, source: 'static table' },
  missCostRatio: 700,
  statedMissCostRatio: 700,
  policyAlone: 14,
  events: [],
}

describe('a reason', () => {
  test('says what was seen and expected, what was chosen and why, what it costs and what the alternative was', () => {
    expect(explain(situation)).toBe(
      'Demand was 407 rps, with 12 in service. Until help ordered now can serve (5 min), its peak is expected at 412 rps, ' +
        'below 655 rps with 95 %. At most 50.0 rps an instance (learned from CPU) and a miss 700 times the price of serving, ' +
        '15 are needed; floor 15 (MinSize). The floor costs 1.44 USD/h (static table); the policy alone would hold about 14 at the ' +
        'demand of now.',
    )
  })

  test.each<[string, Partial<Situation>, string]>([
    ['what is on its way', { pending: 3 }, 'with 12 in service and 3 on the way.'],
    [
      'that demand has outrun the fleet',
      { needed: { untilHelp: 15, whileKept: 15, because: 'overload' } },
      'with 95 %; but it has outrun what is in service, so its rise is carried on.',
    ],
    [
      'that what runs is kept',
      {
        needed: { untilHelp: 12, whileKept: 18, because: 'forecast' },
        plan: { ...situation.plan, floor: 16, wanted: 16 },
      },
      '12 are needed; up to 18 are worth keeping, as launching again costs more; floor 16 (MinSize).',
    ],
    [
      "that the team's MinSize is enough",
      { plan: { ...situation.plan, limit: 'baseline' } },
      'MinSize of 2 is enough.',
    ],
    [
      'that MaxSize is in the way',
      { plan: { ...situation.plan, limit: 'max-size' } },
      'but MaxSize is 100; floor 15 (MinSize).',
    ],
    [
      'that the cost cap is',
      { plan: { ...situation.plan, floor: 10, limit: 'cost-cap' } },
      'but penumbra:max-hourly-cost allows no more than the floor of 10 (MinSize).',
    ],
  ])('tells %s', (_, changes, text) => {
    expect(explain({ ...situation, ...changes })).toContain(text)
  })

  test.each([
    [234.56, '235'],
    [10.4, '10'],
    [7.777, '7.8'],
    [1.05, '1.1'],
  ])(
    'tells what the budget allows a miss to be worth, as a number that is read at a glance: %d is %s',
    (ratio, text) => {
      expect(explain({ ...situation, missCostRatio: ratio })).toContain(
        `and a miss ${text} times the price of serving (of the 700 that it may be, what the budget allows now), 15 are needed`,
      )
    },
  )

  test('is silent about a policy that is not known', () => {
    expect(explain({ ...situation, policyAlone: undefined })).toMatch(/USD\/h \(static table\)\.$/)
  })
})
