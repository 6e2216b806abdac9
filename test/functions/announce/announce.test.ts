import { describe, expect, it } from 'vitest'
import type { LoadEvent } from '../../../shared/domain/group/orders.ts'
import { makeOperatorWorld } from '../operate/operator-world.ts'

const id = '17793124-05d4-b198-2fde-7ededc63b103'
const hourMs = 3_600_000

function makeBus() {
  const world = makeOperatorWorld()
  const iso = (hours: number) => new Date(world.nowMs() + hours * hourMs).toISOString()
  /** As EventBridge hands an event over (EventBridge user guide, "Event structure"). */
  const eventOf = (detail: object, rest: object = {}) => ({
    version: '0',
    id,
    'detail-type': 'Penumbra Load Event',
    source: 'com.example.shop',
    account: '123456789012',
    time: iso(0),
    region: 'us-east-1',
    resources: [],
    detail: { kind: 'campaign', startsAt: iso(1), endsAt: iso(2), ...detail },
    ...rest,
  })
  const deliver = async (event: object) => {
    const Payload = new TextEncoder().encode(JSON.stringify(event))
    const answer = await world.region.lambda.operations.Invoke({ FunctionName: 'penumbra-announce', Payload })
    const { errorMessage } =
      answer.FunctionError === undefined ? {} : JSON.parse(answer.Payload?.transformToString() ?? '')
    return errorMessage as string | undefined
  }
  return {
    world,
    iso,
    eventOf,
    deliver,
    standing: async (autoScalingGroupName?: string) =>
      (await world.done('ListEvents', { autoScalingGroupName })).events as unknown as LoadEvent[],
    lines: () => world.log.filter(({ functionName }) => functionName === 'announce'),
  }
}

describe('an event on the bus', () => {
  it('is announced for its group, in the name of its source', async () => {
    const { world, eventOf, deliver, standing, iso } = makeBus()
    await world.addGroup('web')
    const event = eventOf({ group: 'web', loadMultiplier: 2, note: 'newsletter' })
    const [startsAt, endsAt] = [iso(1), iso(2)]
    expect(await deliver(event)).toBeUndefined()
    expect(await standing('web')).toMatchObject([
      {
        eventId: id,
        kind: 'campaign',
        startsAt,
        endsAt,
        loadMultiplier: 2,
        note: 'newsletter',
        by: 'eventbridge:com.example.shop',
      },
    ])
  })

  it('is announced for every group of its application, or for every group', async () => {
    const { world, eventOf, deliver, standing } = makeBus()
    await world.addGroup('blue', { 'penumbra:enabled': 'true', 'penumbra:application': 'shop' })
    await world.addGroup('green', { 'penumbra:enabled': 'true', 'penumbra:application': 'shop' })
    await world.addGroup('other')
    expect(await deliver(eventOf({ application: 'shop' }))).toBeUndefined()
    expect(
      [await standing('blue'), await standing('green'), await standing('other')].map(({ length }) => length),
    ).toEqual([1, 1, 0])
    await deliver(eventOf({}, { id: 'all' }))
    expect(await standing('other')).toMatchObject([{ eventId: 'all' }])
  })

  it('is one event when it is delivered twice, also when it is over by then', async () => {
    const { world, eventOf, deliver, standing } = makeBus()
    await world.addGroup('web')
    const event = eventOf({ group: 'web' })
    await deliver(event)
    const writes = () => world.calls.filter(({ operation }) => operation === 'TransactWriteItems').length
    const before = writes()
    expect(await deliver(event)).toBeUndefined()
    expect(await standing('web')).toHaveLength(1)
    await world.pass(121)
    expect(await deliver(event)).toBeUndefined()
    expect(writes()).toBe(before)
  })

  it("is one event when it is put twice under the team's own name", async () => {
    const { world, eventOf, deliver, standing } = makeBus()
    await world.addGroup('web')
    await deliver(eventOf({ group: 'web', eventId: 'sale' }))
    await deliver(eventOf({ group: 'web', eventId: 'sale' }, { id: 'another' }))
    expect(await standing('web')).toMatchObject([{ eventId: 'sale' }])
  })

  it.each([
    [
      'of a group that is not opted in',
      { group: 'nobody' },
      {},
      'detail.group: got "nobody", wanted a group that is opted in',
    ],
    ['of an application that nobody names', { application: 'x' }, {}, 'detail.application: got "x", wanted one that'],
    [
      'of both',
      { group: 'web', application: 'x' },
      {},
      'detail.application: got "x", wanted group or application, not both',
    ],
    [
      'that is over',
      { startsAt: '2020-01-01T00:00:00Z', endsAt: '2020-01-01T01:00:00Z' },
      {},
      'wanted a time that is still to come',
    ],
    ['with a misspelt field', { group: 'web', multiplier: 2 }, {}, 'multiplier: got 2, wanted no such field'],
    ['of less than no load', { loadMultiplier: -1 }, {}, 'loadMultiplier: got -1, wanted at least 0'],
    ['of another kind', {}, { 'detail-type': 'Order Placed' }, 'detail-type: got "Order Placed"'],
  ])('%s is refused in one line, counted, and left to the queue', async (_what, detail, rest, line) => {
    const { world, eventOf, deliver, standing, lines } = makeBus()
    await world.addGroup('web')
    const event = eventOf(detail, rest)
    // A function that fails hands the event to its destination on failure (Lambda developer guide, "Capturing records of
    // Lambda asynchronous invocations").
    expect(await deliver(event)).toContain(line)
    expect(lines()).toMatchObject([{ level: 'error', message: 'load event not taken', details: { event } }])
    expect(lines()[0].details.detail).toContain(line)
    expect(world.counters.LoadEventsNotTaken).toBe(1)
    expect(await standing('web')).toEqual([])
  })
})
