import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { initialState } from '../../../../shared/domain/fleet/assess-group.ts'
import { chooseIntent } from '../../../../shared/domain/fleet/choose-intent.ts'
import type { GroupView } from '../../../../shared/domain/fleet/group-view.ts'
import type { Outlook } from '../../../../shared/domain/fleet/outlook.ts'
import { aView, minuteMs, nowMs } from './a-view.ts'

/** Demand is `rps` and stays there, and so it was in the last minutes. */
function outlookOf(rps: number): Outlook {
  const certain = Float64Array.of(rps)
  return {
    fromMs: nowMs,
    toMs: nowMs + 5 * minuteMs,
    medianRps: rps,
    p95Rps: rps,
    untilHelpRps: certain,
    untilPoolRps: certain,
    twoLeadsRps: certain,
    lastRps: rps,
    isFresh: false,
    experts: { rawRps: rps, calibratedRps: rps, reactiveRps: rps },
  }
}

const stateAt = (rps: number) => ({ ...initialState(nowMs), recentRps: [rps, rps], recentEndMs: nowMs - 2 * minuteMs })
const choose = (view: GroupView, rps = 400) => chooseIntent(view, stateAt(rps), outlookOf(rps))
const letGo = (view: GroupView, rps = 400) =>
  choose(view, rps).steps.filter(({ kind }) => kind === 'set-desired-capacity')

const settings = { scaleIn: 'penumbra' } as const
const group = { desiredCapacity: 20, inService: 20 }

describe('scale-in by Penumbra', () => {
  test('stops at what the policy of the team would hold: 400 rps at 60 % of 50 an instance are 14', () => {
    // ceil(400 / 30) = ceil(13.3) = 14; the plan, where a miss costs 700 times as much as serving, would do with 11.
    expect(letGo(aView({ settings, group }))).toEqual([{ kind: 'set-desired-capacity', desiredCapacity: 14, from: 20 }])
  })

  test('stops at the floor where the policy would hold less', () => {
    // 11 + 5600 e^(−32 × 3/11) = 11.9, less than with ten (19.3) or twelve (12.1); the policy at 90 %: ceil(400 / 45) = 9.
    const view = aView({ settings, group, learned: { policyTargetPercent: 90 } })
    expect(letGo(view)).toEqual([{ kind: 'set-desired-capacity', desiredCapacity: 11, from: 20 }])
  })

  test("never goes below the team's MinSize", () => {
    expect(letGo(aView({ settings, group: { ...group, minSize: 16 } }))).toEqual([
      { kind: 'set-desired-capacity', desiredCapacity: 16, from: 20 },
    ])
    expect(letGo(aView({ settings, group: { ...group, minSize: 20 } }))).toEqual([])
  })

  test('does not begin while anything is being launched', () => {
    expect(letGo(aView({ settings, group: { ...group, inService: 19, pending: 1 } }))).toEqual([])
  })

  test('is left to the policies unless the team says penumbra', () => {
    expect(letGo(aView({ group }))).toEqual([])
    expect(letGo(aView({ settings: { scaleIn: 'policy' }, group }))).toEqual([])
  })

  test('comes after the floor: MinSize has to be out of the way', () => {
    const floor = { baselineMinSize: 2, writtenMinSizes: [18], expiresAtMs: nowMs + 20 * minuteMs }
    const view = aView({ settings, group: { ...group, minSize: 18 }, memory: floor, managed: true })
    const kinds = choose(view).steps.map(({ kind }) => kind)
    expect(kinds.indexOf('set-min-size')).toBeGreaterThanOrEqual(0)
    expect(kinds.at(-1)).toBe('set-desired-capacity')
  })

  test.each<[string, Partial<Parameters<typeof aView>[0]>]>([
    ['the kill switch says freeze', { mode: 'freeze' }],
    ['the kill switch says restore', { mode: 'restore' }],
    ['the group is not opted in', { config: { optedIn: false } }],
    ['the group is refused', { config: { refusal: 'managed by somebody else' } }],
    ['the group is only observed', { settings: { ...settings, mode: 'observe' } }],
    ['what an instance can do is not known', { learned: { saturationRps: undefined } }],
  ])('does not happen when %s', (_, changes) => {
    expect(letGo(aView({ settings, group, ...changes }))).toEqual([])
  })

  test('does not happen while forecasts are worse than the baseline, nor without recent demand', () => {
    const view = aView({ settings, group })
    expect(chooseIntent(view, { ...stateAt(400), demoted: true }, outlookOf(400)).steps).toEqual([])
    expect(chooseIntent(view, stateAt(400), undefined).steps).toEqual([])
  })

  test('whatever the group and its demand: below neither MinSize, floor nor policy, and only what runs too much', () => {
    const size = fc.integer({ min: 0, max: 60 })
    fc.assert(
      fc.property(
        fc.record({
          rps: fc.nat(3000),
          running: size,
          minSize: size,
          pending: fc.nat(2),
          target: fc.integer({ min: 30, max: 95 }),
        }),
        fc.constantFrom('policy' as const, 'penumbra' as const),
        ({ rps, running, minSize, pending, target }, scaleIn) => {
          const desiredCapacity = Math.max(running + pending, minSize)
          const sizes = { minSize, desiredCapacity, inService: desiredCapacity - pending, pending }
          const view = aView({ settings: { scaleIn }, group: sizes, learned: { policyTargetPercent: target } })
          const { floorAfter } = choose(view, rps)
          const policyAlone = Math.ceil(rps / ((50 * target) / 100))
          // Never the last one: without a target the load balancer counts no requests.
          const least = Math.max(minSize, floorAfter, policyAlone, 1)
          const isDue = scaleIn === 'penumbra' && pending === 0 && desiredCapacity > least
          const expected = { kind: 'set-desired-capacity', desiredCapacity: least, from: desiredCapacity }
          expect(letGo(view, rps)).toEqual(isDue ? [expected] : [])
        },
      ),
      { examples: [[{ rps: 0, running: 1, minSize: 0, pending: 0, target: 60 }, 'penumbra']] },
    )
  })
})

describe('a group that no policy scales in', () => {
  test('is steered only where Penumbra lets go of what it has launched', () => {
    const learned = { canScaleIn: false }
    expect(choose(aView({ group, learned }))).toMatchObject({ action: 'observe', steps: [] })
    expect(choose(aView({ group, learned, settings })).action).toBe('raise')
  })
})
