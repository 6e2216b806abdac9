import { describe, expect, it } from 'vitest'
import type { ConsoleData } from '../../../simulator/console/console-data.ts'
import { groupHistory } from '../../../simulator/console/group-history.ts'
import { widgetDataAt } from '../../../simulator/console/widget-data-at.ts'
import { cursorAt, dayHistory, dayResult, dayStartMs, decisionAt, penumbraDay } from './sample-day.ts'

const group = dayHistory()
const data: ConsoleData = { title: 'a day', groups: [group] }

function viewpoint(nowMs: number, policy = 0) {
  return { group, policy: group.policies[policy], nowMs }
}

describe('what a widget is told', () => {
  it('the forecast fan gets demand, fans, and how long help takes', () => {
    const { minutes, fans, helpMs } = widgetDataAt('forecast-fan', data, viewpoint(cursorAt(12)))
    expect(minutes?.demandRps[720]).toBe(400)
    expect(fans?.[1]).toMatchObject({ madeAtMs: cursorAt(0, 5), p50: expect.arrayContaining([100]) })
    expect(helpMs).toBe(6 * 60_000)
  })

  it('why there is no fan: of a policy that does not forecast, and of an older result', () => {
    expect(widgetDataAt('forecast-fan', data, viewpoint(cursorAt(12), 1)).missingBecause).toBe(
      'Target tracking does not forecast and gives no reasons.',
    )
    const old = groupHistory('web', dayResult({ penumbra: penumbraDay({ fans: undefined }) }))
    const viewed = { group: old, policy: old.policies[0], nowMs: cursorAt(12) }
    expect(widgetDataAt('forecast-fan', data, viewed).missingBecause).toMatch(/^This result was written before/)
  })

  it('accuracy sums over whole hours that are over, and over money and requests until now', () => {
    const { accuracy } = widgetDataAt('accuracy', data, viewpoint(cursorAt(13, 30)))
    const all = accuracy?.spans.at(-1)
    // 13 hours are over, and in the one from 12:00 ten of 60 forecasts were not kept.
    expect(all).toMatchObject({
      label: 'since Mon 3 Aug',
      forecasts: 780,
      covered: 770,
      lossRps: 2,
      reactiveLossRps: 4,
    })
    // 4 instances for 13.5 hours, 6 more from 11:50 to 13:00.
    expect(all?.costUsd).toBeCloseTo((4 * 13.5 + 6 * (70 / 60)) * 0.096, 8)
    expect(all?.reactiveCostUsd).toBeCloseTo((4 * (12 + 1 / 6) + 10 * (13.5 - 12 - 1 / 6)) * 0.096, 8)
    expect(all?.requests).toBe(6000 * 750 + 24_000 * 60)
  })

  it('accuracy of a span that began before the replay begins with it', () => {
    const { accuracy } = widgetDataAt('accuracy', data, viewpoint(cursorAt(1)))
    expect(accuracy?.spans.map(({ requests }) => requests)).toEqual([360_000, 360_000, 360_000])
  })

  it('forecasts that are made twice a minute are no more evidence than one', () => {
    const hours = [{ ...penumbraDay().forecast!.hours![0], evaluated: 120, covered: 120 }]
    const forecast = { coverage95: 1, evaluated: 120, hours }
    const often = groupHistory('web', dayResult({ penumbra: penumbraDay({ forecast }) }))
    const view = { group: often, policy: often.policies[0], nowMs: cursorAt(2) }
    expect(widgetDataAt('accuracy', data, view).accuracy?.windowMinutes).toBe(12)
    expect(widgetDataAt('accuracy', data, viewpoint(cursorAt(2))).accuracy?.windowMinutes).toBe(6)
  })

  it('the baseline is not held against itself', () => {
    const { accuracy } = widgetDataAt('accuracy', data, viewpoint(cursorAt(13), 1))
    expect(accuracy?.spans[0].reactiveCostUsd).toBeUndefined()
  })

  it('groups are as they were at the cursor, and know nothing that came later', () => {
    const [summary] = widgetDataAt('groups', data, viewpoint(cursorAt(11, 49))).groups ?? []
    expect(summary).toMatchObject({ name: 'web', mode: 'act', inService: 4, floor: 4, demandRps: 100 })
    expect(summary.lastDecision?.atMs).toBe(cursorAt(10) + 30_000)
    expect(summary.recentDemandRps).toHaveLength(180)
    expect(summary.href).toBe('?group=web&t=2026-08-03T11:49Z')
  })

  it('a group that is let down is shown as demoted, with the reason', () => {
    const demoted = { ...decisionAt(30, 4, 4), action: 'let-down', reason: 'its forecasts lost' }
    const history = groupHistory('web', dayResult({ penumbra: penumbraDay({ decisions: [demoted] }) }))
    const view = { group: history, policy: history.policies[0], nowMs: cursorAt(1) }
    const [summary] = widgetDataAt('groups', { title: '', groups: [history] }, view).groups ?? []
    expect(summary).toMatchObject({ mode: 'demoted', modeReason: 'its forecasts lost' })
  })

  it('a group of which nothing was judged is listed nevertheless', () => {
    const empty = { ...group, name: 'empty', policies: [], endMs: dayStartMs }
    const { groups } = widgetDataAt('groups', { title: '', groups: [empty] }, viewpoint(cursorAt(1)))
    expect(groups?.[0]).toMatchObject({ name: 'empty', modeReason: 'nothing was simulated' })
  })
})
