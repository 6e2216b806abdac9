import { describe, expect, it } from 'vitest'
import { InputError } from '../../../shared/domain/errors.ts'
import { NotThereError, parseWidgetQuery } from '../../../simulator/console/widget-query.ts'
import { cursorAt, dayHistory, dayStartMs, hourMs } from './sample-day.ts'

const data = { title: 'a day', groups: [dayHistory(), dayHistory('an & odd=name')] }

function parse(query: string) {
  return parseWidgetQuery('forecast-fan', new URLSearchParams(query), data)
}

describe('the query of a widget', () => {
  it('asks for the first group, all of its time, at its end, when it is empty', () => {
    const { request, viewpoint } = parse('')
    expect(request).toEqual({
      widget: 'forecast-fan',
      group: 'web',
      fromMs: dayStartMs,
      toMs: dayStartMs + 24 * hourMs,
      nowMs: dayStartMs + 24 * hourMs,
      widthPx: 800,
      heightPx: undefined,
      theme: 'light',
    })
    expect(viewpoint.policy.name).toBe('penumbra')
  })

  it('says which group, policy, time, size and theme', () => {
    const query = new URLSearchParams({
      group: 'an & odd=name',
      policy: 'target-tracking',
      from: '2026-08-03T06:00Z',
      to: '2026-08-03T09:00Z',
      now: '2026-08-03T08:00Z',
      width: '320',
      height: '200',
      theme: 'dark',
    })
    const { request, viewpoint } = parse(String(query))
    expect(request).toMatchObject({
      group: 'an & odd=name',
      fromMs: cursorAt(6),
      toMs: cursorAt(9),
      nowMs: cursorAt(8),
      widthPx: 320,
      heightPx: 200,
      theme: 'dark',
    })
    expect(viewpoint.policy.name).toBe('target-tracking')
  })

  it.each([
    ['width=wide', 'got width "wide", wanted pixels from 100 to 10000'],
    ['width=99', 'got width "99", wanted pixels from 100 to 10000'],
    ['height=1e9', 'got height "1e9", wanted pixels from 100 to 10000'],
    ['theme=pink', 'got theme "pink", wanted light or dark'],
    ['now=noon', 'got now "noon", wanted a time as 2026-01-31T00:00Z'],
    [
      'from=2026-08-03T09:00Z&to=2026-08-03T09:00Z',
      'got from 2026-08-03T09:00Z and to 2026-08-03T09:00Z, wanted from before to',
    ],
  ])('is refused in one line: %s', (query, message) => {
    expect(() => parse(query)).toThrow(new InputError(message))
  })

  it.each([
    ['group=nobody', 'got group "nobody", which is not there'],
    ['policy=magic', 'got policy "magic", wanted one of penumbra, target-tracking'],
  ])('asks for something that is not there: %s', (query, message) => {
    expect(() => parse(query)).toThrow(new NotThereError(message))
  })
})
