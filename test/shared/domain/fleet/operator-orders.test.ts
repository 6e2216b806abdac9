import { describe, expect, test } from 'vitest'
import { assessGroup, initialState } from '../../../../shared/domain/fleet/assess-group.ts'
import { chooseIntent } from '../../../../shared/domain/fleet/choose-intent.ts'
import type { FloorMemory } from '../../../../shared/domain/fleet/floor-steps.ts'
import type { GroupView } from '../../../../shared/domain/fleet/group-view.ts'
import type { FittedModel } from '../../../../shared/domain/forecasting/model.ts'
import { type GroupOrders, type LoadEvent, noOrders } from '../../../../shared/domain/group/orders.ts'
import type { GroupState } from '../../../../shared/domain/group/records.ts'
import { aView, certainModel, minuteMs, nowMs } from './a-view.ts'

const by = 'arn:aws:iam::123456789012:user/ana'
const pausedUntil = (untilMs?: number): GroupOrders => ({
  ...noOrders,
  paused: { sinceMs: 90 * minuteMs, untilMs, by, reason: 'incident 7' },
})
const orders = pausedUntil()

/** The floor stands at 12 instead of the team's 2, lent until half an hour from now. */
const lent: { memory: FloorMemory; managed: boolean; group: { minSize: number } } = {
  memory: { baselineMinSize: 2, writtenMinSizes: [12], expiresAtMs: nowMs + 30 * minuteMs },
  managed: true,
  group: { minSize: 12 },
}

const choose = (view: GroupView) => chooseIntent(view, initialState(nowMs), undefined)

describe('a paused group', () => {
  test('is left exactly as it is: nothing is changed, renewed or put back', () => {
    const intent = choose(aView({ orders, ...lent }))
    expect(intent).toMatchObject({ action: 'freeze', floorAfter: 12, steps: [] })
  })

  test('says who paused it, since when, until when and why, and what becomes of its floor', () => {
    expect(choose(aView({ orders })).reason).toBe(
      'Paused by arn:aws:iam::123456789012:user/ana since 1970-01-01 01:30 UTC, until it is resumed: incident 7. ' +
        'Nothing is changed; a raised floor expires by itself.',
    )
    const until = pausedUntil(nowMs + minuteMs)
    expect(choose(aView({ orders: until })).reason).toContain('until 1970-01-01 01:41 UTC: incident 7.')
  })

  test('goes on by itself when its time is over', () => {
    expect(choose(aView({ orders: pausedUntil(nowMs) })).action).toBe('wait')
    expect(choose(aView({ orders: pausedUntil(nowMs + 1) })).action).toBe('freeze')
  })

  test('is put back by the kill switch all the same: an uninstall must not leave it changed', () => {
    expect(choose(aView({ orders, mode: 'restore', ...lent }))).toMatchObject({ action: 'restore', floorAfter: 2 })
  })

  test('is put back when its team opts out: whoever owns the tags outranks whoever paused', () => {
    expect(choose(aView({ orders, config: { optedIn: false }, ...lent }))).toMatchObject({
      action: 'restore',
      floorAfter: 2,
    })
  })

  test('is not put back for what Penumbra finds out by itself: a refusal, observing, worse forecasts', () => {
    const refused = aView({ orders, config: { refusal: 'it shares a target group' }, ...lent })
    expect(choose(refused).action).toBe('freeze')
    expect(choose(aView({ orders, settings: { mode: 'observe' }, ...lent })).action).toBe('freeze')
    const demoted = { ...initialState(nowMs), demoted: true }
    expect(chooseIntent(aView({ orders, ...lent }), demoted, undefined).action).toBe('freeze')
  })

  test('is frozen by the kill switch under its own reason', () => {
    expect(choose(aView({ orders, mode: 'freeze' })).reason).toContain('The kill switch says freeze')
  })

  test('a pause of every group is no order that exists', () => {
    expect(choose(aView({ ordersForAll: orders })).action).toBe('wait')
  })

  test('goes on learning from its demand', () => {
    const minutes = { startMs: nowMs - 4 * minuteMs, values: Float64Array.of(6000, 12_000) }
    expect(assessGroup(aView({ orders, minutes })).state.recentRps).toEqual([100, 200])
  })
})

/** Expects demand to stay as it was in the last minute that is known. */
const persistent: FittedModel = {
  ...certainModel(() => 0),
  paths: (recent, bins) => ({
    startMs: recent.startMs + recent.ratesRps.length * minuteMs,
    binSeconds: 60,
    bins,
    count: 1,
    rates: new Float64Array(bins).fill(recent.ratesRps.at(-1) ?? 0),
  }),
}

/** 400 rps for an hour, known to three minutes ago. */
const state: GroupState = {
  ...initialState(0),
  recentRps: new Array<number>(60).fill(400),
  recentEndMs: nowMs - 3 * minuteMs,
}

/** Twice the load from three minutes from now on; a launch takes four. */
const sale: LoadEvent = {
  schemaVersion: 1,
  id: 'sale',
  kind: 'campaign',
  startsAtMs: nowMs + 3 * minuteMs,
  endsAtMs: nowMs + 90 * minuteMs,
  loadMultiplier: 2,
  by,
}

const announcing = (...events: LoadEvent[]): GroupOrders => ({ ...noOrders, events })
const assess = (changes: Parameters<typeof aView>[0] = {}) =>
  assessGroup(aView({ model: persistent, state, ...changes }))

describe('an announced event', () => {
  test('of twice the load is planned for before it begins, as soon as a launch would come too late otherwise', () => {
    const { decision } = assess({ orders: announcing(sale) })
    expect(decision.outlook?.medianRps).toBe(800)
    // 800 rps at 50 an instance are 16 at the very least; 400 need no more than the 11 that are worth it.
    expect(decision.floorAfter).toBeGreaterThanOrEqual(16)
    expect(assess().decision.floorAfter).toBeLessThanOrEqual(11)
  })

  test('that a launch reaches in time is left to a later tick', () => {
    const later = { ...sale, startsAtMs: nowMs + 10 * minuteMs }
    expect(assess({ orders: announcing(later) }).decision.outlook?.medianRps).toBe(400)
  })

  test('of every group counts, and one of the group beside it multiplies', () => {
    const newsletter = { ...sale, id: 'newsletter', loadMultiplier: 1.5 }
    const { decision } = assess({ orders: announcing(newsletter), ordersForAll: announcing(sale) })
    expect(decision.outlook?.medianRps).toBe(1200)
  })

  test('stands in the reason', () => {
    expect(assess({ orders: announcing(sale) }).decision.reason).toContain(
      'That counts in what was announced: sale, 2 times the usual load from 1970-01-01 01:43 UTC to 1970-01-01 03:10 UTC.',
    )
    expect(assess().decision.reason).not.toContain('announced')
  })

  test('without a multiplier changes nothing, and says nothing', () => {
    const unknown = { ...sale, loadMultiplier: undefined }
    expect(assess({ orders: announcing(unknown) }).decision).toEqual(assess().decision)
  })

  test('is shown in the fan', () => {
    const { fan } = assess({ orders: announcing(sale) }).state
    // Demand is known to three minutes ago: minute 6 ends, and minute 7 begins, when the sale does.
    const at = (minute: number) => fan?.p50[fan.minutesAhead.indexOf(minute)]
    expect([at(5), at(7), at(30)]).toEqual([400, 800, 800])
  })

  test('is not held against the forecasts: what an operator expects is not what the model is judged by', () => {
    expect(assess().state.pending).toHaveLength(1)
    expect(assess({ orders: announcing(sale) }).state.pending).toHaveLength(0)
  })
})
