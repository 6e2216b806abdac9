import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  badComparison,
  comparedWith,
  plainSentence,
  renderSummaryTable,
} from '../../../simulator/report/summary-table.ts'
import type { TimelineRow } from '../../../simulator/result.ts'
import { samplePolicy, sampleResult, sampleTimeline } from './sample-result.ts'

const oracle = samplePolicy({ badRequests: 100, costUsd: 80 })

function versus(
  ours: [costUsd: number, bad: number],
  theirs: [costUsd: number, bad: number],
  lost?: Partial<TimelineRow>,
) {
  return sampleResult({
    penumbra: samplePolicy({
      costUsd: ours[0],
      badRequests: ours[1],
      timeline: sampleTimeline(180, minute => (minute >= 120 && lost !== undefined ? lost : {})),
    }),
    'target-tracking': samplePolicy({ costUsd: theirs[0], badRequests: theirs[1], timeline: sampleTimeline(180) }),
    oracle,
  })
}

describe('the plain sentence', () => {
  it('says less and fewer for a case that is won, and that no hour was lost', () => {
    expect(plainSentence(versus([88, 100], [110, 400]))).toBe(
      "Over 14 days Penumbra cost $88.00, 20 % less than target tracking's $110, with 100 bad requests, 75 % fewer " +
        'than its 400; that is 10 % more than the oracle pays for the same share of bad requests; ' +
        'in no hour did it lose to target tracking, neither by bad requests nor by cost.',
    )
  })

  it('says more for a case that is lost, and where', () => {
    // From 02:00 to 03:00 half a bad request in every minute.
    expect(plainSentence(versus([121, 150], [110, 100], { bad: 0.5 }))).toBe(
      "Over 14 days Penumbra cost $121, 10 % more than target tracking's $110, with 150 bad requests, 50 % more " +
        'than its 100; that is at least 51 % more than the oracle pays for the same share of bad requests; ' +
        'it lost most on Mon 3 Aug, 02:00–03:00 UTC, by 30 bad requests more than target tracking.',
    )
  })

  it('never makes more of a distance to the oracle than is known', () => {
    // With 500 bad requests it is beyond the cheapest oracle of $80, who would pay less still: $72 is 10 % less at the most.
    const beyond = sampleResult({
      penumbra: samplePolicy({ badRequests: 500, costUsd: 72 }),
      oracle: samplePolicy({ badRequests: 100, costUsd: 80 }),
    })
    expect(plainSentence(beyond)).toContain('that is at most 10 % less than the oracle pays')
    // With 10 it is cleaner than the oracle, who would pay more for that: $72 is 10 % less at the least.
    const cleaner = sampleResult({
      penumbra: samplePolicy({ badRequests: 10, costUsd: 72 }),
      oracle: samplePolicy({ badRequests: 100, costUsd: 80 }),
    })
    expect(plainSentence(cleaner)).toContain('that is at least 10 % less than the oracle pays')
  })

  it('names the dearest hour where none had more bad requests', () => {
    // Five instances more for an hour at $0.096.
    const sentence = plainSentence(versus([88, 100], [110, 400], { inService: 9 }))
    expect(sentence).toContain('it lost most on Mon 3 Aug, 02:00–03:00 UTC, by $0.48 more cost than target tracking.')
  })

  it('does without target tracking, without an oracle and without any policy', () => {
    const alone = sampleResult({ penumbra: samplePolicy({ costUsd: 88, badRequests: 0 }) })
    expect(plainSentence(alone)).toBe('Over 14 days Penumbra cost $88.00 with no bad request.')
    expect(plainSentence(sampleResult({}))).toBe('No policy was simulated, so there is nothing to compare.')
  })
})

describe('comparisons in words', () => {
  const words = ['less', 'more', 'much'] as const

  it('gives multiples for more than twice as much, and says when nothing differs', () => {
    expect(comparedWith(340, 100, words, 'its 100')).toBe('3.4 times as much as its 100')
    expect(comparedWith(100.01, 100, words, 'its 100')).toBe('the same as its 100')
  })

  it('has no percentage of nothing', () => {
    expect(badComparison(3, 0)).toBe('where it had none')
    expect(badComparison(0, 0)).toBe('as it had none either')
    expect(comparedWith(3, 0, words, 'nothing')).toBe('more than nothing')
  })
})

describe('the summary table', () => {
  it('has a row for every policy with its numbers', () => {
    const rows = renderSummaryTable(versus([88, 1234], [110, 400])).split('\n')
    const penumbra = rows.find(row => row.startsWith('penumbra'))
    // 1,234 of 1,000,000; 90 + 1 + 2 + 3 + 4 running hours; 88 / 110 − 1; the oracle at 100 bad is its cheapest.
    expect(penumbra?.trim().split(/ {2,}/)).toEqual([
      'penumbra',
      '1,234',
      '0.12 %',
      '2',
      '$88.00',
      '100',
      '17',
      '512',
      '−20 %',
      '≥ +10 %',
    ])
    expect(rows.filter(row => /^(target-tracking|oracle) /.test(row))).toHaveLength(2)
  })

  it('is at most 110 columns wide, whatever the numbers', () => {
    const number = fc.double({ min: 0, max: 1e10, noNaN: true })
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 60 }),
        number,
        number,
        number,
        (name, badRequests, costUsd, hours) => {
          const instanceHours = { inService: hours, shadow: 0, warmRunning: 0, warmStopped: 0, pending: 0, draining: 0 }
          const launches = Math.round(badRequests)
          const row = samplePolicy({
            requests: 2e10,
            badRequests,
            costUsd: costUsd / 1e3,
            launches,
            instanceHours,
            p99Ms: 60_000,
          })
          const safeName = name.replace(/[^ -~]/g, '_')
          const table = renderSummaryTable(
            sampleResult({ penumbra: row, 'target-tracking': samplePolicy(), [safeName]: row, oracle }),
          )
          expect(Math.max(...table.split('\n').map(line => line.length))).toBeLessThanOrEqual(110)
        },
      ),
      { numRuns: 50 },
    )
  })

  it('holds no colour codes', () => {
    expect(renderSummaryTable(versus([1, 1], [1, 1]))).not.toContain('\u001b')
  })
})
