import { describe, expect, test } from 'vitest'
import { openAccount } from '../../../../shared/domain/capacity/budget.ts'
import { initialState } from '../../../../shared/domain/fleet/assess-group.ts'
import type { Outlook } from '../../../../shared/domain/fleet/outlook.ts'
import { planGroup } from '../../../../shared/domain/fleet/plan-group.ts'
import type { GroupState } from '../../../../shared/domain/group/records.ts'
import { aView, minuteMs, nowMs } from './a-view.ts'

const certain = (rps: number) => Float64Array.of(rps)

/** Demand stays at 400 rps: eight instances' worth, for which ten are cheapest where a miss costs 20 times as much as serving. */
const outlook: Outlook = {
  fromMs: nowMs,
  toMs: nowMs + 5 * minuteMs,
  medianRps: 400,
  p95Rps: 400,
  untilHelpRps: certain(400),
  untilPoolRps: certain(400),
  twoLeadsRps: certain(400),
  lastRps: 400,
  isFresh: false,
  experts: { rawRps: 400, calibratedRps: 400, reactiveRps: 400 },
}
const settings = { missCostRatio: 20 }
const recentEndMs = nowMs - 2 * minuteMs
const stateOf = (...recentRps: number[]): GroupState => ({ ...initialState(nowMs), recentRps, recentEndMs })
const calm = stateOf(400, 400, 400)

type Changes = NonNullable<Parameters<typeof aView>[0]>
const plan = (changes: Changes = {}, state = calm, seen: Partial<Outlook> = {}) =>
  planGroup(aView({ settings, ...changes }), state, { ...outlook, ...seen })

// n + 20 × 8 × e^(−32(1 − 8/n)): 13.6 for n = 9, 10.3 for 10, 11.03 for 11; n + 20 × 16 × e^(−32(1 − 16/n)): 20.53 for n = 20,
// 20.97 for 19, 21.16 for 21; n + 20 × 12 × e^(−32(1 − 12/n)): 15.4 for n = 15, 16.08 for 16, 16.5 for 14.
describe('what is needed', () => {
  test('is the cheapest fleet for what demand may do until help ordered now can serve', () => {
    expect(plan()?.needed).toEqual({ untilHelp: 10, whileKept: 10, because: 'forecast' })
    expect(plan({}, calm, { untilHelpRps: certain(800) })?.needed.untilHelp).toBe(20)
  })

  test('is less by what waits in the pool, but never less than is needed until the pool can serve', () => {
    const poolSeen = { warmed: 6, poolSize: 6, desiredCapacity: 10 }
    const rising = { untilHelpRps: certain(800) }
    expect(plan({ poolSeen }, calm, rising)?.needed.untilHelp).toBe(14)
    expect(plan({ poolSeen: { ...poolSeen, warmed: 12 } }, calm, rising)?.needed.untilHelp).toBe(10)
    expect(plan({ poolSeen }, calm, { ...rising, untilPoolRps: certain(800) })?.needed.untilHelp).toBe(20)
  })

  test('follows a rise that has outrun what is in service, unless ten seconds tell it already', () => {
    // 400 → 600 in two minutes on ten instances of 50: 600 + 100 a minute × 7 minutes = 1300 rps.
    const surge = stateOf(400, 500, 600)
    expect(plan({}, surge)?.needed).toMatchObject({ because: 'overload' })
    expect(plan({}, surge)?.needed.untilHelp).toBe(plan({}, calm, { untilHelpRps: certain(1300) })?.needed.untilHelp)
    expect(plan({}, surge, { isFresh: true })?.needed).toMatchObject({ untilHelp: 10, because: 'forecast' })
  })
})

describe('what is kept', () => {
  const running = { desiredCapacity: 30, inService: 30 }

  test('is what may be needed again within two launches', () => {
    expect(plan({ group: running }, calm, { twoLeadsRps: certain(800) })?.plan.floor).toBe(20)
  })

  test('is four fifths of the peak of the last half-hour, and of no older one', () => {
    const quiet = new Array<number>(29).fill(400)
    // 0.8 × 750 = 600 rps: 15 instances.
    expect(plan({ group: running }, stateOf(750, ...quiet))?.plan.floor).toBe(15)
    expect(plan({ group: running }, stateOf(750, ...quiet, 400))?.plan.floor).toBe(10)
    // Nothing is launched for it.
    expect(plan({}, stateOf(750, ...quiet))?.plan.floor).toBe(10)
  })

  test('goes by the latest ten seconds where the group counts them', () => {
    const fresh = { rps: new Array<number>(12).fill(750), endMs: nowMs }
    expect(plan({ group: running }, { ...calm, fresh })?.plan.floor).toBe(15)
  })
})

describe('what an instance can do', () => {
  test('is what was learned, or what a tag states, which is well below the most it can', () => {
    expect(plan()).toMatchObject({ saturationRps: 50, capacitySource: 'learned from CPU' })
    const stated = plan({ settings: { ...settings, requestsPerInstance: 39 } })
    expect(stated).toMatchObject({ saturationRps: 50, capacitySource: 'stated by tag' })
  })

  test('has to be known, and demand as well', () => {
    expect(plan({ learned: { saturationRps: undefined } })).toBeUndefined()
    expect(planGroup(aView(), calm, undefined)).toBeUndefined()
  })
})

test('an overdrawn budget makes a miss worth less, and the fleet smaller', () => {
  // Opened with ten, and overdrawn by a day of them.
  const budget = { ...openAccount(10), spentHours: 240 }
  const poor = plan({}, { ...calm, budget })
  expect(poor?.missCostRatio).toBeLessThan(2)
  expect(poor?.statedMissCostRatio).toBe(20)
  expect(poor?.needed.untilHelp).toBeLessThan(10)
  expect(poor?.needed.untilHelp).toBeGreaterThanOrEqual(8)
})

test('what the policy alone would hold is told beside it: 400 rps at 60 % of 50 an instance are 14', () => {
  expect(plan()?.policyAlone).toBe(14)
  expect(plan({ learned: { policyTargetPercent: undefined } })?.policyAlone).toBeUndefined()
})
