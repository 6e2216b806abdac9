import { describe, expect, it } from 'vitest'
import {
  effectOfKind,
  knownMultiplier,
  multiplierOf,
  withLearnedEffect,
} from '../../../../shared/domain/forecasting/event-regressors.ts'

const event = (loadMultiplier?: number) => ({ kind: 'sale', startsAtMs: 0, endsAtMs: 1, loadMultiplier })
const log2 = Math.log(2)

describe('what a kind of event does', () => {
  it('is, of one that came, a little less than it did, by hand', () => {
    // Kinds vary by 0.7 around no effect, occurrences by 0.25 around their kind: 0.7² / (0.7² + 0.25²) = 0.8869 of it.
    expect(effectOfKind([log2]).multiplier).toBeCloseTo(2 ** 0.88688, 4)
  })

  it('is nearer to what the kind did the more often it came, and more surely so', () => {
    const effects = [1, 2, 5, 20].map(times => effectOfKind(Array(times).fill(log2)))
    for (let more = 1; more < effects.length; more++) {
      expect(effects[more].multiplier).toBeGreaterThan(effects[more - 1].multiplier)
      expect(effects[more].high / effects[more].low).toBeLessThan(effects[more - 1].high / effects[more - 1].low)
    }
    expect(effects[3].multiplier).toBeCloseTo(2, 1)
  })

  it('is the middle of what it did: one occurrence that went otherwise hardly counts', () => {
    expect(effectOfKind([log2, log2, Math.log(40), log2, log2]).logRatio).toBe(log2)
  })

  it('is less sure the more its occurrences differ', () => {
    const width = ({ high, low }: ReturnType<typeof effectOfKind>) => high / low
    expect(width(effectOfKind([0, 1, 2]))).toBeGreaterThan(1.5 * width(effectOfKind([1, 1, 1])))
  })
})

describe('the multiplier of an event', () => {
  const effects = { sale: effectOfKind([log2, log2]) }

  it('is what was announced where its kind never came, and 1 where nothing was', () => {
    expect(multiplierOf(event(3))).toBe(3)
    expect(multiplierOf(event())).toBe(1)
    expect(knownMultiplier(event())).toBeUndefined()
    expect(knownMultiplier({ ...event(), kind: 'toString' }, effects)).toBeUndefined()
  })

  it('is what was learned where nothing was announced', () => {
    expect(multiplierOf(event(), effects)).toBe(effects.sale.multiplier)
  })

  it('lies between what was learned and what was announced, nearer to what was learned the more often it came', () => {
    const often = { sale: effectOfKind(Array(20).fill(log2)) }
    const [few, many] = [multiplierOf(event(4), effects), multiplierOf(event(4), often)]
    expect(few).toBeGreaterThan(many)
    expect(many).toBeGreaterThan(2)
    expect(few).toBeLessThan(2.6)
  })

  it('is none where no load at all was announced', () => {
    expect(multiplierOf(event(0), effects)).toBe(0)
  })

  it('comes with how many it was learned from', () => {
    expect(withLearnedEffect(event(), effects)).toMatchObject({
      learnedFrom: 2,
      loadMultiplier: effects.sale.multiplier,
    })
    expect(withLearnedEffect(event(3), {})).toEqual(event(3))
  })
})
