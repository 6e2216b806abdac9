import { describe, expect, it } from 'vitest'
import { type BillLine, billOf, totalOf, type Usage } from '../../bench/cost-bill.ts'
import { prices } from '../../bench/cost-prices.ts'

const nothing: Usage = {
  groups: 1,
  hours: 1,
  functions: [],
  readUnits: 0,
  writeUnits: 0,
  metricsRequested: 0,
  logBytes: 0,
  publishes: 0,
  schedulerInvocations: 0,
  storedBytes: 0,
}
const bare = { alarms: 0, compositeAlarms: 0, dashboards: 0, customMetrics: 0, keys: 0 }
const usdOf = (lines: readonly BillLine[], what: string) => lines.find(line => line.what === what)?.usdPerMonth

describe('a bill', () => {
  it('of nothing is nothing', () => {
    expect(totalOf(billOf(nothing, bare))).toBe(0)
  })

  it('of one metric a minute is 0.438 USD a month: 730 hours × 60 at 0.01 USD a thousand', () => {
    const bill = billOf({ ...nothing, hours: 24, metricsRequested: 24 * 60 }, bare)
    expect(usdOf(bill, 'metrics read')).toBeCloseTo(0.438, 10)
    expect(totalOf(bill)).toBeCloseTo(0.438, 10)
  })

  it('of two write units and three read units a minute is 0.05475 and 0.016425 USD', () => {
    const bill = billOf({ ...nothing, writeUnits: 120, readUnits: 180 }, bare)
    // 43,800 minutes × 2 × 0.625 USD a million, and × 3 × 0.125.
    expect(usdOf(bill, 'write units')).toBeCloseTo(0.05475, 10)
    expect(usdOf(bill, 'read units')).toBeCloseTo(0.016425, 10)
  })

  it('of a run of 50 seconds a minute at 512 MB is 14.60 USD: what sleeping between plans costs a shard', () => {
    const reconcile = { name: 'reconcile', invocations: 60, billedSeconds: 3000, memoryMiB: 512 }
    const bill = billOf({ ...nothing, functions: [reconcile] }, bare)
    // 43,800 × 25 GB-seconds at 0.0000133334 USD, and as many requests at 0.20 USD a million and traces at 5.
    expect(usdOf(bill, 'GB-seconds')).toBeCloseTo(14.6001, 3)
    expect(bill.find(({ service, what }) => service === 'Lambda' && what === 'requests')?.usdPerMonth).toBeCloseTo(
      0.00876,
      10,
    )
    expect(usdOf(bill, 'traces')).toBeCloseTo(0.219, 10)
  })

  it('of what stands is the same however long was counted: alarms, a dashboard, metrics and keys', () => {
    const standing = { alarms: 6, compositeAlarms: 1, dashboards: 1, customMetrics: 2, keys: 1 }
    // 0.60 + 0.50 + 3.00 + 0.60 + 1.00.
    expect(totalOf(billOf({ ...nothing, hours: 7 }, standing))).toBeCloseTo(5.7, 10)
  })

  it('of a gigabyte kept is 0.25 USD, and 0.20 for recovery to any point in time', () => {
    expect(usdOf(billOf({ ...nothing, storedBytes: 1e9 }, bare), 'storage')).toBeCloseTo(0.45, 10)
  })
})

describe('every price', () => {
  it.each(Object.entries(prices))('%s is above nothing and names its source', (_, { usd, unit, source }) => {
    expect(usd).toBeGreaterThan(0)
    expect(unit.length * source.length).toBeGreaterThan(0)
  })
})
