import { describe, expect, test } from 'vitest'
import { initialState } from '../../../../shared/domain/fleet/assess-group.ts'
import { afterFailure, failureNews, recoveryNews } from '../../../../shared/domain/fleet/failures.ts'
import type { GroupState } from '../../../../shared/domain/group/records.ts'
import { aView, minuteMs, nowMs } from './a-view.ts'

const { config } = aView()
const error = new Error('got 3, wanted 2')

function failed(times: number, alerted: string[] = []): GroupState {
  const start: GroupState = { ...initialState(nowMs), alerted }
  return Array.from({ length: times }).reduce<GroupState>(state => afterFailure(state, nowMs), start)
}

test('a group that fails again and again is tried after 1, 2, 4, 8 and then every 15 minutes', () => {
  const waits = [1, 2, 3, 4, 5, 6, 20].map(times => failed(times).failures.notBeforeMs - nowMs)
  // The tick that comes on the minute is not missed by a second: half a minute early counts.
  expect(waits).toEqual([1, 2, 4, 8, 15, 15, 15].map(minutes => (minutes - 0.5) * minuteMs))
})

describe('people hear of a group that fails', () => {
  test('at the third failure in a row, once, with the reason, and once more when it is over', () => {
    expect(failureNews('web', failed(2), config, 'run', error)).toBeUndefined()
    const news = failureNews('web', failed(3), config, 'run', error)
    expect(news?.alert).toMatchObject({
      cause: 'failing',
      severity: 'warning',
      group: 'web',
      why: 'Error: got 3, wanted 2',
    })
    expect(failureNews('web', failed(4, news?.alerted), config, 'run', error)).toBeUndefined()
    const recovery = recoveryNews('web', news?.alerted ?? [])
    expect(recovery.alerts).toMatchObject([{ cause: 'failing', severity: 'info' }])
    expect(recoveryNews('web', recovery.alerted).alerts).toEqual([])
    expect(failureNews('web', failed(3, recovery.alerted), config, 'run', error)?.alert.cause).toBe('failing')
  })

  test('at the next failure, when nobody could be told at the third', () => {
    expect(failureNews('web', failed(4), config, 'run', error)?.alert.cause).toBe('failing')
  })

  test.each([
    ['the kill switch says restore', config, 'restore'],
    ['it is opted out', { ...config, optedIn: false }, 'run'],
    ['it is refused', { ...config, refusal: 'no' }, 'run'],
  ] as const)('as of something that should be put back and is not, when %s', (_, its, mode) => {
    const news = failureNews('web', failed(3, ['failing', 'demoted']), its, mode, error)
    expect(news?.alert).toMatchObject({ cause: 'restore-failing', severity: 'critical' })
    expect(news?.alerted).toEqual(['failing', 'demoted', 'restore-failing'])
    expect(recoveryNews('web', news?.alerted ?? [])).toMatchObject({
      alerts: [{ cause: 'failing' }, { cause: 'restore-failing' }],
      alerted: ['demoted'],
    })
  })

  test('also where its registration cannot be read', () => {
    expect(failureNews('web', failed(3), undefined, 'run', error)?.alert.cause).toBe('failing')
  })
})
