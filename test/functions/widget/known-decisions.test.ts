import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KnownDecisions } from '../../../functions/widget/group-data/known-decisions.ts'
import type { DecisionRecord } from '../../../shared/domain/group/records.ts'

const minuteMs = 60_000
const startMs = Date.UTC(2026, 2, 2)

function decisionAt(atMs: number): DecisionRecord {
  return {
    schemaVersion: 1,
    at: new Date(atMs).toISOString(),
    action: 'hold',
    reason: '',
    floorBefore: 2,
    floorAfter: 2,
    costUsdPerHour: 0,
  }
}

/** A table that counts how many decisions it has handed out, and a clock. */
function makeTable() {
  const written: DecisionRecord[] = []
  const table = { nowMs: startMs, readCount: 0, write: (atMs: number) => written.push(decisionAt(atMs)) }
  const between = async (_group: string, fromMs: number, toMs: number, most = Number.POSITIVE_INFINITY) => {
    const found = written
      .filter(({ at }) => Date.parse(at) >= fromMs && Date.parse(at) <= toMs)
      .toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at))
      .slice(0, most)
    table.readCount += found.length
    return found
  }
  return { table, log: { between }, known: new KnownDecisions({ between }, () => table.nowMs) }
}

const timesOf = (decisions: readonly DecisionRecord[]) => decisions.map(({ at }) => at)

/** Minutes pass; a decision is written up to a minute after it was made; somebody asks for a stretch that ends by now. */
const anyCourse = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('pass' as const), minutes: fc.integer({ min: 1, max: 20 }) }),
    fc.record({ kind: fc.constant('write' as const), secondsAgo: fc.integer({ min: 0, max: 54 }) }),
    fc.record({
      kind: fc.constant('ask' as const),
      fromMinutesAgo: fc.integer({ min: 0, max: 90 }),
      toMinutesAgo: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 90 })),
    }),
  ),
  { maxLength: 60 },
)

describe('decisions that were read before', () => {
  it('are the same as if all were read each time, whatever was asked before', async () => {
    await fc.assert(
      fc.asyncProperty(anyCourse, fc.constantFrom(3, 1000), async (course, most) => {
        const { table, log, known } = makeTable()
        for (const step of course) {
          if (step.kind === 'pass') table.nowMs += step.minutes * minuteMs
          if (step.kind === 'write') table.write(table.nowMs - step.secondsAgo * 1000)
          if (step.kind !== 'ask') continue
          const fromMs = table.nowMs - step.fromMinutesAgo * minuteMs
          const toMs = Math.max(fromMs, table.nowMs - step.toMinutesAgo * minuteMs)
          expect(timesOf(await known.between('web', fromMs, toMs, most))).toEqual(
            timesOf(await log.between('web', fromMs, toMs, most)),
          )
        }
      }),
      { numRuns: 300 },
    )
  })

  it('are not read again: a minute later only what may be new', async () => {
    const { table, known } = makeTable()
    for (let minute = 0; minute < 1000; minute++) table.write(startMs + minute * minuteMs)
    table.nowMs = startMs + 1000 * minuteMs
    await known.between('web', startMs, table.nowMs, 5000)
    expect(table.readCount).toBe(1000)
    table.write(table.nowMs)
    table.nowMs += minuteMs
    const found = await known.between('web', startMs + minuteMs, table.nowMs, 5000)
    expect(found).toHaveLength(1000)
    // The last two minutes before the first reading, and what came since: 998, 999 and 1000.
    expect(table.readCount).toBe(1003)
  })

  it('are kept for a few groups only, those asked for last', async () => {
    const { table, known } = makeTable()
    table.write(startMs)
    table.nowMs += 10 * minuteMs
    const read = async (group: string) => {
      const before = table.readCount
      await known.between(group, startMs, table.nowMs, 10)
      return table.readCount - before
    }
    for (let group = 0; group < 9; group++) expect(await read(`web-${group}`)).toBe(1)
    expect(await read('web-8')).toBe(0)
    expect(await read('web-0')).toBe(1)
  })
})
