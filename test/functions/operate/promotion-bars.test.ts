import { describe, expect, test } from 'vitest'
import { promotionBars } from '../../../functions/operate/promotion-bars.ts'
import type { ObservedSums } from '../../../shared/domain/fleet/observation-account.ts'
import type { GroupConfig } from '../../../shared/domain/group/records.ts'
import { aView } from '../../shared/domain/fleet/a-view.ts'

const { config, learned } = aView({ settings: { mode: 'observe' } })

/** Three days in which everything went well. */
const good: ObservedSums = {
  day: 20_000,
  minutes: 72 * 60,
  costedMinutes: 72 * 60,
  paid: 43_200,
  paidByPolicy: 43_200,
  paidActing: 43_200,
  missedMinutes: 10,
  missedMinutesActing: 2,
  forecasts: 4320,
  covered: 4104,
  forecastLoss: 80,
  reactiveLoss: 100,
}

interface Case {
  readonly sums?: Partial<ObservedSums>
  readonly config?: Partial<GroupConfig>
  readonly records?: Partial<Parameters<typeof promotionBars>[2]>
}

function unmet({ sums, config: changed, records }: Case): string[] {
  const bars = promotionBars(
    { ...good, ...sums },
    { ...config, ...changed },
    { learned, state: undefined, unreadable: [], ...records },
    5,
  )
  return Object.entries(bars).flatMap(([name, bar]) => (bar.met ? [] : [name]))
}

describe('the bar for promotion', () => {
  test('is met by three days in which everything went well', () => {
    expect(unmet({})).toEqual([])
  })

  test('wants 72 hours', () => {
    expect(unmet({ sums: { minutes: 72 * 60 - 1 } })).toEqual(['hours'])
  })

  test('wants the 95 % limit kept unless chance explains it: of 4,320 forecasts of five minutes, 864 are independent', () => {
    // Wilson's interval at 93.6 % of 864 reaches up to 95.05 %, at 93.3 % to 94.78 %.
    expect(unmet({ sums: { covered: Math.round(0.936 * 4320) } })).toEqual([])
    expect(unmet({ sums: { covered: Math.round(0.933 * 4320) } })).toEqual(['coverage'])
  })

  test('wants forecasts no worse than the reactive baseline, by the same 5 % by which a group is demoted', () => {
    expect(unmet({ sums: { forecastLoss: 105 } })).toEqual([])
    expect(unmet({ sums: { forecastLoss: 105.1 } })).toEqual(['loss'])
  })

  test('wants the cost within the budget, give or take 2 %', () => {
    expect(unmet({ sums: { paidActing: 1.02 * 43_200 } })).toEqual([])
    expect(unmet({ sums: { paidActing: 1.03 * 43_200 } })).toEqual(['cost'])
    const settings = { ...config.settings, budgetPercent: 133 }
    expect(unmet({ sums: { paidActing: 1.33 * 43_200 }, config: { settings } })).toEqual([])
  })

  test('wants no more minutes with too little capacity than without acting', () => {
    expect(unmet({ sums: { missedMinutesActing: 11 } })).toEqual(['missed'])
  })

  test('is not met by figures that nobody knows', () => {
    const nothing = {
      costedMinutes: 0,
      paid: 0,
      paidByPolicy: 0,
      paidActing: 0,
      missedMinutes: 0,
      missedMinutesActing: 0,
    }
    expect(unmet({ sums: { ...nothing, forecasts: 0, covered: 0, forecastLoss: 0, reactiveLoss: 0 } })).toEqual([
      'coverage',
      'loss',
      'cost',
      'missed',
    ])
  })

  test.each<[string, Case]>([
    ['a bad tag', { config: { problems: [{ tag: 'penumbra:mode', got: 'fast', wanted: 'observe or act' }] } }],
    ['a reason to leave the group alone', { config: { refusal: 'managed by somebody else' } }],
    ['no policy that scales in', { records: { learned: learned && { ...learned, canScaleIn: false } } }],
    ['a record that cannot be read', { records: { unreadable: ['memory'] } }],
  ])('counts %s as unresolved', (_, change) => {
    expect(unmet(change)).toEqual(['problems'])
  })
})
