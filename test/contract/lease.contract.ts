import { describe, expect, it } from 'vitest'
import { type Lease, Leases } from '../../shared/aws/lease.ts'
import { LeaseLostError } from '../../shared/domain/errors.ts'
import type { ContractOptions } from './contract-cloud.ts'

const durationMs = 55_000

export function leaseContract({ open }: ContractOptions): void {
  /** The lease's clock is ours on every cloud: DynamoDB only compares numbers. */
  async function openLeases() {
    const { clients, tableName, name } = await open('lease')
    const clock = { ms: Date.UTC(2026, 2, 2) }
    const group = name('web')
    const leases = new Leases(clients.dynamoDb, tableName, () => clock.ms)
    const take = (owner: string) => leases.acquire(group, owner, durationMs)
    return { clock, group, leases, take }
  }

  function given(lease: Lease | undefined): Lease {
    if (lease === undefined) throw new Error('got no lease, wanted one')
    return lease
  }

  describe('a lease', () => {
    it('belongs to the first who asks until it expires, and its count grows with every owner', async () => {
      const { clock, group, take } = await openLeases()
      expect(await take('a')).toEqual({ group, owner: 'a', fencing: 1 })
      clock.ms += durationMs - 1
      expect(await take('b')).toBeUndefined()
      expect(await take('a')).toBeUndefined()
      clock.ms += 1
      expect(await take('b')).toEqual({ group, owner: 'b', fencing: 2 })
    })

    it('is given to one of many who ask at once', async () => {
      const { take } = await openLeases()
      const leases = await Promise.all(Array.from({ length: 8 }, (_, index) => take(`owner-${index}`)))
      expect(leases.filter(lease => lease !== undefined)).toHaveLength(1)
    })

    it('is held until it expires or somebody else has it', async () => {
      const { clock, leases, take } = await openLeases()
      const old = given(await take('a'))
      await expect(leases.assertHeld(old)).resolves.toBeUndefined()
      clock.ms += durationMs
      await expect(leases.assertHeld(old)).rejects.toThrow(LeaseLostError)
      const newer = given(await take('b'))
      await expect(leases.assertHeld(old)).rejects.toThrow('got fencing 2, wanted 1 unexpired')
      await expect(leases.assertHeld(newer)).resolves.toBeUndefined()
    })

    it('is given back by its owner alone', async () => {
      const { clock, leases, take } = await openLeases()
      const old = given(await take('a'))
      clock.ms += durationMs
      const newer = given(await take('b'))
      await leases.release(old)
      await expect(leases.assertHeld(newer)).resolves.toBeUndefined()
      await leases.release(newer)
      expect((await take('c'))?.fencing).toBe(3)
    })
  })
}
