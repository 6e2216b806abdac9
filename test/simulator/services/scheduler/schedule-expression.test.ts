import { describe, expect, it } from 'vitest'
import {
  firingTime,
  nextDue,
  parseScheduleExpression,
} from '../../../../simulator/services/scheduler/schedule-expression.ts'

const noon = Date.UTC(2026, 10, 21, 12)
const minuteMs = 60_000
const forever = Number.POSITIVE_INFINITY

describe('schedule expressions', () => {
  it.each([
    { text: 'rate(1 minute)', periodMs: 60_000 },
    { text: 'rate(5 minutes)', periodMs: 300_000 },
    { text: 'rate(2 hours)', periodMs: 7_200_000 },
    { text: 'rate(3 days)', periodMs: 259_200_000 },
  ])('$text is a rate of $periodMs ms', ({ text, periodMs }) => {
    expect(parseScheduleExpression(text)).toEqual({ kind: 'rate', periodMs })
  })

  it('at() is a time in UTC', () => {
    expect(parseScheduleExpression('at(2026-11-21T12:00:00)')).toEqual({ kind: 'at', timeMs: noon })
  })

  const bad = [
    '',
    'rate(0 minutes)',
    'rate(1.5 hours)',
    'rate(30 seconds)',
    'rate(5minutes)',
    'at(2026-11-21)',
    'at(2026-13-01T00:00:00)',
    'cron(0 12 * * ? *)',
  ]
  it.each(bad)('%j is not understood', text => {
    expect(parseScheduleExpression(text)).toBeUndefined()
  })
})

describe('when a schedule is due', () => {
  const rate = (minutes: number) => ({ kind: 'rate', periodMs: minutes * minuteMs }) as const

  it('a rate at full minutes from its start on', () => {
    const times = { expression: rate(5), startMs: noon + 20_000, endMs: forever }
    expect(nextDue(times, noon)).toBe(noon + minuteMs)
    expect(nextDue(times, noon + minuteMs)).toBe(noon + minuteMs)
    expect(nextDue(times, noon + minuteMs + 1)).toBe(noon + 6 * minuteMs)
    expect(nextDue(times, noon + 59 * minuteMs)).toBe(noon + 61 * minuteMs)
  })

  it('a rate up to and including its end', () => {
    const times = { expression: rate(1), startMs: noon, endMs: noon + 2 * minuteMs }
    expect(nextDue(times, noon + 2 * minuteMs)).toBe(noon + 2 * minuteMs)
    expect(nextDue(times, noon + 2 * minuteMs + 1)).toBeUndefined()
  })

  it('at() once', () => {
    const times = { expression: { kind: 'at', timeMs: noon }, startMs: 0, endMs: forever } as const
    expect(nextDue(times, noon - 1)).toBe(noon)
    expect(nextDue(times, noon + 1)).toBeUndefined()
  })

  it('runs within the minute in which it is due, and never early', () => {
    expect(firingTime(noon, 30)).toBe(noon + 30_000)
    expect(firingTime(noon + 20_000, 30)).toBe(noon + 30_000)
    expect(firingTime(noon + 45_000, 30)).toBe(noon + 45_000)
  })
})
