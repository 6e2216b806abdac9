import { describe, expect, it } from 'vitest'
import { Fleet } from '../../shared/aws/fleet.ts'
import { WarmPools } from '../../shared/aws/warm-pools.ts'
import { type ContractOptions, itWith, makeGroup } from './contract-cloud.ts'

export function warmPoolsContract(options: ContractOptions): void {
  async function openPools() {
    const cloud = await options.open('warm-pools')
    const name = await makeGroup(cloud, { DesiredCapacity: 5 })
    const fleet = new Fleet(cloud.team.autoScaling)
    const pool = async () => (await fleet.describe([name])).get(name)?.pool
    return { cloud, name, pool, warmPools: new WarmPools(cloud.clients.autoScaling) }
  }

  describe('a warm pool', () => {
    it('has the size that was put, whatever DesiredCapacity is, and takes another one over', async () => {
      const { name, pool, warmPools } = await openPools()
      expect(await pool()).toBeUndefined()
      expect(await warmPools.put(name, { size: 3, state: 'Stopped' })).toBeUndefined()
      expect(await pool()).toMatchObject({ minSize: 3, maxPrepared: 3, state: 'Stopped', reuseOnScaleIn: false })
      expect(await warmPools.put(name, { size: 4, state: 'Running' })).toBeUndefined()
      expect(await pool()).toMatchObject({ minSize: 4, maxPrepared: 4, state: 'Running' })
    })

    it('has no warmed instance at once', async () => {
      const { name, warmPools } = await openPools()
      await warmPools.put(name, { size: 3, state: 'Stopped' })
      expect(await warmPools.countWarmed(name)).toBe(0)
    })

    it('is gone after it was deleted', async () => {
      const { cloud, name, pool, warmPools } = await openPools()
      await warmPools.put(name, { size: 3, state: 'Stopped' })
      expect(await warmPools.delete(name)).toBeUndefined()
      await cloud.settle()
      expect(await pool()).toBeUndefined()
    })

    itWith('a warm pool has instances', options)(
      'counts the instances that are ready, over more than one page of 50',
      async () => {
        const { cloud, name, warmPools } = await openPools()
        await warmPools.put(name, { size: 60, state: 'Stopped' })
        await cloud.settle()
        expect(await warmPools.countWarmed(name)).toBe(60)
      },
    )

    itWith('a warm pool is shown until its instances are gone', options)(
      'is shown as going while its instances leave',
      async () => {
        const { cloud, name, pool, warmPools } = await openPools()
        await warmPools.put(name, { size: 3, state: 'Running' })
        await cloud.settle()
        await warmPools.delete(name)
        expect(await pool()).toMatchObject({ state: 'Running', deleting: true })
      },
    )
  })
}
