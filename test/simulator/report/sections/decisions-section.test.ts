import { describe, expect, it } from 'vitest'
import { reportContext } from '../../../../simulator/report/report-context.ts'
import { decisionsSection } from '../../../../simulator/report/sections/decisions-section.ts'
import { sampleDecision, samplePolicy, sampleResult, sampleTimeline } from '../sample-result.ts'

function section(decisions: ReturnType<typeof sampleDecision>[]) {
  const penumbra = samplePolicy({ timeline: sampleTimeline(360), decisions })
  return decisionsSection(reportContext(sampleResult({ penumbra }), []))?.body.text ?? ''
}

describe('the decisions of the report', () => {
  it('counts all decisions, lists the changes by day and gives every reason as text', () => {
    const text = section([
      sampleDecision(1, { reason: 'demand <rises> & may reach 900 rps' }),
      sampleDecision(2, { floorBefore: 3, floorAfter: 3, reason: 'hold' }),
      sampleDecision(1500, { floorBefore: 3, floorAfter: 2, reason: 'let down' }),
    ])
    expect(text).toContain('3 decisions in the judged time, of which 2 changed the floor.')
    expect(text).toContain('demand &lt;rises&gt; &amp; may reach 900 rps')
    expect(text).toContain('<b>Mon 3 Aug</b> 1 decision; floor up to 3')
    expect(text).toContain('<b>Tue 4 Aug</b> 1 decision; floor up to 2')
    expect(text).toContain('3 → 2')
    expect(text).not.toContain('hold')
  })

  it('stays small, says how many of a day are shown, and keeps the largest changes', () => {
    // Each row takes about 1,200 characters of 700,000: some 580 fit.
    const decisions = Array.from({ length: 1000 }, (_, index) =>
      sampleDecision(index, { floorAfter: 3 + index, reason: `number ${index} ${'x'.repeat(1000)}` }),
    )
    const text = section(decisions)
    expect(text.length).toBeLessThan(900_000)
    expect(text).toMatch(/1,000 decisions, the 5\d\d largest changes here; floor up to 1,002/)
    expect(text).toContain('number 999 ')
    expect(text).not.toContain('number 0 ')
  })

  it('does not exist for a policy that does not explain itself', () => {
    expect(section([])).toBe('')
  })
})
