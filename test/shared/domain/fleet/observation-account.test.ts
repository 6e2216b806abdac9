import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compressedBody } from '../../../../shared/aws/record-body.ts'
import { addToDay, openObservation, totalOf } from '../../../../shared/domain/fleet/observation-account.ts'

const { days: noDays } = openObservation(0)

/** What one tick adds, in days that never go back. */
const additions = fc.array(
  fc.record({
    later: fc.integer({ min: 0, max: 3 }),
    minutes: fc.integer({ min: 0, max: 5 }),
    paid: fc.integer({ min: 0, max: 300 }),
  }),
  { maxLength: 60 },
)

describe('the sums of an observation', () => {
  test('are those of the last fourteen days that were written, by brute force', () => {
    fc.assert(
      fc.property(additions, added => {
        let day = 20_000
        let days = noDays
        const all: { day: number; minutes: number; paid: number }[] = []
        for (const { later, minutes, paid } of added) {
          day += later
          all.push({ day, minutes, paid })
          days = addToDay(days, { day, minutes, paid })
        }
        const kept = [...new Set(all.map(one => one.day))].slice(-14)
        const counted = all.filter(one => kept.includes(one.day))
        const total = totalOf(days)
        expect(total.minutes).toBe(counted.reduce((sum, one) => sum + one.minutes, 0))
        expect(total.paid).toBe(counted.reduce((sum, one) => sum + one.paid, 0))
        expect(total.day).toBe(kept[0] ?? 0)
      }),
    )
  })

  test('leave what is not named as it was', () => {
    const once = addToDay(noDays, { day: 1, minutes: 3, forecastLoss: 0.5 })
    expect(totalOf(addToDay(once, { day: 1, covered: 2 }))).toMatchObject({ minutes: 3, forecastLoss: 0.5, covered: 2 })
  })

  test('of a fortnight take less than three quarters of a kilobyte, as they are written', () => {
    let days = noDays
    for (let day = 20_000; day < 20_030; day++) {
      const loss = { forecastLoss: 123.456 * Math.sqrt(day), reactiveLoss: 234.567 * Math.sqrt(day) }
      const paid = {
        paid: (7919 * day) % 99_991,
        paidByPolicy: (6101 * day) % 99_991,
        paidActing: (5503 * day) % 99_991,
      }
      days = addToDay(days, {
        day,
        minutes: 1440,
        costedMinutes: 1440,
        ...paid,
        forecasts: 1440,
        covered: 1368,
        ...loss,
      })
    }
    expect(days.day).toHaveLength(14)
    expect(compressedBody(days).B?.length).toBeLessThan(768)
  })
})
