// The forecast against what came. A forecast is only worth its interval, so the interval is what is shown.

import { html } from '../../../functions/widget/escape-html.ts'
import { formatSharePrecisely, formatWhole } from '../../../functions/widget/format-numbers.ts'
import { minuteMs } from '../../../functions/widget/format-time.ts'
import type { PolicyResult } from '../../result.ts'
import { type ChartSeries, timeChart } from '../chart/time-chart.ts'
import type { ReportContext } from '../report-context.ts'
import { renderFigure, type Section } from './section.ts'

export function forecastSection(context: ReportContext): Section | undefined {
  const { subject, result } = context
  if (subject === undefined || !hasForecast(subject.row, 0, subject.row.timeline.length)) return undefined
  const caption = coverageSentence(subject.row)
  const frame = timeChart({
    id: 'forecast-whole',
    title: 'Forecast band and demand, whole time',
    description: caption,
    unit: 'requests per second',
    size: 'tall',
    startMs: context.startMs,
    stepMs: minuteMs,
    series: forecastSeries(subject.row),
    events: context.events,
  })
  return {
    id: 'forecast',
    name: 'Forecast',
    heading: 'The forecast against what came',
    body: html`<p>Every minute the demand is forecast as a range: the highest that it may reach before an instance launched now could serve. The band runs from the middle of that range (<a href="#term-p95">P50</a>) to its cautious end (P95); the line is the demand that came. One instance serves ${formatWhole(result.instanceRps)} requests per second.</p>
${renderFigure(frame, caption)}`,
  }
}

/** The band of the maximum over the lead time, and the demand that came; requests per second. */
export function forecastSeries({ timeline }: PolicyResult): ChartSeries[] {
  return [
    {
      label: 'Forecast of the highest demand, P50 to P95',
      tone: 'penumbra',
      shape: 'band',
      values: timeline.map(row => row.forecastP95),
      lower: timeline.map(row => row.forecastP50),
    },
    { label: 'Demand that came', tone: 'ink', shape: 'hairline', values: timeline.map(row => row.requests / 60) },
  ]
}

/** Whether any minute from `from` until before `to` has a forecast. */
export function hasForecast({ timeline }: PolicyResult, from: number, to: number): boolean {
  return timeline.slice(from, to).some(row => row.forecastP95 !== null)
}

function coverageSentence({ forecast }: PolicyResult): string {
  if (forecast === undefined || forecast.evaluated === 0) return 'How often the stated 95 % held was not recorded.'
  return `The P95 claims to hold 95 times out of 100. Of ${formatWhole(forecast.evaluated)} forecasts that could be checked, ${formatSharePrecisely(forecast.coverage95)} held: the highest demand stayed at or below the P95.`
}
