import { describe, expect, it } from 'vitest'
import { learnEventEffects, measureEvents } from '../../../../shared/domain/forecasting/learn-event-effects.ts'

const startMs = Date.UTC(2026, 2, 2)
const hourMs = 3_600_000

/** A fortnight in bins of five minutes: a daily wave that grows, with so many times the load in the hours given. */
function seriesWith(...events: readonly (readonly [from: number, to: number, times: number])[]) {
  const ratesRps = Float64Array.from({ length: 14 * 288 }, (_, bin) => {
    const hour = bin / 12
    const times = events.filter(([from, to]) => hour >= from && hour < to).reduce((all, [, , each]) => all * each, 1)
    return times * (1 + hour / 500) * (100 - 60 * Math.cos((2 * Math.PI * hour) / 24))
  })
  return { startMs, binSeconds: 300, ratesRps }
}

const event = (fromHour: number, toHour: number, kind = 'sale') => ({
  kind,
  startsAtMs: startMs + fromHour * hourMs,
  endsAtMs: startMs + toHour * hourMs,
})

describe('what an event did', () => {
  it.each([
    [1.25, [180, 182]],
    [5, [180, 186]],
    [0.3, [150, 158]],
    [2, [332, 335]],
  ] as const)('is measured against other days: %s times the load', (times, [from, to]) => {
    const [measured] = measureEvents(seriesWith([from, to, times]), [event(from, to)])
    expect(Math.exp(measured.logRatio) / times).toBeCloseTo(1, 1)
  })

  it('is measured though the same event came on the days before and after', () => {
    const hours = [130, 154, 178, 202].map(from => [from, from + 2, 3] as const)
    const measured = measureEvents(
      seriesWith(...hours),
      hours.map(([from, to]) => event(from, to)),
    )
    expect(measured.map(({ logRatio }) => Math.round(10 * Math.exp(logRatio)))).toEqual([30, 30, 30, 30])
  })

  it('is unknown of one that is not over, not in the series, or hardly seen', () => {
    const series = seriesWith([180, 182, 2])
    series.ratesRps.fill(Number.NaN, 100 * 12, 103 * 12)
    const unknown = [event(330, 337), event(-5, -3), event(-1, 2), event(100, 103)]
    expect(measureEvents(series, unknown)).toEqual([])
  })

  it('is known to be nothing where nothing came of it', () => {
    expect(learnEventEffects(seriesWith(), [event(180, 182)]).sale.multiplier).toBeCloseTo(1, 2)
  })

  it('is told by kind', () => {
    const series = seriesWith([130, 132, 2], [180, 182, 2], [205, 206, 0.5])
    const effects = learnEventEffects(series, [event(130, 132), event(180, 182), event(205, 206, 'outage')])
    expect(effects.sale).toMatchObject({ occurrences: 2 })
    expect(effects.sale.multiplier).toBeGreaterThan(1.8)
    expect(effects.sale.low).toBeLessThan(2)
    expect(effects.outage.multiplier).toBeLessThan(0.6)
  })
})
