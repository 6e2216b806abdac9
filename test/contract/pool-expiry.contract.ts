import { GetScheduleCommand, ListSchedulesCommand } from '@aws-sdk/client-scheduler'
import { describe, expect, it } from 'vitest'
import { PoolExpiry } from '../../shared/aws/pool-expiry.ts'
import type { ContractOptions } from './contract-cloud.ts'

const roleArn = 'arn:aws:iam::123456789012:role/penumbra-pool-expiry'
const minuteMs = 60_000

export function poolExpiryContract({ open }: ContractOptions): void {
  async function openExpiry() {
    const cloud = await open('pool-expiry')
    const NamePrefix = `${cloud.name('pool')}-`
    const schedules = async () => {
      const { Schedules = [] } = await cloud.team.scheduler.send(new ListSchedulesCommand({ NamePrefix }))
      return Promise.all(Schedules.map(({ Name }) => cloud.team.scheduler.send(new GetScheduleCommand({ Name }))))
    }
    // Scheduler's at() has whole seconds.
    const atMs = Math.ceil(cloud.now() / 1000) * 1000 + 30 * minuteMs
    return { atMs, schedules, expiry: new PoolExpiry(cloud.clients.scheduler, roleArn, NamePrefix) }
  }

  const at = (ms: number) => `at(${new Date(ms).toISOString().slice(0, 19)})`

  describe('the expiry of a warm pool', () => {
    it('is one schedule, in the name of the role, that deletes the pool once and then itself', async () => {
      const { atMs, schedules, expiry } = await openExpiry()
      await expiry.schedule('web', atMs)
      expect(await schedules()).toMatchObject([
        {
          ScheduleExpression: at(atMs),
          FlexibleTimeWindow: { Mode: 'OFF' },
          ActionAfterCompletion: 'DELETE',
          Target: {
            Arn: 'arn:aws:scheduler:::aws-sdk:autoscaling:deleteWarmPool',
            RoleArn: roleArn,
            Input: JSON.stringify({ AutoScalingGroupName: 'web', ForceDelete: true }),
          },
        },
      ])
    })

    it('is moved by scheduling it again, and each group has its own', async () => {
      const { atMs, schedules, expiry } = await openExpiry()
      await expiry.schedule('web', atMs)
      await expiry.schedule('web', atMs + 15 * minuteMs)
      expect((await schedules()).map(schedule => schedule.ScheduleExpression)).toEqual([at(atMs + 15 * minuteMs)])
      await expiry.schedule(`ä/${'x'.repeat(250)}`, atMs)
      expect(await schedules()).toHaveLength(2)
    })

    it('is cancelled, also where there is none', async () => {
      const { atMs, schedules, expiry } = await openExpiry()
      await expiry.schedule('web', atMs)
      await expiry.cancel('web')
      await expiry.cancel('web')
      expect(await schedules()).toEqual([])
    })
  })
}
