import { describe, expect, test } from 'vitest'
import {
  Departures,
  inServiceSince,
  isAnyStartingSince,
} from '../../../../simulator/services/auto-scaling/service-record.ts'
import { sampleInstance } from './sample-instance.ts'

const at = (inServiceAtMs: number | undefined, state: 'InService' | 'Pending:Wait' | 'Terminating' | 'Standby') =>
  sampleInstance(0, 'a', { inServiceAtMs, state })

describe('what scaling policies ask', () => {
  test('counts instances that have been in service since a moment or longer', () => {
    const fleet = [at(100, 'InService'), at(101, 'InService'), at(50, 'Terminating'), at(50, 'Standby')]
    expect(inServiceSince(fleet, 100)).toBe(1)
  })

  test('finds what is on its way or came into service later, hooks included, and nothing else', () => {
    expect(isAnyStartingSince([at(101, 'InService')], 100)).toBe(true)
    expect(isAnyStartingSince([at(100, 'InService')], 100)).toBe(false)
    expect(isAnyStartingSince([at(undefined, 'Pending:Wait')], 100)).toBe(true)
    // Terminated before it was ever in service.
    expect(isAnyStartingSince([at(undefined, 'Terminating')], 100)).toBe(false)
  })

  test('remembers departures for an hour', () => {
    const departures = new Departures()
    for (const minute of [0, 10, 61]) departures.add(minute * 60_000)
    expect(departures.countSince(-1)).toBe(2)
    expect(departures.countSince(10 * 60_000)).toBe(1)
  })
})
