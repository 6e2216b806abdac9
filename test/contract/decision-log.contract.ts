import { describe, expect, it } from 'vitest'
import { DecisionLog } from '../../shared/aws/decision-log.ts'
import { GroupStore } from '../../shared/aws/group-store.ts'
import type { DecisionRecord } from '../../shared/domain/group/records.ts'
import type { ContractOptions } from './contract-cloud.ts'

const startMs = Date.UTC(2026, 2, 2)
const minuteMs = 60_000

export function decisionLogContract({ open }: ContractOptions): void {
  /** Decisions of five minutes, one a minute, and of the group whose name begins alike. */
  async function openLog() {
    const { clients, team, tableName, name } = await open('decision-log')
    const fail = (record: string, reason: string) => {
      throw new Error(`${record}: got ${reason}, wanted one that parses`)
    }
    const store = new GroupStore(team.dynamoDb, tableName, fail)
    const group = name('web')
    for (let minute = 0; minute < 5; minute++) {
      await store.writeDecision(group, decisionAt(minute), 1)
      await store.writeDecision(`${group}-other`, decisionAt(minute), 1)
    }
    return { group, log: new DecisionLog(clients.dynamoDb, tableName, fail) }
  }

  function decisionAt(minute: number): DecisionRecord {
    return {
      schemaVersion: 1,
      at: new Date(startMs + minute * minuteMs).toISOString(),
      action: 'raise',
      reason: `Minute ${minute}.`,
      floorBefore: 2,
      floorAfter: 2 + minute,
      costUsdPerHour: 0.672,
    }
  }

  const reasons = (decisions: readonly DecisionRecord[]) => decisions.map(({ reason }) => reason)

  describe('the log of decisions', () => {
    it('gives those of one group between two times, both included, newest first', async () => {
      const { group, log } = await openLog()
      const found = await log.between(group, startMs + minuteMs, startMs + 3 * minuteMs)
      expect(reasons(found)).toEqual(['Minute 3.', 'Minute 2.', 'Minute 1.'])
    })

    it('gives no more than asked for', async () => {
      const { group, log } = await openLog()
      expect(reasons(await log.between(group, startMs, startMs + 10 * minuteMs, 2))).toEqual(['Minute 4.', 'Minute 3.'])
    })

    it('gives named ones by group, without those that are gone', async () => {
      const { group, log } = await openLog()
      const named = await log.named([
        { group, atMs: startMs + minuteMs },
        { group: `${group}-other`, atMs: startMs + 2 * minuteMs },
        { group: `${group}-gone`, atMs: startMs },
      ])
      expect([...named].map(([name, { reason }]) => [name, reason]).sort()).toEqual([
        [group, 'Minute 1.'],
        [`${group}-other`, 'Minute 2.'],
      ])
    })
  })
}
