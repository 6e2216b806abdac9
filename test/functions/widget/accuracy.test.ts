import { describe, expect, it } from 'vitest'
import { wilsonInterval } from '../../../functions/widget/coverage-interval.ts'
import { judgeCoverage } from '../../../functions/widget/coverage-judgement.ts'
import { renderWidget } from '../../../functions/widget/render-widget.ts'
import type { Accuracy, AccuracySpan } from '../../../functions/widget/widget-data.ts'
import { tokenize } from './html-tokens.ts'
import { sampleData, sampleRequest } from './widget-samples.ts'

function draw(span: Partial<AccuracySpan>, changes: Partial<Accuracy> = {}) {
  const accuracy = { ...sampleData.accuracy!, spans: [{ ...sampleData.accuracy!.spans[0], ...span }], ...changes }
  const { elements, text } = tokenize(renderWidget({ ...sampleRequest, widget: 'accuracy' }, { accuracy }))
  return { elements, text }
}

describe('the interval of a share', () => {
  // Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('is Wilson’s for %i of %i', (hits, trials, low, high) => {
    const interval = wilsonInterval(hits / trials, trials)
    expect(interval?.low).toBeCloseTo(low, 4)
    expect(interval?.high).toBeCloseTo(high, 4)
  })

  it('does not exist without a trial', () => {
    expect(wilsonInterval(Number.NaN, 0)).toBeUndefined()
  })
})

describe('the judgement of coverage', () => {
  const judge = (covered: number, forecasts: number, windowMinutes = 1) =>
    judgeCoverage({ label: '', forecasts, covered }, { promisedShare: 0.95, windowMinutes, spans: [] })

  it('compares what was promised with where the true share may lie', () => {
    expect(judge(950, 1000)?.verdict).toBe('as promised')
    expect(judge(900, 1000)?.verdict).toBe('less than promised')
    expect(judge(990, 1000)?.verdict).toBe('more than promised: too careful')
  })

  it('counts forecasts whose windows overlap as one', () => {
    // 92.5 % of 1,000 is too little for 95 %, of 200 it may be chance: the interval is √5 times as wide.
    expect(judge(925, 1000)?.verdict).toBe('less than promised')
    expect(judge(925, 1000, 5)?.verdict).toBe('as promised')
  })

  it('does not judge by a handful', () => {
    expect(judge(10, 19)?.verdict).toBe('too few to judge')
    expect(judge(0, 0)).toBeUndefined()
  })
})

describe('the accuracy widget', () => {
  it('tells coverage, loss, bad requests and spending, each against its measure', () => {
    const { text } = draw({})
    expect(text).toContain('95.0 %as promised')
    expect(text).toContain('from 1,400 forecasts')
    // 9 against 12 rps of loss is a quarter less; 5,000 of 50 million are a hundredth of a percent; 29 of 33 dollars 87.9 %.
    expect(text).toContain('−25 %against reacting')
    expect(text).toContain('0.01 %5,000 of 50 M requests')
    expect(text).toContain('87.9 %within the budget')
    expect(text).toContain('$29.00 of the $33.00')
  })

  it('says it when the budget is overspent, and marks it', () => {
    const { text, elements } = draw({ costUsd: 34 })
    expect(text).toContain('103.0 %over the budget')
    expect(elements.some(({ name, attributes }) => name === 'rect' && attributes.class === 'tone-alarm')).toBe(true)
  })

  it('draws losses in proportion', () => {
    const { elements } = draw({ lossRps: 3, reactiveLossRps: 12 })
    const bars = elements.filter(({ name }) => name === 'rect').slice(0, 2)
    expect(bars.map(({ attributes }) => attributes.width)).toEqual(['250', '1000'])
  })

  it('says of each measure when it is not known, and shows the others', () => {
    const { text } = draw({
      forecasts: 0,
      covered: 0,
      lossRps: undefined,
      requests: undefined,
      reactiveCostUsd: undefined,
    })
    for (const missing of ['no forecast has been judged yet', 'not measured yet', 'no request was counted']) {
      expect(text).toContain(missing)
    }
    expect(text).toContain('$29.00what reacting alone would have cost is not known')
    expect(text).not.toMatch(/NaN|undefined/)
  })

  it('speaks of no budget where there is none', () => {
    const { text } = draw({}, { budgetPercent: undefined })
    expect(text).toContain('no budget set')
    expect(text).toContain('87.9 %of reacting alone')
  })
})
