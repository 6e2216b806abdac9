import { describe, expect, it } from 'vitest'
import { compressedBody } from '../../../../shared/aws/record-body.ts'
import { type LoadEvent, noOrders } from '../../../../shared/domain/group/orders.ts'
import {
  effectsOfPast,
  isSamePast,
  noPastEvents,
  type PastEvents,
  withBegun,
  withMeasured,
} from '../../../../shared/domain/group/past-events.ts'
import { RandomStream } from '../../../../simulator/kernel/random.ts'

const startMs = Date.UTC(2026, 2, 2)
const hourMs = 3_600_000
const at = (hour: number) => startMs + hour * hourMs

const event = (id: string, from: number, to: number, group: string | undefined = 'web'): LoadEvent => ({
  schemaVersion: 1,
  id,
  group,
  kind: 'sale',
  startsAtMs: at(from),
  endsAtMs: at(to),
  by: 'ada',
})

const ordersWith = (...events: LoadEvent[]) => ({ ...noOrders, events })
const idsOf = ({ events }: PastEvents) => events.map(({ event: { id } }) => id)

describe('the past events of an application', () => {
  it('are those that have begun, each once, whichever of its groups has them', () => {
    const orders = [ordersWith(event('a', 1, 2), event('later', 20, 21)), ordersWith(event('a', 1, 2, 'web-green'))]
    const past = withBegun(noPastEvents, at(5), ...orders, ordersWith({ ...event('a', 1, 2), group: undefined }))
    expect(idsOf(past)).toEqual(['a', 'a'])
    expect(past.events.map(each => each.event.group)).toEqual(['web-green', undefined])
  })

  it('stay when nobody orders them any more, for thirteen months', () => {
    const past = withBegun(noPastEvents, at(5), ordersWith(event('a', 1, 2)))
    expect(idsOf(withBegun(past, at(395 * 24)))).toEqual(['a'])
    expect(idsOf(withBegun(past, at(401 * 24)))).toEqual([])
  })

  it('are as they are ordered now while they last: moved, or taken back', () => {
    const running = withBegun(noPastEvents, at(5), ordersWith(event('a', 4, 9)))
    expect(withBegun(running, at(6), ordersWith(event('a', 4, 12))).events[0].event.endsAtMs).toBe(at(12))
    expect(idsOf(withBegun(running, at(6)))).toEqual([])
  })

  it('fit into one record of DynamoDB, however many there are and whatever people noted about them', () => {
    const random = new RandomStream(1, 'notes')
    const randomText = (length: number, codes: number) =>
      String.fromCharCode(...Array.from({ length }, () => 0x4e00 + Math.floor(random.uniform() * codes)))
    const events = Array.from({ length: 1200 }, (_, index) => ({
      ...event(`${random.uniform()}${random.uniform()}`, index, index + 1),
      note: randomText(500, 20_000),
    }))
    const { B } = compressedBody(withBegun(noPastEvents, at(1300), ordersWith(...events)))
    // DynamoDB developer guide, "Quotas": an item is 400 KB at most.
    expect(B?.length).toBeLessThan(400 * 1024)
  })

  it('may have the name of an earlier one', () => {
    const past = withBegun(noPastEvents, at(5), ordersWith(event('weekly', 1, 2)))
    expect(idsOf(withBegun(past, at(200), ordersWith(event('weekly', 169, 170))))).toEqual(['weekly', 'weekly'])
  })

  it('are measured while history reaches back to them, and keep what was measured', () => {
    const ratesRps = Float64Array.from({ length: 14 * 24 }, (_, hour) => (hour >= 180 && hour < 183 ? 200 : 100))
    const past = withBegun(noPastEvents, at(300), ordersWith(event('a', 180, 183)))
    const measured = withMeasured(past, { startMs, binSeconds: 3600, ratesRps })
    expect(measured.events[0].logRatio).toBeCloseTo(Math.log(2), 1)
    expect(isSamePast(past, measured)).toBe(false)
    const later = withMeasured(measured, { startMs: at(200), binSeconds: 3600, ratesRps: ratesRps.subarray(200) })
    expect(isSamePast(measured, later)).toBe(true)
    expect(effectsOfPast(later).sale).toMatchObject({ occurrences: 1 })
    expect(effectsOfPast(past)).toEqual({})
  })
})
