import {
  DynamoDBClient,
  GetItemCommand,
  ProvisionedThroughputExceededException,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { mockClient } from 'aws-sdk-client-mock'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Lease, Leases } from '../../../shared/aws/lease.ts'
import { LeaseLostError } from '../../../shared/domain/errors.ts'
import { createTable, makeRegion, startMs, tableName } from './region.ts'

const durationMs = 55_000

function makeLeases() {
  const { region, clients } = makeRegion()
  createTable(region)
  const leases = new Leases(clients.dynamoDb, tableName, () => region.clock.now())
  /** Lets time pass. */
  const pass = (ms: number) => region.clock.runUntil(region.clock.now() + ms)
  return { leases, pass }
}

async function acquired(leases: Leases, owner: string, group = 'web'): Promise<Lease> {
  const lease = await leases.acquire(group, owner, durationMs)
  if (lease === undefined) throw new Error(`got no lease for ${owner}, wanted one`)
  return lease
}

describe("a group's lease", () => {
  it('belongs to the first who asks, and to nobody else until it expires', async () => {
    const { leases, pass } = makeLeases()
    expect(await leases.acquire('web', 'a', durationMs)).toEqual({ group: 'web', owner: 'a', fencing: 1 })
    await pass(durationMs - 1)
    expect(await leases.acquire('web', 'b', durationMs)).toBeUndefined()
    await pass(1)
    expect(await leases.acquire('web', 'b', durationMs)).toEqual({ group: 'web', owner: 'b', fencing: 2 })
  })

  it('is not given twice to the same owner: a duplicate delivery carries the same name', async () => {
    const { leases } = makeLeases()
    await acquired(leases, 'a')
    expect(await leases.acquire('web', 'a', durationMs)).toBeUndefined()
  })

  it('says nothing about another group', async () => {
    const { leases } = makeLeases()
    await acquired(leases, 'a')
    expect(await leases.acquire('api', 'b', durationMs)).toEqual({ group: 'api', owner: 'b', fencing: 1 })
  })

  it('is held until the millisecond at which it expires', async () => {
    const { leases, pass } = makeLeases()
    const lease = await acquired(leases, 'a')
    await pass(durationMs - 1)
    await expect(leases.assertHeld(lease)).resolves.toBeUndefined()
    await pass(1)
    await expect(leases.assertHeld(lease)).rejects.toThrow(LeaseLostError)
  })

  it('that somebody took over is lost to the old owner and held by the new one', async () => {
    const { leases, pass } = makeLeases()
    const old = await acquired(leases, 'a')
    await pass(durationMs)
    const newer = await acquired(leases, 'b')
    await expect(leases.assertHeld(old)).rejects.toThrow('lease of web: got fencing 2, wanted 1 unexpired')
    await expect(leases.assertHeld(newer)).resolves.toBeUndefined()
  })

  it('that was never taken is not held', async () => {
    const { leases } = makeLeases()
    const lease = { group: 'web', owner: 'a', fencing: 1 }
    await expect(leases.assertHeld(lease)).rejects.toThrow('lease of web: got fencing none, wanted 1 unexpired')
  })

  it('that is given back can be taken at once, under a higher count', async () => {
    const { leases } = makeLeases()
    const lease = await acquired(leases, 'a')
    await leases.release(lease)
    await expect(leases.assertHeld(lease)).rejects.toThrow(LeaseLostError)
    expect((await acquired(leases, 'b')).fencing).toBe(2)
  })

  it('is not given back by an owner that has lost it', async () => {
    const { leases, pass } = makeLeases()
    const old = await acquired(leases, 'a')
    await pass(durationMs)
    const newer = await acquired(leases, 'b')
    await leases.release(old)
    await expect(leases.assertHeld(newer)).resolves.toBeUndefined()
  })

  it('has at most one holder whatever happens, and its count grows with every owner', async () => {
    const action = fc.oneof(
      fc.record({ kind: fc.constant('acquire' as const), durationMs: fc.integer({ min: 1, max: 100 }) }),
      fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 120 }) }),
      fc.record({ kind: fc.constant('release' as const), which: fc.nat(9) }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 12 }), async actions => {
        const { leases, pass } = makeLeases()
        const taken: Lease[] = []
        for (const [step, act] of actions.entries()) {
          if (act.kind === 'pass') await pass(act.ms)
          else if (act.kind === 'release' && taken.length > 0) await leases.release(taken[act.which % taken.length])
          else if (act.kind === 'acquire') {
            const lease = await leases.acquire('web', `owner-${step}`, act.durationMs)
            if (lease !== undefined) taken.push(lease)
          }
          const held = await Promise.all(
            taken.map(lease =>
              leases.assertHeld(lease).then(
                () => true,
                () => false,
              ),
            ),
          )
          expect(held.slice(0, -1)).not.toContain(true)
        }
        expect(taken.map(lease => lease.fencing)).toEqual(taken.map((_, index) => index + 1))
      }),
      { numRuns: 50 },
    )
  })
})

describe('an error of DynamoDB', () => {
  const throttled = new ProvisionedThroughputExceededException({ message: 'too fast', $metadata: {} })
  const lease = { group: 'web', owner: 'a', fencing: 1 }

  it.each<[string, (leases: Leases) => Promise<unknown>]>([
    ['acquiring', leases => leases.acquire('web', 'a', durationMs)],
    ['checking', leases => leases.assertHeld(lease)],
    ['giving back', leases => leases.release(lease)],
  ])('while %s a lease is passed on as it is, and is no lost lease', async (_, act) => {
    const client = new DynamoDBClient({ region: 'us-east-1' })
    mockClient(client).on(UpdateItemCommand).rejects(throttled).on(GetItemCommand).rejects(throttled)
    await expect(act(new Leases(client, tableName, () => startMs))).rejects.toBe(throttled)
  })
})
