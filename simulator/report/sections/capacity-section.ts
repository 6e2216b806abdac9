// Demand against capacity over the whole judged time.

import { html, type Markup } from '../../../functions/widget/escape-html.ts'
import { formatReading } from '../../../functions/widget/format-numbers.ts'
import { dayMs, formatDuration, minuteMs } from '../../../functions/widget/format-time.ts'
import { timeChart } from '../chart/time-chart.ts'
import { policyLabel, policyTitle } from '../policy-names.ts'
import { demandInInstances, inServiceSeries, type NamedPolicy, type ReportContext } from '../report-context.ts'
import { renderFigure, type Section } from './section.ts'

export function capacitySection(context: ReportContext): Section | undefined {
  if (context.subject === undefined || context.subject.row.timeline.length === 0) return undefined
  return {
    id: 'capacity',
    name: 'Capacity',
    heading: 'Demand against capacity',
    body: html`<p>The grey area is demand, counted in instances that it would fill completely. Each line is how many instances were in service. Where a line comes close to the grey, users wait; where it lies far above, money is spent on nothing.</p>
${wholeTime(context, context.subject)}`,
  }
}

function wholeTime(context: ReportContext, subject: NamedPolicy): Markup {
  const demand = demandInInstances(context, subject.row.timeline)
  const baseline = context.baseline === undefined ? [] : [inServiceSeries(context.baseline, false)]
  const frame = timeChart({
    id: 'capacity-whole',
    title: 'Demand and instances in service, whole time',
    description: describe(context, subject, demand.values),
    unit: 'instances',
    size: 'tall',
    startMs: context.startMs,
    stepMs: minuteMs,
    series: [demand, ...baseline, inServiceSeries(subject, true)],
    events: context.events,
  })
  return renderFigure(frame, describe(context, subject, demand.values))
}

function describe(context: ReportContext, subject: NamedPolicy, demand: readonly (number | null)[]): string {
  const [low, high] = range(demand)
  const capacities = [subject, ...(context.baseline === undefined ? [] : [context.baseline])].map(meanInService)
  return `Over ${formatDuration(context.result.days * dayMs)} demand went from ${low} to ${high} instances at 100 %. On average ${capacities.join(' and ')} instances in service.`
}

function meanInService({ name, row }: NamedPolicy): string {
  const mean = row.timeline.reduce((sum, minute) => sum + minute.inService, 0) / Math.max(1, row.timeline.length)
  return `${name === 'penumbra' ? policyTitle(name) : policyLabel(name)} had ${mean.toFixed(1)}`
}

function range(values: readonly (number | null)[]): [low: string, high: string] {
  let low = Number.POSITIVE_INFINITY
  let high = 0
  for (const value of values) {
    if (value === null) continue
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  return [formatReading(low), formatReading(high)]
}
