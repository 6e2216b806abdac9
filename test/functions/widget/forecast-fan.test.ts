import { describe, expect, it } from 'vitest'
import { fanView } from '../../../functions/widget/fan-view.ts'
import { renderWidget } from '../../../functions/widget/render-widget.ts'
import type { Fan, WidgetData } from '../../../functions/widget/widget-data.ts'
import { tokenize } from './html-tokens.ts'
import { readPath } from './read-path.ts'
import { minuteMs, nineMs, sampleData, sampleRequest } from './widget-samples.ts'

function fanAt(minute: number, level: number): Fan {
  return {
    madeAtMs: nineMs + minute * minuteMs,
    minutesAhead: [1, 2, 3],
    p05: [level - 20, level - 20, level - 20],
    p25: [level - 10, level - 10, level - 10],
    p50: [level, level, level],
    p75: [level + 10, level + 10, level + 10],
    p95: [level + 20, level + 20, level + 20],
  }
}

function draw(data: WidgetData, changes: Partial<typeof sampleRequest> = {}) {
  const html = renderWidget({ ...sampleRequest, widget: 'forecast-fan', ...changes }, data)
  const { elements, text } = tokenize(html)
  const path = (className: string) =>
    elements.find(({ attributes }) => attributes.class === className)?.attributes.d ?? ''
  const chart = elements.find(({ name }) => name === 'svg')?.attributes['aria-label'] ?? ''
  return { text: text.replaceAll('\u00a0', ' '), path, chart: chart.replaceAll('\u00a0', ' ') }
}

describe('the forecast fan', () => {
  it('shows the last forecast made at or before the cursor, never one made later', () => {
    const fans = [fanAt(80, 500), fanAt(90, 600), fanAt(91, 700)]
    expect(fanView(sampleRequest, { ...sampleData, fans }).fan?.madeAtMs).toBe(nineMs + 90 * minuteMs)
    const earlier = { ...sampleRequest, nowMs: nineMs + 79 * minuteMs }
    expect(fanView(earlier, { ...sampleData, fans }).fan).toBeUndefined()
  })

  it('says in words what the drawing shows, and says the same to those who cannot see it', () => {
    const { text, chart } = draw(sampleData)
    // Demand at minute m is 500 + m; the last minute over at 10:30 is the one of 10:29: 589.
    expect(text).toContain('Demand lay between 500 and 589 rps.')
    expect(text).toContain('The forecast made at 10:30 expects 619 rps at 10:59, and with 90 % between 594 and 644.')
    // The limit stated for minute 90 is 630, and help takes four minutes.
    expect(text).toContain('Until 10:34, when help ordered now can serve, demand should stay below 630 rps with 95 %.')
    expect(chart).toContain('The forecast made at 10:30 expects 619 rps')
  })

  it('counts how much of what came lay inside the fan', () => {
    // Minutes 90, 91 and 92 bring 590, 591 and 592 rps; a fan of 571 ± 20 holds 590 and 591.
    const { text } = draw({ ...sampleData, fans: [fanAt(90, 571)] })
    expect(text).toContain('Of 3 of its minutes that have come, 2 lay inside the fan.')
  })

  it('does not read what came after the cursor as known demand', () => {
    const view = fanView({ ...sampleRequest, nowMs: nineMs + 30 * minuteMs }, sampleData)
    expect(view.demandRps).toBe(529)
    expect(view.over).toBe(30)
    expect(view.limits).toHaveLength(31)
    expect(view.limit?.rps).toBe(570)
  })

  it('draws what had come up to the cursor, and what came later apart and only from there', () => {
    const { path } = draw(sampleData)
    const xs = (className: string) =>
      readPath(path(className))
        .flat()
        .map(({ x }) => x)
    // The cursor stands three quarters along the axis of 4000 units.
    expect(Math.max(...xs('line tone-ink'))).toBe(3000)
    expect(Math.min(...xs('dotted tone-quiet'))).toBe(3000)
    expect(Math.max(...xs('dotted tone-quiet'))).toBe(4000)
    expect(path('cursor')).toBe('M3000,0v1000')
  })

  it('places the quantiles of the fan on the scale of demand, in the middle of their minutes', () => {
    const { path } = draw({ ...sampleData, fans: [fanAt(90, 600)] })
    const [middle] = readPath(path('line tone-penumbra'))
    const [outer] = readPath(path('band tone-penumbra'))
    // The axis runs from 0 to 800 rps: 600 lies at 1000 × (1 − 600/800); 120 minutes are 4000 wide. A level line has no
    // corner in its middle.
    expect(middle).toEqual([90.5, 92.5].map(minute => ({ x: Math.round((minute / 120) * 4000), y: 250 })))
    expect(outer.map(({ y }) => y)).toEqual([225, 225, 275, 275])
  })

  it('makes room for the future that is told where the time asked for ends now', () => {
    const request = { ...sampleRequest, toMs: nineMs + 90 * minuteMs }
    expect(fanView(request, sampleData).window.endMs).toBe(nineMs + 120 * minuteMs)
    const short = { ...request, fromMs: nineMs + 80 * minuteMs }
    expect(fanView(short, sampleData).window.endMs).toBe(nineMs + 100 * minuteMs)
  })

  it('puts the cursor on the nearer end where now lies outside', () => {
    expect(fanView({ ...sampleRequest, nowMs: nineMs + 999 * minuteMs }, sampleData).cursorMs).toBe(sampleRequest.toMs)
    expect(fanView({ ...sampleRequest, nowMs: nineMs - minuteMs }, sampleData).cursorMs).toBe(nineMs)
  })

  it('still shows demand where no forecast has been made, and says why there is none', () => {
    const { text } = draw({ ...sampleData, fans: [], missingBecause: 'The first model is fitted after a day.' })
    expect(text).toContain('No forecast has been made yet. The first model is fitted after a day.')
    expect(text).toContain('589')
  })

  it('leaves out steps of a forecast that are no numbers', () => {
    const fan = { ...fanAt(90, 600), p95: [620, Number.NaN, 620] }
    expect(fanView(sampleRequest, { ...sampleData, fans: [fan] }).fan?.steps).toHaveLength(2)
  })
})
