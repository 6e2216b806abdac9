import {
  AutoScalingClient,
  AutoScalingServiceException,
  DeleteWarmPoolCommand,
  InstanceRefreshInProgressFault,
  LimitExceededFault,
  PutWarmPoolCommand,
  ResourceContentionFault,
} from '@aws-sdk/client-auto-scaling'
import { mockClient } from 'aws-sdk-client-mock'
import { describe, expect, it } from 'vitest'
import { Fleet } from '../../../shared/aws/fleet.ts'
import { WarmPools } from '../../../shared/aws/warm-pools.ts'
import { createGroup, makeRegion, minuteMs, startMs } from './region.ts'

function makeWarmPools() {
  const { region, clients } = makeRegion()
  createGroup(region, { DesiredCapacity: 5 })
  const pool = async () => (await new Fleet(clients.autoScaling).describe(['web'])).get('web')
  return { region, warmPools: new WarmPools(clients.autoScaling), observe: pool }
}

const options = { message: 'not now', $metadata: {} }
const validation = new AutoScalingServiceException({ ...options, name: 'ValidationError', $fault: 'client' })

/** Pools of which every change is answered with an error. */
function refusing(error: Error) {
  const client = new AutoScalingClient({ region: 'us-east-1' })
  mockClient(client).on(PutWarmPoolCommand).rejects(error).on(DeleteWarmPoolCommand).rejects(error)
  return new WarmPools(client)
}

describe('a warm pool', () => {
  it('has the size that was put, whatever DesiredCapacity is: MinSize and MaxGroupPreparedCapacity are equal', async () => {
    const { region, warmPools, observe } = makeWarmPools()
    expect(await warmPools.put('web', { size: 3, state: 'Stopped' })).toBeUndefined()
    await region.clock.runUntil(startMs + 10 * minuteMs)
    const shown = { minSize: 3, maxPrepared: 3, state: 'Stopped', reuseOnScaleIn: false, deleting: false }
    expect(await observe()).toMatchObject({ pool: shown, poolSize: 3, inService: 5 })
  })

  it('is counted by what is ready, not by what is on its way', async () => {
    const { region, warmPools } = makeWarmPools()
    await warmPools.put('web', { size: 60, state: 'Stopped' })
    expect(await warmPools.countWarmed('web')).toBe(0)
    expect(await warmPools.count('web')).toEqual({ pending: 60, warming: 0, warmed: 0, terminating: 0 })
    await region.clock.runUntil(startMs + 10 * minuteMs)
    // More than one page of 50.
    expect(await warmPools.countWarmed('web')).toBe(60)
    expect(await warmPools.count('web')).toEqual({ pending: 0, warming: 0, warmed: 60, terminating: 0 })
  })

  it('goes with its instances when it is deleted, at once marked as going', async () => {
    const { region, warmPools, observe } = makeWarmPools()
    await warmPools.put('web', { size: 3, state: 'Running' })
    await region.clock.runUntil(startMs + 10 * minuteMs)
    expect(await warmPools.delete('web')).toBeUndefined()
    expect((await observe())?.pool).toMatchObject({ state: 'Running', deleting: true })
    await region.clock.runUntil(startMs + 15 * minuteMs)
    expect(await observe()).toMatchObject({ pool: undefined, poolSize: 0 })
  })
})

describe('a refusal', () => {
  it.each([
    ['refresh', new InstanceRefreshInProgressFault(options)],
    ['busy', new ResourceContentionFault(options)],
    ['refused', validation],
    ['refused', new LimitExceededFault(options)],
  ])("is an answer, %s, with AWS's own words", async (kind, error) => {
    const warmPools = refusing(error)
    expect(await warmPools.put('web', { size: 3, state: 'Stopped' })).toEqual({ kind, message: 'not now' })
    expect(await warmPools.delete('web')).toEqual({ kind, message: 'not now' })
  })

  it('is not what anything else is: that is passed on', async () => {
    const denied = new AutoScalingServiceException({ ...options, name: 'AccessDenied', $fault: 'client' })
    await expect(refusing(denied).put('web', { size: 3, state: 'Stopped' })).rejects.toBe(denied)
    const gone = new AutoScalingServiceException({
      ...options,
      name: 'ValidationError',
      message: 'AutoScalingGroup name not found',
      $fault: 'client',
    })
    await expect(refusing(gone).delete('web')).rejects.toBe(gone)
  })
})
