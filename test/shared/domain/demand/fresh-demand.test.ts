import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  appendFresh,
  type FreshDemand,
  latestDemand,
  readFreshFromMs,
} from '../../../../shared/domain/demand/fresh-demand.ts'
import type { RecentDemand } from '../../../../shared/domain/demand/recent-demand.ts'

const bin = 10_000
const minute = 60_000
const missing = Number.NaN
const counts = (...values: number[]) => Float64Array.from(values)
const silence = (bins: number) => new Array<number>(bins).fill(missing)

describe('bins that have become readable', () => {
  test('are requests per second; a hole before the newest one is no request, a hole after it has not arrived', () => {
    // 10 requests in 10 seconds are 1 per second.
    const fresh = appendFresh(undefined, 0, counts(10, missing, 30, missing, missing))
    expect(fresh).toEqual({ rps: [1, 0, 3], endMs: 3 * bin })
  })

  test('are none where somebody publishes less than none', () => {
    expect(appendFresh(undefined, 0, counts(10, -30))).toEqual({ rps: [1, 0], endMs: 2 * bin })
  })

  test('before the first report ever are unknown, not zero', () => {
    expect(appendFresh(undefined, 0, counts(missing, missing, 20))).toEqual({ rps: [2], endMs: 3 * bin })
    expect(appendFresh(undefined, 0, counts(missing, missing))).toBeUndefined()
  })

  test('go on from what is known, and only the newest twenty minutes are kept', () => {
    const first = appendFresh(undefined, 0, new Float64Array(120).fill(10))
    const second = appendFresh(first, 120 * bin, counts(missing, 20))
    expect(second?.rps).toHaveLength(120)
    expect(second?.rps.slice(-3)).toEqual([1, 0, 2])
    expect(appendFresh(second, 122 * bin, counts(missing))).toBe(second)
  })

  test('that do not continue what is known replace it', () => {
    const first = appendFresh(undefined, 0, counts(10, 10))
    expect(appendFresh(first, 500 * bin, counts(missing, 30))).toEqual({ rps: [3], endMs: 502 * bin })
  })

  test('after two minutes of silence still continue it; after more the metric was gone, and nobody knows what came', () => {
    const known = appendFresh(undefined, 0, counts(10, 10))
    const short = appendFresh(known, 2 * bin, counts(...silence(12), 50))
    expect(short?.rps).toEqual([1, 1, ...new Array<number>(12).fill(0), 5])
    expect(appendFresh(known, 2 * bin, counts(...silence(13), 50, 60))).toEqual({ rps: [5, 6], endMs: 17 * bin })
    expect(appendFresh(undefined, 0, counts(10, ...silence(13), 50, missing, 60))?.rps).toEqual([5, 0, 6])
  })

  test('are read from where knowledge ends, and never further back than twenty minutes', () => {
    const nowMs = 1000 * minute + 4_000
    expect(readFreshFromMs({ rps: [1], endMs: 999 * minute }, nowMs)).toBe(999 * minute)
    expect(readFreshFromMs({ rps: [1], endMs: 5 * minute }, nowMs)).toBe(980 * minute)
    expect(readFreshFromMs(undefined, nowMs)).toBe(980 * minute)
  })
})

describe('the latest minutes', () => {
  const recent: RecentDemand = { rps: [100, 200, 300], endMs: 3 * minute }
  const fresh: FreshDemand = { rps: [10, 10, 10, 20, 20, 20, 40, 40, 40, 40, 40, 40], endMs: 5 * minute }

  test('end where the bins end, by hand', () => {
    // Twelve bins are the minutes from 3 to 5: (3 × 10 + 3 × 20)/6 = 15, and 40.
    expect(latestDemand(recent, fresh, 5 * minute)).toEqual({ rps: [100, 200, 300, 15, 40], endMs: 5 * minute })
  })

  test('overlap two known minutes where bins end between them, by hand', () => {
    // Bins from 3:20 to 5:20. Before, 0:20 to 1:20 is 40 s of 100 and 20 s of 200, and 2:20 to 3:20 40 s of 300 and 20 s of 15.
    const known = { rps: [100, 200, 300, 15], endMs: 4 * minute }
    const later = latestDemand(known, { ...fresh, endMs: 5 * minute + 20_000 }, 5 * minute + 20_000)
    expect(later?.endMs).toBe(5 * minute + 20_000)
    const expected = [(40 * 100 + 20 * 200) / 60, (40 * 200 + 20 * 300) / 60, (40 * 300 + 20 * 15) / 60, 15, 40]
    expect(later?.rps).toHaveLength(expected.length)
    for (const [index, rps] of expected.entries()) expect(later?.rps[index]).toBeCloseTo(rps, 9)
  })

  test('are what is known by the minute where no bin is newer, or fewer than a minute of them is known', () => {
    expect(latestDemand(recent, undefined, 5 * minute)).toBe(recent)
    expect(latestDemand(recent, { rps: fresh.rps, endMs: 3 * minute }, 5 * minute)).toBe(recent)
    expect(latestDemand(recent, { rps: fresh.rps.slice(0, 5), endMs: 5 * minute }, 5 * minute)).toBe(recent)
    expect(latestDemand(undefined, undefined, 5 * minute)).toBeUndefined()
  })

  test('fall back to minutes once the metric has been silent for more than two', () => {
    expect(latestDemand(recent, fresh, 7 * minute)?.endMs).toBe(5 * minute)
    expect(latestDemand(recent, fresh, 7 * minute + 1)).toBe(recent)
  })

  test('do without minutes where none is known yet', () => {
    expect(latestDemand(undefined, fresh, 5 * minute)).toEqual({ rps: [15, 40], endMs: 5 * minute })
  })

  test('leave a hole between minutes and bins unknown, and lose nothing before it', () => {
    // Known to 3:00, and again from 5:30 to 6:30: the minute that ends at 5:30 and those that reach beyond 3:00 are unknown.
    const begun: FreshDemand = { rps: fresh.rps.slice(-6), endMs: 6 * minute + 30_000 }
    expect(latestDemand(recent, begun, 6 * minute + 30_000)?.rps).toEqual([150, 250, null, null, null, 40])
  })

  test('an unknown minute makes those that overlap it unknown', () => {
    const holed = { rps: [100, null, 300, 400], endMs: 4 * minute }
    const half = { rps: fresh.rps.slice(-6), endMs: 4 * minute + 30_000 }
    expect(latestDemand(holed, half, half.endMs)?.rps).toEqual([null, null, 350, 40])
  })

  test('are the means of demand over those minutes, by brute force over a known function', () => {
    const seconds = fc.integer({ min: 0, max: 20 })
    const shape = fc.record({ mean: fc.integer({ min: 1, max: 500 }), every: fc.integer({ min: 20, max: 3600 }) })
    fc.assert(
      fc.property(
        shape,
        fc.integer({ min: 6, max: 120 }),
        seconds,
        fc.integer({ min: 1, max: 3 }),
        (curve, bins, tens, lag) => {
          const rpsAt = (binStart: number) => curve.mean * (1 + Math.sin((binStart / 1000 / curve.every) * 2 * Math.PI))
          /** The mean over whole bins, of what is told by bins since `bins` ago and by whole minutes before. */
          const mean = (from: number, to: number, told: (start: number) => number) => {
            let sum = 0
            for (let start = from; start < to; start += bin) sum += told(start)
            return (sum * bin) / (to - from)
          }
          const freshEnd = 200 * minute + tens * bin
          const recentEnd = Math.floor(freshEnd / minute) * minute - lag * minute
          const byMinute = (start: number) => {
            const from = Math.floor(start / minute) * minute
            return mean(from, from + minute, rpsAt)
          }
          const known = {
            rps: Array.from({ length: 120 }, (_, index) => byMinute(recentEnd - (120 - index) * minute)),
            endMs: recentEnd,
          }
          const rps = Array.from({ length: bins }, (_, index) => rpsAt(freshEnd - (bins - index) * bin))
          const latest = latestDemand(known, { rps, endMs: freshEnd }, freshEnd)
          expect(latest?.endMs).toBe(freshEnd)
          const told = Math.floor(bins / 6) * 6
          const freshFrom = freshEnd - told * bin
          for (const [back, got] of (latest?.rps ?? []).toReversed().entries()) {
            const to = freshEnd - back * minute
            if (got === null) expect(to > recentEnd && to <= freshFrom).toBe(true)
            else expect(got).toBeCloseTo(mean(to - minute, to, to > freshFrom ? rpsAt : byMinute), 6)
          }
          expect(latest?.rps.length).toBeGreaterThanOrEqual(119 - lag)
        },
      ),
    )
  })
})
