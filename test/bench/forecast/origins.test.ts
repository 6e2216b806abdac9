import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evenOrigins } from '../../../bench/forecast/origins.ts'

describe('evenly spaced origins', () => {
  it('lie between the given bins, the last forecast ending with the last bin', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 5000 }),
        fc.integer({ min: 600, max: 9000 }),
        fc.integer({ min: 2, max: 60 }),
        (start, length, count) => {
          const origins = evenOrigins(start, start + length, count, 6, 288)
          const strides = new Set(origins.slice(1).map((origin, index) => origin - origins[index]))
          expect(origins).toHaveLength(count)
          expect(strides.size).toBe(1)
          expect(origins[0]).toBeGreaterThanOrEqual(start)
          expect(origins[count - 1]).toBe(start + length - 6)
        },
      ),
    )
  })

  it('are spread over the times of day where the widest stride would meet the same few', () => {
    // 47 strides of 16 hours: midnight, 16:00 and 08:00 only.
    const times = new Set(evenOrigins(0, 47 * 192 + 6, 48, 6, 288).map(origin => Math.floor((origin % 288) / 24)))
    expect(times.size).toBeGreaterThanOrEqual(11)
  })
})
