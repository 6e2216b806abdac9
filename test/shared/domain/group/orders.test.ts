import { describe, expect, it } from 'vitest'
import {
  eventsAt,
  type GroupOrders,
  groupOrdersSchema,
  noOrders,
  pauseAt,
  unreadableOrders,
} from '../../../../shared/domain/group/orders.ts'

const paused = { sinceMs: 100, by: 'arn:aws:iam::123456789012:user/ana', reason: 'incident' }

const event = (id: string, startsAtMs: number, endsAtMs: number) => ({
  schemaVersion: 1 as const,
  id,
  kind: 'sale',
  startsAtMs,
  endsAtMs,
  by: paused.by,
})

const withEvents = (...events: ReturnType<typeof event>[]): GroupOrders => ({ ...noOrders, events })

describe('a pause', () => {
  it('holds until it is taken back where it has no end', () => {
    expect(pauseAt({ ...noOrders, paused }, 1e15)).toEqual(paused)
  })

  it('holds up to its end and not at it', () => {
    const orders = { ...noOrders, paused: { ...paused, untilMs: 200 } }
    expect(pauseAt(orders, 199)).toEqual({ ...paused, untilMs: 200 })
    expect(pauseAt(orders, 200)).toBeUndefined()
  })

  it('is none where nothing was ever ordered, and one where the orders cannot be read', () => {
    expect(pauseAt(undefined, 0)).toBeUndefined()
    expect(pauseAt(noOrders, 0)).toBeUndefined()
    expect(pauseAt(unreadableOrders, 1e15)?.reason).toMatch(/cannot be read/)
  })
})

describe('announced events', () => {
  it('of the group and of every group stand together until their end, in the order of their beginning', () => {
    const ofGroup = withEvents(event('c', 50, 90), event('a', 10, 60))
    const ofEveryGroup = withEvents(event('b', 10, 61))
    const idsAt = (nowMs: number) => eventsAt(nowMs, ofGroup, ofEveryGroup, undefined).map(({ id }) => id)
    expect(idsAt(0)).toEqual(['a', 'b', 'c'])
    expect(idsAt(60)).toEqual(['b', 'c'])
    expect(idsAt(90)).toEqual([])
  })
})

it('reads orders of before events as orders without any', () => {
  expect(groupOrdersSchema.parse({ schemaVersion: 1, revision: 3, algorithm: 'auto' }).events).toEqual([])
})
