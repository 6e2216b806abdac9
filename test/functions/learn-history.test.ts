import { describe, expect, it } from 'vitest'
import type { HistoryDay } from '../../shared/domain/demand/history-day.ts'
import type { CallRecord } from '../../simulator/kernel/simulated-client.ts'
import { acting, daily, type World } from '../laws/world.ts'
import { makeSites } from './learn-sites.ts'

const minuteMs = 60_000
const dayMs = 86_400_000
/** When the load begins: a Monday, midnight. */
const startMs = Date.UTC(2026, 2, 2)

function historyWrites(calls: readonly CallRecord[]): string[] {
  return calls
    .filter(({ operation, input }) => operation === 'PutItem' && partitionOf(input).startsWith('app#'))
    .map(({ input }) => (input as { Item: { sk: { S: string } } }).Item.sk.S)
}

function partitionOf(input: unknown): string {
  return (input as { Item: { pk: { S: string } } }).Item.pk.S
}

/** Known bins of a day whose requests are not what the load was, by more than six standard deviations of its Poisson counts. */
function wrongBins({ day, parts }: HistoryDay, rateAt: (timeMs: number) => number): number {
  const midnight = Date.parse(`${day}T00:00:00Z`)
  return parts.web.requests.filter((requests, bin) => {
    if (requests === null) return false
    const expected = 300 * rateAt(midnight + bin * 5 * minuteMs + 2.5 * minuteMs)
    // Four digits are a rounding of up to 0.05 %; within five minutes the load is a straight line.
    return Math.abs(requests - expected) > 6 * Math.sqrt(expected) + 0.001 * expected
  }).length
}

/** Sites with so many days of CloudWatch that begin a history under a new name: nothing is taken over yet. */
async function makeRenamed(historyDays: number) {
  const sites = await makeSites([{ historyDays }])
  sites.world.setTags({ 'penumbra:application': 'shop' })
  await sites.world.pass(0.3)
  return sites
}

describe('the first learning of a group', () => {
  it('keeps its last two weeks and the four before them, five minutes by five minutes', async () => {
    const { learn, daysOf } = await makeRenamed(60)
    await learn({ groups: ['web'] })
    const days = await daysOf('shop')
    // The fortnight begins on 16 February, and is read with the whole of that day: from 20 January on.
    expect([days[0].day, days.at(-1)?.day]).toEqual(['2026-01-20', '2026-03-02'])
    expect(days).toHaveLength(42)
    expect(days.reduce((sum, day) => sum + wrongBins(day, daily), 0)).toBe(0)
    expect(days.slice(0, -1).filter(({ parts }) => parts.web.requests.includes(null))).toEqual([])
  })

  it('writes the newest days first', async () => {
    const { world, learn } = await makeRenamed(20)
    const before = world.calls.length
    await learn({ groups: ['web'] })
    const writes = historyWrites(world.calls.slice(before))
    expect(writes).toHaveLength(21)
    expect(writes).toEqual([...writes].sort().reverse())
  })
})

describe('learning hour by hour', () => {
  it('takes over all that CloudWatch has, in hours where it has no more than that, and then asks no more', async () => {
    const { world, learn, daysOf, backfillOf } = await makeRenamed(75)
    for (let run = 0; run < 4; run++) await learn({ groups: ['web'] })
    const days = await daysOf('shop')
    expect(days).toHaveLength(76)
    // Five minutes are asked for from 62 days before on; of a 2 March after midnight that is the whole of 30 December.
    const coarse = days.filter(({ parts }) => parts.web.coarseHours.length > 0)
    expect([coarse.length, coarse[0].day, coarse.at(-1)?.day]).toEqual([14, '2025-12-17', '2025-12-30'])
    expect(coarse[5].parts.web.coarseHours).toHaveLength(24)
    const known = coarse[5].parts.web.requests
    expect(known.slice(12, 24)).toEqual(new Array(12).fill(known[12]))
    // 01:00 to 02:00 of a day's sine: its mean is that of half past one, to 0.3 %.
    expect(Math.abs((known[12] ?? 0) / (300 * daily(startMs + 90 * minuteMs)) - 1)).toBeLessThan(0.01)
    expect((await backfillOf('web'))?.doneToMs).toBe(startMs - 75 * dayMs)
    const before = world.calls.length
    await learn({ groups: ['web'] })
    expect(world.calls.slice(before).filter(({ operation }) => operation === 'Query')).toEqual([])
  })

  it('adds what the hours bring, a day in a few writes', async () => {
    const { world, daysOf } = await makeSites([{ historyDays: 2 }])
    const before = world.calls.length
    await world.pass(24)
    const [today] = (await daysOf('web')).filter(({ day }) => day === '2026-03-02')
    // Learning at 18:00 or a little later is the last of the day so far; ten minutes before it is the newest that is sure.
    expect(today.parts.web.requests.indexOf(null)).toBeGreaterThan(200)
    expect(wrongBins(today, daily)).toBe(0)
    expect(historyWrites(world.calls.slice(before)).length).toBeLessThanOrEqual(5)
  })

  it('is done again where it was done already, and writes no day twice', async () => {
    const { world, learn } = await makeSites([{ historyDays: 3 }])
    const before = world.calls.length
    await learn({ groups: ['web'] })
    await learn({ groups: ['web'] })
    expect(historyWrites(world.calls.slice(before))).toEqual([])
  })
})

describe('groups of one application', () => {
  const tags = { ...acting, 'penumbra:application': 'shop' }

  it('share its history, each with its own part', async () => {
    const { daysOf } = await makeSites([
      { name: 'blue', tags, demandRps: () => 300 },
      { name: 'green', tags, demandRps: () => 100, historyDays: 1 },
    ])
    const groupsOf = (await daysOf('shop')).map(({ day, parts }) => [day, Object.keys(parts).sort().join()])
    expect(groupsOf).toEqual([
      ['2026-02-27', 'blue'],
      ['2026-02-28', 'blue'],
      ['2026-03-01', 'blue,green'],
    ])
    expect(await daysOf('blue')).toEqual([])
  })

  it('lose nothing where they are learned at the same moment', async () => {
    const { world, startLearn, daysOf } = await makeSites([{ name: 'blue' }, { name: 'green' }])
    for (const name of ['blue', 'green']) world.setTags({ 'penumbra:application': 'shop' }, name)
    await world.pass(0.3)
    await Promise.all(['blue', 'green', 'blue'].map(name => startLearn()({ groups: [name] })))
    const days = await daysOf('shop')
    expect(days.map(({ day }) => day)).toEqual(['2026-02-27', '2026-02-28', '2026-03-01', '2026-03-02'])
    for (const { parts } of days.slice(0, -1)) {
      expect([parts.blue.requests.includes(null), parts.green.requests.includes(null)]).toEqual([false, false])
    }
  })
})

describe('a learning that is cut short half-way', () => {
  it('is made good by the next, and the ticks have their model all the same', async () => {
    const { world, learn, daysOf, learnedOf, errors } = await makeRenamed(20)
    const before = (await learnedOf('web'))?.modelVersion
    const mend = failAfter(5, world)
    expect(await learn({ groups: ['web'] })).toEqual({ learned: 0, failed: 1 })
    mend()
    expect(errors).toEqual(['web'])
    expect((await learnedOf('web'))?.modelVersion).not.toBe(before)
    expect((await daysOf('shop')).length).toBeLessThan(20)
    expect(await learn({ groups: ['web'] })).toEqual({ learned: 1, failed: 0 })
    expect(await daysOf('shop')).toHaveLength(21)
  })
})

/** The table takes so many days of history, and then no more, until it is mended by what is returned. */
function failAfter(most: number, { region }: World): () => void {
  const { operations } = region.dynamoDb
  const { PutItem } = operations
  let left = most
  operations.PutItem = (input, context) => {
    if (partitionOf(input).startsWith('app#') && --left < 0) throw new Error('the table is gone')
    return PutItem(input, context)
  }
  return () => {
    left = Number.POSITIVE_INFINITY
  }
}
