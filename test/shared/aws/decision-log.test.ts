import { describe, expect, it } from 'vitest'
import { DecisionLog } from '../../../shared/aws/decision-log.ts'
import { GroupStore } from '../../../shared/aws/group-store.ts'
import type { DecisionRecord } from '../../../shared/domain/group/records.ts'
import { createTable, hourMs, makeRegion, startMs, tableName } from './region.ts'

const minuteMs = 60_000

function decisionAt(atMs: number, reason = 'Seen 100 rps.'): DecisionRecord {
  return {
    schemaVersion: 1,
    at: new Date(atMs).toISOString(),
    action: 'hold',
    reason,
    floorBefore: 2,
    floorAfter: 2,
    costUsdPerHour: 0.192,
  }
}

function makeLog() {
  const { region, calls, clients } = makeRegion()
  createTable(region)
  const dropped: string[][] = []
  const onDropped = (...record: [string, string]) => dropped.push(record)
  const store = new GroupStore(clients.dynamoDb, tableName, onDropped)
  const log = new DecisionLog(clients.dynamoDb, tableName, onDropped)
  const putRaw = (sk: string, body: string) => {
    const Item = { pk: { S: 'group#web' }, sk: { S: sk }, body: { S: body } }
    region.dynamoDb.operations.PutItem({ TableName: tableName, Item }, { nowMs: startMs, caller: 'test' })
  }
  const write = async (timesMs: readonly number[], group = 'web', reason?: string) => {
    for (const timeMs of timesMs) await store.writeDecision(group, decisionAt(timeMs, reason), 1)
  }
  return { log, write, putRaw, calls, dropped }
}

const minutes = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => startMs + (from + index) * minuteMs)
const timesOf = (decisions: readonly DecisionRecord[]) => decisions.map(({ at }) => Date.parse(at))

describe('decisions between two moments', () => {
  it('are those of the group from the first to the last of them, both included, newest first', async () => {
    const { log, write } = makeLog()
    await write(minutes(0, 9))
    await write(minutes(0, 9), 'web#2')
    await write(minutes(0, 9), 'we')
    const found = await log.between('web', startMs + 3 * minuteMs, startMs + 6 * minuteMs)
    expect(timesOf(found)).toEqual(minutes(3, 6).reverse())
    expect(await log.between('web', startMs + hourMs, startMs + 2 * hourMs)).toEqual([])
  })

  it('are cut off at the oldest end where there are too many, and no more are asked for', async () => {
    const { log, write, calls } = makeLog()
    await write(minutes(0, 9))
    expect(timesOf(await log.between('web', startMs, startMs + hourMs, 3))).toEqual(minutes(7, 9).reverse())
    const [query] = calls.filter(({ operation }) => operation === 'Query')
    expect(query.input).toMatchObject({ Limit: 3, ScanIndexForward: false })
  })

  it('come in as many calls as they fill pages of a megabyte', async () => {
    const { log, write, calls } = makeLog()
    // 600 of about 4 KB are 2.4 MB: three pages.
    await write(minutes(0, 599), 'web', 'r'.repeat(4000))
    expect(timesOf(await log.between('web', startMs, startMs + 10 * hourMs))).toEqual(minutes(0, 599).reverse())
    expect(calls.filter(({ operation }) => operation === 'Query')).toHaveLength(3)
  })

  it('leave out a record that does not parse, and tell of it', async () => {
    const { log, write, putRaw, dropped } = makeLog()
    await write(minutes(0, 0))
    putRaw(`decision#${new Date(startMs + minuteMs).toISOString()}`, '{"schemaVersion":1}')
    expect(timesOf(await log.between('web', startMs, startMs + hourMs))).toEqual([startMs])
    expect(dropped).toEqual([['group#web decision#2026-03-02T00:01:00.000Z', expect.stringContaining('at: ')]])
  })
})

describe('named decisions', () => {
  it('come by group in one call, without those that are gone', async () => {
    const { log, write, calls } = makeLog()
    await write(minutes(0, 1), 'a#b')
    await write(minutes(0, 1), 'web')
    const names = [
      { group: 'a#b', atMs: startMs },
      { group: 'web', atMs: startMs + minuteMs },
      { group: 'gone', atMs: startMs },
    ]
    const found = await log.named(names)
    expect([...found].map(([group, { at }]) => [group, Date.parse(at)]).sort()).toEqual([
      ['a#b', startMs],
      ['web', startMs + minuteMs],
    ])
    expect(calls.filter(({ operation }) => operation === 'BatchGetItem')).toHaveLength(1)
  })
})
