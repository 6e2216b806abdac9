import { describe, expect, test } from 'vitest'
import { TokenBucket } from '../../../../simulator/services/auto-scaling/token-bucket.ts'
import { errorOf, TestRegion } from './test-region.ts'

describe('throttling', () => {
  test('lets a burst of one second through, then as many as are refilled', () => {
    const bucket = new TokenBucket(4)
    for (let call = 0; call < 4; call++) bucket.take(1000)
    expect(errorOf(() => bucket.take(1000))).toMatchObject({
      name: 'Throttling',
      message: 'Rate exceeded',
      $metadata: { httpStatusCode: 400 },
    })
    // 4 per second: one more after 250 ms, two after 500 ms more.
    bucket.take(1250)
    expect(errorOf(() => bucket.take(1250)).name).toBe('Throttling')
    bucket.take(1750)
    bucket.take(1750)
    expect(errorOf(() => bucket.take(1750)).name).toBe('Throttling')
  })

  test('never holds more than the burst', () => {
    const bucket = new TokenBucket(2)
    bucket.take(0)
    for (let call = 0; call < 2; call++) bucket.take(3_600_000)
    expect(errorOf(() => bucket.take(3_600_000)).name).toBe('Throttling')
  })

  test('is one for all operations of the service', () => {
    const region = new TestRegion({ requestsPerSecondLimit: 2 })
    region.create()
    region.describe()
    expect(errorOf(() => region.activities()).name).toBe('Throttling')
  })

  test('is off by default', () => {
    const region = new TestRegion()
    region.create()
    for (let call = 0; call < 1000; call++) region.describe()
    expect(region.describe()?.AutoScalingGroupName).toBe('web')
  })
})
