import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { assessGroup } from '../../../../shared/domain/fleet/assess-group.ts'
import type { GroupView } from '../../../../shared/domain/fleet/group-view.ts'
import { type ObservedSums, openObservation, totalOf } from '../../../../shared/domain/fleet/observation-account.ts'
import type { GroupState } from '../../../../shared/domain/group/records.ts'
import { aView, certainModel, minuteMs } from './a-view.ts'

type Changes = NonNullable<Parameters<typeof aView>[0]>

const startMs = 1000 * minuteMs
/** CloudWatch shows a minute two minutes after its end. */
const lag = 3

interface Watched {
  readonly sums: ObservedSums
  readonly state: GroupState | undefined
}

/**
 * Ticks of a group that serves 50 rps an instance, whose policy tracks 60 %, with a launch that takes four minutes.
 * @param rps of each minute, and what the model expects from each minute on
 */
function watch(minutes: number, rps: (minute: number) => number, changes: Changes = {}): Watched {
  let state: GroupState | undefined
  for (let minute = 0; minute < minutes; minute++) {
    const known = minute - lag
    const view: GroupView = aView({
      nowMs: startMs + minute * minuteMs + 20_000,
      model: certainModel(ahead => rps(known + 1 + ahead)),
      minutes: { startMs: startMs + known * minuteMs, values: Float64Array.of(60 * rps(known)) },
      ...changes,
      settings: { mode: 'observe', ...changes.settings },
      state,
    })
    state = assessGroup(view).state
  }
  return { state, sums: totalOf((state?.observation ?? openObservation(0)).days) }
}

/** Ten instances at 60 %. */
const steady = () => 300

describe('an observation', () => {
  test('counts the minutes that have become known, and what was paid in them', () => {
    const group = { inService: 10, pending: 2, terminating: 1 }
    const { sums } = watch(60, steady, { group })
    // The first tick is in minute 0, the last in minute 59, which knows minute 56: those from 0 to 56.
    expect(sums).toMatchObject({ minutes: 57, costedMinutes: 57, paid: 57 * 13 })
  })

  test('is what the policy alone would do where no floor ever exceeds it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 60, max: 120 }), (instances, minutes) => {
        // At a price of a miss of one and a bit, nothing is held for what may come.
        const settings = { missCostRatio: 1.05 }
        const group = { inService: instances, desiredCapacity: instances }
        const { sums } = watch(minutes, () => 30 * instances, { settings, group })
        expect(sums.paidActing).toBe(sums.paidByPolicy)
        expect(sums.missedMinutesActing).toBe(0)
      }),
      { numRuns: 20 },
    )
  })

  test('never lets acting hold less than the floor of the team, nor more than MaxSize', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 0, max: 20 }),
        fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 30, maxLength: 60 }),
        (minSize, room, rates) => {
          const maxSize = minSize + room
          const group = { minSize, maxSize, inService: minSize, desiredCapacity: minSize }
          const { sums } = watch(rates.length, minute => rates[Math.max(0, minute)] ?? 0, { group })
          expect(sums.paidActing).toBeGreaterThanOrEqual(minSize * sums.costedMinutes)
          // What goes drains for a minute and is paid meanwhile: never more than the whole group once more.
          expect(sums.paidActing).toBeLessThanOrEqual(2 * maxSize * sums.costedMinutes)
        },
      ),
      { numRuns: 40 },
    )
  })

  test('pays a floor from its order, and lets it serve a launch later', () => {
    // From minute 30 on demand is 1,200 rps, 24 instances full; the model knows it, the policy has ten instances.
    const jump = (minute: number) => (minute < 30 ? 300 : 1200)
    const acting = watch(45, jump, { settings: { missCostRatio: 700 } }).sums
    // A tick in minute 25 sees minute 31: a launch of four minutes and the tick after. So nobody is missed but in the minutes
    // that a launch takes longer than was foreseen, while the ten in service are short from minute 30 to 41.
    expect(acting.missedMinutes).toBe(12)
    expect(acting.missedMinutesActing).toBeLessThanOrEqual(1)
    // Some 20 more for the 12 minutes from 30 to 41, and for the four to six minutes of their launch.
    expect(acting.paidActing - acting.costedMinutes * 10).toBeGreaterThan(14 * (12 + 4))
  })

  test('costs nothing while the policy of the team is not known, and says so', () => {
    const { sums } = watch(60, steady, { learned: { policyTargetPercent: undefined } })
    expect(sums).toMatchObject({ minutes: 57, costedMinutes: 0, paid: 0, paidActing: 0 })
  })

  test('judges every forecast once', () => {
    const { sums, state } = watch(200, steady)
    const recorded = (state?.trackRecord ?? []).reduce((sum, hour) => sum + hour.count, 0)
    expect(sums.forecasts).toBe(recorded)
    expect(sums.forecasts).toBeGreaterThan(180)
    expect(sums.covered).toBe(recorded)
  })

  test.each<[string, Changes]>([
    ['acted on', { settings: { mode: 'act' } }],
    ['not opted in', { config: { optedIn: false } }],
    ['refused', { config: { refusal: 'a reason' } }],
  ])('is not kept of a group that is %s', (_, changes) => {
    expect(watch(30, steady, changes).state?.observation).toBeUndefined()
  })

  test('does not cost what nobody looked at for half an hour', () => {
    const { state } = watch(30, steady)
    // Two hours later: 120 minutes have become known at once, and the last floor would have expired long ago.
    const view = aView({
      nowMs: startMs + 150 * minuteMs,
      settings: { mode: 'observe' },
      state,
      minutes: { startMs: startMs + 27 * minuteMs, values: new Float64Array(120).fill(60 * 300) },
    })
    const before = totalOf((state?.observation ?? openObservation(0)).days)
    const after = totalOf((assessGroup(view).state.observation ?? openObservation(0)).days)
    expect(after.minutes - before.minutes).toBe(120)
    // The floor of minute 29 stands for 27 and 28 by the one before, and for half an hour from then on.
    expect(after.costedMinutes - before.costedMinutes).toBe(2 + 30)
  })

  test('does not grow while CloudWatch is silent', () => {
    const silent = { minutes: { startMs, values: new Float64Array(0) } }
    const { state } = watch(500, steady, silent)
    expect(state?.observation?.floors.length).toBeLessThanOrEqual(30)
  })
})
