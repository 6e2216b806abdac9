import { describe, expect, it } from 'vitest'
import { decisionRows } from '../../../functions/widget/decision-rows.ts'
import { renderWidget } from '../../../functions/widget/render-widget.ts'
import type { Decision } from '../../../functions/widget/widget-data.ts'
import { tokenize } from './html-tokens.ts'
import { minuteMs, nineMs, sampleDecision, sampleRequest } from './widget-samples.ts'

function hold(minute: number, floor = 12): Decision {
  return sampleDecision(minute, { action: 'hold', floorBefore: floor, floorAfter: floor, reason: `held at ${minute}` })
}

function rowsOf(decisions: readonly Decision[], nowMinute = 120) {
  return decisionRows(decisions, nineMs, nineMs + nowMinute * minuteMs)
}

function draw(decisions: readonly Decision[], changes: Partial<typeof sampleRequest> = {}) {
  return tokenize(renderWidget({ ...sampleRequest, widget: 'decisions', ...changes }, { decisions }))
}

describe('the rows of decisions', () => {
  it('come newest first, and none that was made after the cursor', () => {
    const rows = rowsOf([sampleDecision(1), sampleDecision(2), sampleDecision(3), sampleDecision(4)], 3)
    expect(rows.map(({ decision }) => decision.atMs)).toEqual([3, 2, 1].map(minute => nineMs + minute * minuteMs))
  })

  it('make one row of a run in which nothing changed, told by the newest', () => {
    const rows = rowsOf([sampleDecision(1), hold(2), hold(3), hold(4), sampleDecision(5)])
    expect(rows.map(({ repeats, isNews }) => [repeats, isNews])).toEqual([
      [0, true],
      [2, false],
      [0, true],
    ])
    expect(rows[1]).toMatchObject({ decision: { reason: 'held at 4' }, sinceMs: nineMs + 2 * minuteMs })
  })

  it('take it for news that a group begins or ceases to be acted on, but not that it holds after a raise', () => {
    const observe = sampleDecision(3, { action: 'observe', floorBefore: 15, floorAfter: 15 })
    const rows = rowsOf([sampleDecision(1), hold(2, 15), observe, hold(4, 15)])
    expect(rows.map(({ decision, isNews }) => [decision.action, isNews])).toEqual([
      ['hold', true],
      ['observe', true],
      ['hold', false],
      ['raise', true],
    ])
  })

  it('know what came before the time that is shown', () => {
    const before = sampleDecision(-1, { action: 'observe', floorBefore: 12, floorAfter: 12 })
    expect(rowsOf([before, hold(0)])[0].isNews).toBe(true)
    expect(rowsOf([hold(-1), hold(0)])).toMatchObject([{ isNews: false, repeats: 0 }])
  })
})

describe('the decisions widget', () => {
  it('tells time, action, floor before and after, cost and reason', () => {
    const { text, elements } = draw([sampleDecision(20)])
    expect(text.replaceAll('\u00a0', ' ')).toContain(
      'Thu 6 Aug 09:20raisefloor 12 →to 15$1.44 per hourDemand was 812 rps.',
    )
    expect(elements.find(({ name }) => name === 'li')?.attributes.class).toMatch(/^news /)
    expect(elements.filter(({ name }) => name === 'time')[1].attributes.datetime).toBe('2026-08-06T09:20:00.000Z')
  })

  it('folds what is older away and counts what it cannot show', () => {
    const many = Array.from({ length: 500 }, (_, at) =>
      sampleDecision(at / 10, { floorBefore: at, floorAfter: at + 1 }),
    )
    const { elements, text } = draw(many)
    const lists = elements.filter(({ name }) => name === 'li' || name === 'details')
    const folded = lists.findIndex(({ attributes }) => attributes.class === 'folded')
    expect(folded).toBe(12)
    expect(text).toContain('108 older entries')
    expect(text).toContain('380 more older entries in this time.')
  })

  it('shows all of a reason, however long it explains', () => {
    const reason = 'because '.repeat(100).trim()
    expect(draw([sampleDecision(20, { reason })]).text).toContain(reason)
  })

  it.each([
    ['the last one lies before', [sampleDecision(-30)], 'The last one before it was made on Thu 6 Aug at 08:30.'],
    ['the first one is still to come', [sampleDecision(100)], 'The first one comes on Thu 6 Aug at 10:40.'],
    ['there are none', [], 'Decisions begin with the first minute after a group has opted in.'],
  ])('says why it is empty when %s', (_name, decisions, because) => {
    const { text } = draw(decisions)
    expect(text).toContain('No decision was made in this time.')
    expect(text).toContain(because)
  })
})
