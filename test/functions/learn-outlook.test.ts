import { describe, expect, it } from 'vitest'
import { accuracyOf } from '../../shared/domain/forecasting/outlook-accuracy.ts'
import { acting, daily } from '../laws/world.ts'
import { makeSites } from './learn-sites.ts'

const hourMs = 3_600_000
const startMs = Date.UTC(2026, 2, 2)

describe('the outlook', () => {
  it('is drawn with the first learning: two days and six hours, hour by hour, as the season has them', async () => {
    const { outlookOf } = await makeSites([{ historyDays: 14 }])
    const outlook = await outlookOf('web')
    expect(outlook?.fromMs).toBe(startMs)
    expect(outlook?.point).toHaveLength(54)
    const errors = (outlook?.point ?? []).map((rps, hour) => Math.abs(rps / daily(startMs + (hour + 0.5) * hourMs) - 1))
    // Hours of 720,000 requests and more vary by 0.1 %; the season repeats itself exactly.
    expect(Math.max(...errors)).toBeLessThan(0.05)
    const weights = Object.values(outlook?.weights ?? {})
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 2)
    expect([outlook?.asked, outlook?.degraded]).toEqual(['auto', undefined])
  })

  it('is drawn again every six hours, and not between', async () => {
    const { world, outlookOf } = await makeSites([{ historyDays: 4 }])
    const first = await outlookOf('web')
    await world.pass(4.9)
    expect(await outlookOf('web')).toEqual(first)
    await world.pass(1.2)
    expect((await outlookOf('web'))?.fromMs).toBe(startMs + 6 * hourMs)
  })

  it('is judged by what came, hour by hour', async () => {
    const { world, outlookOf } = await makeSites([{ historyDays: 14, days: 2 }])
    await world.pass(24.1)
    const outlook = await outlookOf('web')
    const judged = accuracyOf(outlook?.judged ?? [])
    // Drawn at 0, 6, 12, 18 and 24 h, when all but the last hour is sure: 23 hours. Nothing was said 18 h before the first ones.
    expect(judged.map(({ leadHours, hours }) => [leadHours, hours])).toEqual([
      [6, 23],
      [24, 23 - 18],
    ])
    for (const { errorPercent, ofDayBefore } of judged) {
      expect(errorPercent).toBeLessThan(5)
      expect(ofDayBefore).toBeGreaterThan(0)
    }
    // What is still awaited, of the last hour on: up to 6, 24 and 48 h ahead.
    const waiting = (lead: number) => outlook?.awaited.filter(({ leadHours }) => leadHours === lead).length
    expect([waiting(6), waiting(24), waiting(48)]).toEqual([7, 25, 30])
  })

  it('of a new group goes on where the old one of its application was', async () => {
    const tags = { ...acting, 'penumbra:application': 'shop' }
    const { outlookOf } = await makeSites([
      // Blue has carried all until yesterday morning.
      {
        name: 'blue',
        tags,
        historyDays: 14,
        demandRps: timeMs => (timeMs < startMs - 18 * hourMs ? daily(timeMs) : 0),
      },
      { name: 'green', tags, historyDays: 0.75 },
    ])
    const outlook = await outlookOf('green')
    const errors = (outlook?.point ?? []).map((rps, hour) => Math.abs(rps / daily(startMs + (hour + 0.5) * hourMs) - 1))
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(0.1)
    expect(outlook?.degraded).toBeUndefined()
  })
})

describe('a family that is named', () => {
  it.each(['seasonal-naive', 'ets', 'mstl', 'arima', 'prophet', 'harmonic', 'seasonal-ar', 'holt-winters', 'neural'])(
    'draws the outlook, and makes the model of the ticks: %s',
    async algorithm => {
      const { outlookOf, learnedOf } = await makeSites([
        { historyDays: 14, tags: { ...acting, 'penumbra:algorithm': algorithm } },
      ])
      const outlook = await outlookOf('web')
      expect(outlook).toMatchObject({ asked: algorithm, algorithm })
      const learned = await learnedOf('web')
      expect([learned?.algorithm, learned?.fallback]).toEqual([algorithm, undefined])
      expect(Object.keys(outlook?.weights ?? {})).toEqual([algorithm])
      const errors = (outlook?.point ?? []).map((rps, hour) =>
        Math.abs(rps / daily(startMs + (hour + 0.5) * hourMs) - 1),
      )
      expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(0.2)
    },
  )

  it('takes over at the next learning, without waiting for six hours', async () => {
    const { world, learn, outlookOf } = await makeSites([{ historyDays: 14 }])
    world.setTags({ 'penumbra:algorithm': 'harmonic' })
    await world.pass(0.05)
    await learn({ groups: ['web'] })
    expect((await outlookOf('web'))?.algorithm).toBe('harmonic')
  })
})
