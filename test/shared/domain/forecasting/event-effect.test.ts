import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DemandSeries } from '../../../../shared/domain/demand/series.ts'
import { type EffectOfEvent, overlaps, withEvents } from '../../../../shared/domain/forecasting/event-effect.ts'
import type { FittedModel } from '../../../../shared/domain/forecasting/model.ts'

const minuteMs = 60_000
const originMs = 120 * minuteMs

/** Expects that demand stays as it was in the last known minute; two paths, the second one half as high. */
const persistence: FittedModel = {
  algorithm: 'persistence',
  fittedAtMs: 0,
  recentBins: 1,
  horizonBins: 60,
  paths: (recent, bins) => {
    const last = recent.ratesRps.findLast(rps => !Number.isNaN(rps)) ?? 0
    const rates = Float64Array.from({ length: 2 * bins }, (_, index) => (index < bins ? last : last / 2))
    return { startMs: recent.startMs + recent.ratesRps.length * minuteMs, binSeconds: 60, bins, count: 2, rates }
  },
  toRecord: () => ({ algorithm: 'persistence', fittedAtMs: 0, binSeconds: 60, parameters: {} }),
}

/** The same, and what it is asked to draw from. */
function listening() {
  const drawnFrom: number[][] = []
  const paths = (recent: DemandSeries, bins: number) => {
    drawnFrom.push([...recent.ratesRps])
    return persistence.paths(recent, bins)
  }
  return { model: { ...persistence, paths }, drawnFrom }
}

/** Ends at `originMs`; `minutes` before it. */
const recentOf = (...rps: number[]): DemandSeries => ({
  startMs: originMs - rps.length * minuteMs,
  binSeconds: 60,
  ratesRps: Float64Array.from(rps),
})

/** From and to in minutes from the origin. */
const event = (from: number, to: number, loadMultiplier?: number): EffectOfEvent => ({
  startsAtMs: originMs + from * minuteMs,
  endsAtMs: originMs + to * minuteMs,
  loadMultiplier,
})

const higherPath = (events: readonly EffectOfEvent[], recent: DemandSeries, bins: number) => {
  const { rates } = withEvents(persistence, events).paths(recent, bins)
  return [...rates.subarray(0, bins)]
}

describe('an event that is still to come', () => {
  it('multiplies its own minutes on every path, and no others', () => {
    const { rates } = withEvents(persistence, [event(2, 4, 3)]).paths(recentOf(100, 100), 5)
    expect([...rates]).toEqual([100, 100, 300, 300, 100, 50, 50, 150, 150, 50])
  })

  it('counts for a minute of which it has only a part', () => {
    expect(higherPath([event(1.5, 2.5, 2)], recentOf(100), 4)).toEqual([100, 200, 200, 100])
  })

  it('beyond the horizon, or long over, costs nothing: the paths are the very same', () => {
    const { model, drawnFrom } = listening()
    withEvents(model, [event(10, 20, 2), event(-300, -200, 2)]).paths(recentOf(100, 100), 5)
    expect(drawnFrom).toHaveLength(1)
  })

  it('of unknown effect, or of none, changes nothing at all', () => {
    expect(withEvents(persistence, [event(1, 2), event(1, 2, 1)])).toBe(persistence)
  })
})

describe('events at the same time', () => {
  it('multiply: twice for the one and three times for the other is six times', () => {
    expect(higherPath([event(1, 3, 2), event(2, 4, 3)], recentOf(100), 5)).toEqual([100, 200, 600, 300, 100])
  })
})

describe('while an event of twice the load lasts', () => {
  const during = [event(-3, 3, 2)]

  it('the load that has come is not doubled once more, and ends with it as soon as that is seen', () => {
    // After its end the model's own expectation stays: an event that does not end in time is followed as ever.
    expect(higherPath(during, recentOf(100, 200, 200, 200), 5)).toEqual([200, 200, 200, 200, 200])
  })

  it('a load that is late is still waited for: capacity stays ready until the end of the event', () => {
    expect(higherPath(during, recentOf(100, 100, 100, 100), 5)).toEqual([200, 200, 200, 100, 100])
  })

  it('a load that is only half there is waited for, too', () => {
    expect(higherPath(during, recentOf(100, 150, 150, 150), 4)).toEqual([200, 200, 200, 150])
  })

  it('more than was announced is followed', () => {
    expect(higherPath(during, recentOf(100, 300, 300, 300), 4)).toEqual([300, 300, 300, 300])
  })

  it('a fall of the usual load is taken over: half of the usual makes a doubling of half', () => {
    expect(higherPath(during, recentOf(100, 50, 50, 50), 4)).toEqual([100, 100, 100, 50])
  })

  it('without a minute of before, what is seen is taken for the whole of it', () => {
    expect(higherPath([event(-60, 3, 2)], recentOf(200, 200), 4)).toEqual([200, 200, 200, 200])
  })
})

describe('an announced drop', () => {
  it('is not trusted before it is seen', () => {
    expect(higherPath([event(1, 3, 0.5)], recentOf(100, 100), 4)).toEqual([100, 100, 100, 100])
  })

  it('that has come is followed, and the return of the usual load is prepared for', () => {
    expect(higherPath([event(-2, 2, 0.25)], recentOf(100, 25, 25), 4)).toEqual([25, 25, 100, 100])
  })

  it('to nothing at all returns to what was before it', () => {
    expect(higherPath([event(-2, 1, 0)], recentOf(80, 0, 0), 3)).toEqual([0, 80, 80])
  })

  it('that has not come changes nothing', () => {
    expect(higherPath([event(-2, 2, 0.5)], recentOf(100, 100, 100), 4)).toEqual([100, 100, 100, 100])
  })
})

it('an announcement never makes a forecast smaller, whatever it says and whatever came', () => {
  const rps = fc.double({ min: 0, max: 1e4, noNaN: true })
  const events = fc.array(
    fc.record({
      from: fc.integer({ min: -20, max: 20 }),
      length: fc.integer({ min: 1, max: 30 }),
      multiplier: fc.double({ min: 0, max: 100, noNaN: true }),
    }),
    { maxLength: 4 },
  )
  fc.assert(
    fc.property(fc.array(rps, { minLength: 1, maxLength: 15 }), events, (recent, announced) => {
      const known = announced.map(({ from, length, multiplier }) => event(from, from + length, multiplier))
      const plain = persistence.paths(recentOf(...recent), 10).rates
      const { rates } = withEvents(persistence, known).paths(recentOf(...recent), 10)
      expect(rates.every((value, index) => value >= plain[index] && Number.isFinite(value))).toBe(true)
    }),
  )
})

it('minutes that are not known stay unknown to the model', () => {
  const { model, drawnFrom } = listening()
  withEvents(model, [event(-2, 2, 2)]).paths(recentOf(100, Number.NaN, 200), 3)
  expect(drawnFrom).toEqual([
    [100, Number.NaN, 200],
    [100, Number.NaN, 100],
  ])
})

it('two stretches overlap when they have more than an end in common', () => {
  expect(overlaps(event(0, 1), originMs + minuteMs, originMs + 2 * minuteMs)).toBe(false)
  expect(overlaps(event(0, 1), originMs, originMs + 1)).toBe(true)
})
