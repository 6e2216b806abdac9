import { describe, expect, it } from 'vitest'
import { PoolExpiry } from '../../../shared/aws/pool-expiry.ts'
import { createGroup, makeRegion, minuteMs, startMs } from './region.ts'

const roleArn = 'arn:aws:iam::123456789012:role/penumbra-pool-expiry'

function makeExpiry(group = 'web') {
  const { region, calls, clients } = makeRegion()
  createGroup(region, { AutoScalingGroupName: group })
  const context = () => ({ nowMs: region.clock.now(), caller: 'team' })
  region.autoScaling.operations.PutWarmPool({ AutoScalingGroupName: group, MinSize: 2 }, context())
  const schedules = () => region.scheduler.operations.ListSchedules({}, context()).Schedules ?? []
  return { region, calls, schedules, expiry: new PoolExpiry(clients.scheduler, roleArn, 'penumbra-pool-') }
}

describe('the expiry of a warm pool', () => {
  it('deletes it once, by force and in the name of the role, and leaves no schedule behind', async () => {
    const { region, calls, schedules, expiry } = makeExpiry()
    await expiry.schedule('web', startMs + 30 * minuteMs)
    await region.clock.runUntil(startMs + 30 * minuteMs)
    expect(region.autoScaling.group('web')?.fleet.pool?.isDeleting).toBe(false)
    await region.clock.runUntil(startMs + 35 * minuteMs)
    expect(region.autoScaling.group('web')?.fleet.pool).toBeUndefined()
    expect(calls.filter(({ service }) => service === 'AutoScaling')).toMatchObject([
      {
        caller: 'penumbra-pool-expiry',
        operation: 'DeleteWarmPool',
        input: { AutoScalingGroupName: 'web', ForceDelete: true },
      },
    ])
    expect(schedules()).toEqual([])
  })

  it('is moved by scheduling it again', async () => {
    const { region, schedules, expiry } = makeExpiry()
    await expiry.schedule('web', startMs + 30 * minuteMs)
    await expiry.schedule('web', startMs + 60 * minuteMs)
    expect(schedules()).toHaveLength(1)
    await region.clock.runUntil(startMs + 59 * minuteMs)
    expect(region.autoScaling.group('web')?.fleet.pool).toBeDefined()
    await region.clock.runUntil(startMs + 65 * minuteMs)
    expect(region.autoScaling.group('web')?.fleet.pool).toBeUndefined()
  })

  it('is cancelled, also where there is none', async () => {
    const { region, schedules, expiry } = makeExpiry()
    await expiry.schedule('web', startMs + 30 * minuteMs)
    await expiry.cancel('web')
    await expiry.cancel('web')
    expect(schedules()).toEqual([])
    await region.clock.runUntil(startMs + 40 * minuteMs)
    expect(region.autoScaling.group('web')?.fleet.pool).toBeDefined()
  })

  it('has a name of its own for every group, of at most 64 plain characters', async () => {
    const long = `ä/${'x'.repeat(250)}`
    const { schedules, expiry } = makeExpiry(long)
    for (const group of [long, `${long}y`, 'web']) await expiry.schedule(group, startMs + 30 * minuteMs)
    const names = schedules().map(({ Name = '' }) => Name)
    expect(new Set(names).size).toBe(3)
    for (const name of names) expect(name).toMatch(/^penumbra-pool-[\w.-]{1,50}$/)
  })

  it('gives up trying after a quarter of an hour, so that no late try hits a pool of later', async () => {
    const { region, calls, expiry } = makeExpiry()
    Object.assign(region.autoScaling.operations, {
      DeleteWarmPool: () => {
        throw new Error('still not')
      },
    })
    await expiry.schedule('web', startMs + 30 * minuteMs)
    await region.clock.runUntil(startMs + 120 * minuteMs)
    const tries = calls.filter(({ operation }) => operation === 'DeleteWarmPool')
    expect(tries.length).toBeGreaterThan(5)
    expect(tries.at(-1)?.timeMs).toBeLessThanOrEqual(startMs + 45 * minuteMs)
  })
})
