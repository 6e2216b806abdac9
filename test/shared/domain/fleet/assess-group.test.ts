import { describe, expect, test } from 'vitest'
import { assessGroup, initialState, replanGroup } from '../../../../shared/domain/fleet/assess-group.ts'
import type { GroupView } from '../../../../shared/domain/fleet/group-view.ts'
import type { FittedModel } from '../../../../shared/domain/forecasting/model.ts'
import type { GroupState } from '../../../../shared/domain/group/records.ts'
import { aView, certainModel, minuteMs, nowMs } from './a-view.ts'

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

const knownToMs = nowMs - 3 * minuteMs
/** 400 rps, known to three minutes ago. */
const state: GroupState = {
  ...initialState(0),
  recentRps: new Array<number>(60).fill(400),
  recentEndMs: knownToMs,
}
const counts = (...rps: number[]) => ({ startMs: knownToMs, values: Float64Array.from(rps, each => 60 * each) })
/** Bins of ten seconds that end now. */
const bins = (...rps: number[]) => ({
  startMs: nowMs - rps.length * 10_000,
  values: Float64Array.from(rps, each => 10 * each),
})
const view = (changes: Parameters<typeof aView>[0] = {}): GroupView => aView({ model: persistent, state, ...changes })

describe('a plan between two ticks', () => {
  const surge = new Array<number>(6).fill(1200)

  test('sees a rise of the last ten seconds at once, which minutes will show in two minutes', () => {
    const settings = { missCostRatio: 20 }
    // 24 instances' worth: n + 480 e^(−32(1 − 24/n)) is 30.9 for n = 29, 30.8 for 30 and 31.4 for 31.
    const seen = replanGroup(view({ settings, freshBins: bins(...surge) }))
    expect(seen.decision).toMatchObject({ action: 'raise', floorAfter: 30 })
    // Eight: 10 + 0.3 for n = 10, as without any bin.
    expect(replanGroup(view({ settings })).decision.floorAfter).toBe(10)
    expect(replanGroup(view({ settings, freshBins: bins(...surge.slice(1)) })).decision.floorAfter).toBe(10)
  })

  test('takes the next plan for ten seconds away, where minutes have to wait for the next tick', () => {
    const widthMs = (changes: Parameters<typeof aView>[0]) => {
      const { outlook } = replanGroup(view(changes)).decision
      return (outlook?.toMs ?? 0) - nowMs
    }
    // Four minutes of a launch and ten seconds end within the fifth minute from now, four minutes and sixty after it.
    expect(widthMs({ freshBins: bins(...surge) })).toBe(5 * minuteMs)
    expect(widthMs({})).toBe(6 * minuteMs)
  })

  test('asks for no pool, tells nobody and waits for no outcome: those are for the tick', () => {
    const before = { ...state, pending: [] }
    const assessment = replanGroup(view({ freshBins: bins(...surge), state: before }))
    expect(assessment.alerts).toEqual([])
    expect(assessment.state.pending).toEqual([])
    expect(assessment.steps.map(({ kind }) => kind)).toEqual([
      'mark-managed',
      'remember',
      'schedule-expiry',
      'remember',
      'set-min-size',
    ])
  })

  test('goes on from the bins that it was told before', () => {
    const first = replanGroup(view({ freshBins: bins(...surge) })).state
    expect(first.fresh).toEqual({ rps: surge, endMs: nowMs })
    const later = view({
      nowMs: nowMs + 10_000,
      state: first,
      freshBins: { startMs: nowMs, values: Float64Array.of(60) },
    })
    expect(replanGroup(later).state.fresh).toEqual({ rps: [...surge, 6], endMs: nowMs + 10_000 })
  })

  test('learns from a minute that came late as the tick would have', () => {
    const late = view({ minutes: counts(420) })
    const { recentRps, recentEndMs, budget } = replanGroup(late).state
    expect([recentRps.at(-1), recentEndMs]).toEqual([420, knownToMs + minuteMs])
    expect(budget).toEqual(assessGroup(late).state.budget)
  })
})

describe('what is booked', () => {
  const hours = ({ budget }: GroupState) => [budget?.spentHours ?? 0, budget?.reactiveHours ?? 0]

  test('is every minute that has become known, once: what was paid, and what the policy alone would have paid', () => {
    // 14 are held by 60 % of 50 rps at 420 rps; the policy alone starts with what is there and pays ten.
    const [spent, reactive] = hours(assessGroup(view({ minutes: counts(420, 420) })).state)
    expect(spent).toBeCloseTo(20 / 60, 4)
    expect(reactive).toBeCloseTo(20 / 60, 4)
    const known = assessGroup(view({ minutes: counts(420, 420) })).state
    const again = view({
      nowMs: nowMs + minuteMs,
      state: known,
      minutes: { startMs: nowMs, values: new Float64Array(0) },
    })
    expect(hours(assessGroup(again).state)).toEqual(hours(known))
  })

  test('is paid from the launch to the end, and in a pool as its own price: 0.0022 of 0.096 USD/h while stopped', () => {
    // Ten serve, two come, one goes; four in the pool, three of them stopped and one still booting.
    const pool = { minSize: 4, maxPrepared: 4, state: 'Stopped', reuseOnScaleIn: false, deleting: false }
    const group = { inService: 10, pending: 2, terminating: 1, desiredCapacity: 12, pool, poolSize: 4 }
    const poolSeen = { warmed: 3, poolSize: 4, desiredCapacity: 12 }
    const [spent] = hours(assessGroup(view({ group, poolSeen, minutes: counts(400) })).state)
    // 20 GiB of gp3 at 0.08 USD a month of 730 hours.
    const stoppedShare = (20 * 0.08) / 730 / 0.096
    expect(spent).toBeCloseTo((10 + 2 + 1 + 1 + 3 * stoppedShare) / 60, 6)
    const running = { ...pool, state: 'Running' }
    const [dear] = hours(
      assessGroup(view({ group: { ...group, pool: running }, poolSeen, minutes: counts(400) })).state,
    )
    expect(dear).toBeCloseTo((10 + 2 + 1 + 4) / 60, 6)
  })

  test('is nothing while the policy or the capacity of an instance is not known', () => {
    const minutes = counts(420)
    expect(assessGroup(view({ minutes, learned: { policyTargetPercent: undefined } })).state.budget).toBeUndefined()
    expect(assessGroup(view({ minutes, learned: { saturationRps: undefined } })).state.budget).toBeUndefined()
  })

  test("holds the policy to the team's MinSize, not to the floor that stands", () => {
    const memory = { baselineMinSize: 2, writtenMinSizes: [20], expiresAtMs: nowMs + 20 * minuteMs }
    let now = view({
      group: { minSize: 20 },
      managed: true,
      memory,
      minutes: counts(...new Array<number>(30).fill(100)),
    })
    now = { ...now, nowMs: knownToMs + 33 * minuteMs }
    // 100 rps at 30 an instance are four.
    expect(assessGroup(now).state.budget?.reactive.desired).toBe(4)
  })
})

describe('the fan', () => {
  test('is drawn from the latest demand, and anew after five minutes', () => {
    const drawn = assessGroup(view({ minutes: counts(420) })).state
    expect(drawn.fan?.fromMs).toBe(knownToMs + minuteMs)
    expect(drawn.fan?.p50).toEqual((drawn.fan?.minutesAhead ?? []).map(() => 420))
    const next = (minutesLater: number) => {
      const laterMs = (drawn.fan?.fromMs ?? 0) + minutesLater * minuteMs
      const minutes = { startMs: drawn.recentEndMs, values: Float64Array.of(60 * 500) }
      return assessGroup(view({ nowMs: laterMs, state: drawn, minutes })).state.fan
    }
    expect(next(4.9)).toBe(drawn.fan)
    expect(next(5)?.p50[0]).toBe(500)
  })
})

describe('what a decision remembers for people who look back', () => {
  test('are the instances as they were seen, before anything is done about them', () => {
    const { decision, steps } = assessGroup(
      view({ group: { inService: 7, pending: 2, terminating: 1, desiredCapacity: 9 } }),
    )
    expect(steps.length).toBeGreaterThan(0)
    expect(decision.fleet).toEqual({ inService: 7, pending: 2, terminating: 1, desired: 9 })
  })

  test('is how the forecasts of the last settled hour fared, in the first decision that is written in an hour', () => {
    const hourMs = 60 * minuteMs
    const hour = Math.floor(nowMs / hourMs)
    const judged = (at: number) => ({ hour: at, forecastLoss: at, reactiveLoss: 1, covered: 57, count: 60 })
    const trackRecord = [judged(hour - 3), judged(hour - 2), judged(hour - 1), judged(hour)]
    const judgedAfter = (recordedAtMs: number | undefined) => {
      const lastDecision = recordedAtMs === undefined ? undefined : { action: 'hold', recordedAtMs }
      return assessGroup(view({ state: { ...state, trackRecord, lastDecision } })).decision.judgedHour
    }
    expect(judgedAfter(undefined)).toEqual(judged(hour - 2))
    expect(judgedAfter(hour * hourMs - 1)).toEqual(judged(hour - 2))
    expect(judgedAfter(hour * hourMs)).toBeUndefined()
  })
})
