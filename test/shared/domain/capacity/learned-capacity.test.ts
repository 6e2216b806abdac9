import { expect, test } from 'vitest'
import { learnInstanceCapacity } from '../../../../shared/domain/capacity/instance-capacity.ts'
import { learnLeadTimes, priorLeadTimes } from '../../../../shared/domain/capacity/lead-times.ts'
import { priceOf } from '../../../../shared/domain/capacity/prices.ts'

const steady = Array.from({ length: 60 }, (_, minute) => {
  const utilisation = 0.2 + minute / 100
  return { utilisation, rpsPerInstance: 50 * utilisation }
})

test('an instance whose CPU grows by 2 % per request per second saturates at 50', () => {
  expect(learnInstanceCapacity(steady)?.saturationRps).toBeCloseTo(50, 9)
})

test('an incident in a quarter of the minutes does not move the estimate', () => {
  const incident = steady.map((sample, minute) => (minute % 4 === 0 ? { ...sample, rpsPerInstance: 1 } : sample))
  expect(learnInstanceCapacity(incident)?.saturationRps).toBeCloseTo(50, 9)
})

test('minutes with saturated or idle CPU are left out, and too few minutes give no figure', () => {
  const saturated = Array.from({ length: 100 }, () => ({ utilisation: 1, rpsPerInstance: 80 }))
  const idle = Array.from({ length: 100 }, () => ({ utilisation: 0.02, rpsPerInstance: 5 }))
  expect(learnInstanceCapacity([...saturated, ...idle])).toBeUndefined()
  expect(learnInstanceCapacity(steady.slice(0, 29))).toBeUndefined()
})

test('scatter widens the interval', () => {
  const scattered = steady.map((sample, minute) => ({
    ...sample,
    rpsPerInstance: sample.rpsPerInstance * (minute % 2 ? 0.9 : 1.1),
  }))
  const exact = learnInstanceCapacity(steady)
  const noisy = learnInstanceCapacity(scattered)
  expect(exact?.uncertaintyRps).toBeCloseTo(0, 9)
  // Quartiles 45 and 55: 1.645 × 1.2533 × 10 / 1.349 / √60 = 1.97
  expect(noisy?.uncertaintyRps).toBeCloseTo(1.97, 2)
})

test('the lead time is the 95th percentile of what launches took', () => {
  // 100 launches of 1…100 s: the 95th smallest is 95 s.
  const launches = Array.from({ length: 100 }, (_, index) => 100 - index)
  expect(learnLeadTimes({ cold: launches, fromPool: [] })).toMatchObject({ coldSeconds: 95, coldObservations: 100 })
})

test('four launches are too few to give up the prior of 300 s', () => {
  expect(learnLeadTimes({ cold: [100, 100, 100, 100], fromPool: [] })).toEqual(priorLeadTimes)
  expect(priorLeadTimes.coldSeconds).toBe(300)
})

test('a start out of the pool has a lead time of its own', () => {
  const fromPool = Array.from({ length: 20 }, (_, index) => 20 - index)
  // 20 starts of 1…20 s: the 19th smallest is 19 s.
  expect(learnLeadTimes({ cold: [], fromPool })).toMatchObject({
    coldSeconds: 300,
    stoppedSeconds: 19,
    stoppedObservations: 20,
  })
})

test('until a pool has shown its own, a start out of it is taken to last half of a cold launch', () => {
  const { stoppedSeconds, stoppedObservations } = learnLeadTimes({ cold: Array(10).fill(240), fromPool: [10] })
  expect([stoppedSeconds, stoppedObservations]).toEqual([120, 0])
  expect(priorLeadTimes).toMatchObject({ stoppedSeconds: 150, stoppedObservations: 0 })
})

test('a price says where it comes from, also when the type is not in the table', () => {
  // aws-facts, prices us-east-1: m5.large 0.096, m7g.large 0.0816 USD/h
  expect(priceOf('m5.large').usdPerHour).toBe(0.096)
  expect(priceOf('m7g.large').usdPerHour).toBe(0.0816)
  // 20 GiB of gp3 at 0.08 USD per GiB-month (aws-facts §13) and 730 hours: the 0.0022 USD/h of design §11.
  expect(priceOf('m5.large').stoppedUsdPerHour).toBeCloseTo(0.0022, 4)
  expect(priceOf('x9.huge').source).toContain('for want of x9.huge')
})
