// Expected values: the EventBridge user guide on event patterns and on best-effort delivery; counts by hand.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { VirtualClock } from '../../../simulator/kernel/clock.ts'
import { RandomStream } from '../../../simulator/kernel/random.ts'
import {
  type AwsEvent,
  EventBus,
  type EventDraft,
  type EventPattern,
} from '../../../simulator/services/event-bridge.ts'

const startMs = Date.UTC(2026, 0, 5)

const launch: EventDraft = {
  'detail-type': 'EC2 Instance-launch Lifecycle Action',
  source: 'aws.autoscaling',
  resources: ['arn:one', 'arn:two'],
  detail: { EC2InstanceId: 'i-1', Origin: 'EC2', Destination: 'WarmPool' },
}

function busWith(lossProbability = 0, maxDelayMs = 1000, seed = 7) {
  const clock = new VirtualClock(startMs)
  const bus = new EventBus({ clock, random: new RandomStream(seed, 'events'), lossProbability, maxDelayMs })
  return { clock, bus }
}

/** Which of the events put come to a subscriber, and when. */
async function delivered(pattern: EventPattern, drafts: readonly EventDraft[], world = busWith()) {
  const events: { readonly event: AwsEvent; readonly timeMs: number }[] = []
  world.bus.subscribe(pattern, event => void events.push({ event, timeMs: world.clock.now() }))
  for (const draft of drafts) world.bus.put(draft)
  await world.clock.runUntil(startMs + 60_000)
  return events
}

describe('EventBus', () => {
  it('delivers an event in the form that EventBridge gives it', async () => {
    const [{ event }] = await delivered({}, [launch])
    expect(event).toEqual({
      version: '0',
      id: '00000000-0000-4000-8000-000000000001',
      'detail-type': 'EC2 Instance-launch Lifecycle Action',
      source: 'aws.autoscaling',
      account: '123456789012',
      time: '2026-01-05T00:00:00Z',
      region: 'us-east-1',
      resources: ['arn:one', 'arn:two'],
      detail: { EC2InstanceId: 'i-1', Origin: 'EC2', Destination: 'WarmPool' },
    })
  })

  it.each<[boolean, EventPattern]>([
    [true, {}],
    [true, { source: ['aws.autoscaling'] }],
    [true, { source: ['aws.ec2', 'aws.autoscaling'], detail: { Origin: ['EC2'], Destination: ['WarmPool'] } }],
    [true, { resources: ['arn:two'] }],
    [false, { source: ['aws.ec2'] }],
    [false, { source: ['aws.autoscaling'], detail: { Origin: ['WarmPool'] } }],
    [false, { detail: { Missing: ['EC2'] } }],
    [false, { detail: { Origin: { deeper: ['EC2'] } } }],
  ])('matches: %s for %j', async (matches, pattern) => {
    expect(await delivered(pattern, [launch])).toHaveLength(matches ? 1 : 0)
  })

  it('delivers later, within the longest delay, and out of order', async () => {
    const drafts = Array.from({ length: 50 }, (_, number) => ({ ...launch, detail: { number } }))
    const events = await delivered({}, drafts)
    const delays = events.map(({ timeMs }) => timeMs - startMs)
    expect(Math.max(...delays)).toBeLessThanOrEqual(1000)
    expect(Math.max(...delays)).toBeGreaterThan(0)
    const numbers = events.map(({ event }) => Number(event.detail.number))
    expect(numbers).not.toEqual(numbers.toSorted((a, b) => a - b))
    expect(numbers.toSorted((a, b) => a - b)).toEqual(drafts.map(({ detail }) => detail.number))
  })

  it('never delivers within the call that puts an event', () => {
    const { bus } = busWith(0, 0)
    const events: AwsEvent[] = []
    bus.subscribe({}, event => void events.push(event))
    bus.put(launch)
    expect(events).toEqual([])
  })

  it('loses about as many as it is told', async () => {
    const drafts = Array.from({ length: 10_000 }, () => launch)
    const lost = 10_000 - (await delivered({}, drafts, busWith(0.1))).length
    // Binomial(10 000, 0.1): mean 1000, standard deviation 30; four of them either way.
    expect(Math.abs(lost - 1000)).toBeLessThan(120)
  })

  it('loses the same events, and delivers the others at the same times, whoever else listens', async () => {
    const drafts = Array.from({ length: 200 }, () => launch)
    const crowded = busWith(0.2)
    crowded.bus.subscribe({ source: ['aws.ec2'] }, () => {})
    crowded.bus.subscribe({}, () => {})
    expect(await delivered({}, drafts, crowded)).toEqual(await delivered({}, drafts, busWith(0.2)))
  })

  it('delivers nothing any more to who has ended the subscription', async () => {
    const { bus, clock } = busWith()
    const events: AwsEvent[] = []
    const end = bus.subscribe({}, event => void events.push(event))
    bus.put(launch)
    end()
    bus.put(launch)
    await clock.runUntil(startMs + 60_000)
    expect(events).toHaveLength(1)
  })

  it.each([
    [{ source: [] }, 'got [] for source of an event pattern, wanted a list of values'],
    [{ detail: { Origin: [{ prefix: 'E' }] } }, 'got [{"prefix":"E"}] for detail.Origin of an event pattern'],
  ])('refuses the pattern %j', (pattern, message) => {
    const { bus } = busWith()
    expect(() => bus.subscribe(pattern as unknown as EventPattern, () => {})).toThrow(message)
  })

  it('matches a pattern cut out of the event itself, whichever fields it keeps', async () => {
    await fc.assert(
      fc.asyncProperty(fc.subarray(['EC2InstanceId', 'Origin', 'Destination']), async fields => {
        const detail = Object.fromEntries(fields.map(field => [field, [String(launch.detail[field]), 'other']]))
        expect(await delivered({ detail }, [launch])).toHaveLength(1)
      }),
      { numRuns: 20 },
    )
  })
})
