// Penumbra's one lever over capacity: the group's MinSize, against what it brought into service.

import { html } from '../../../functions/widget/escape-html.ts'
import { formatCount, formatReading, formatShare } from '../../../functions/widget/format-numbers.ts'
import { minuteMs } from '../../../functions/widget/format-time.ts'
import type { PolicyResult } from '../../result.ts'
import { type ChartSeries, timeChart } from '../chart/time-chart.ts'
import { policyLabel } from '../policy-names.ts'
import type { ReportContext } from '../report-context.ts'
import { renderFigure, type Section } from './section.ts'

export function floorSection(context: ReportContext): Section | undefined {
  const { subject } = context
  if (subject === undefined || subject.row.timeline.length === 0) return undefined
  const caption = bindingSentence(subject.row)
  const frame = timeChart({
    id: 'floor-whole',
    title: 'Floor, instances in service and pending instances, whole time',
    description: caption,
    unit: 'instances',
    size: 'tall',
    startMs: context.startMs,
    stepMs: minuteMs,
    series: floorSeries(subject.row),
    events: context.events,
  })
  return {
    id: 'floor',
    name: 'Floor',
    heading: 'The floor, and what stands on it',
    body: html`<p>${policyLabel(subject.name)} never fights the team’s own scaling policy: it only raises the <a href="#term-floor">floor</a> (MinSize) of the group. In service above the floor means that the team’s policy asked for more; in service on the floor means that the forecast did.</p>
${renderFigure(frame, caption)}`,
  }
}

/** Pending as an area at the bottom, in service as the main line, the floor thin on top of it. */
export function floorSeries({ timeline }: PolicyResult): ChartSeries[] {
  return [
    { label: 'Pending', tone: 'hourly', shape: 'area', values: timeline.map(row => row.pending) },
    { label: 'In service', tone: 'penumbra', shape: 'line', values: timeline.map(row => row.inService) },
    { label: 'Floor (MinSize)', tone: 'ink', shape: 'hairline', values: timeline.map(row => row.floor) },
  ]
}

function bindingSentence({ timeline }: PolicyResult): string {
  const lowest = timeline.reduce((low, row) => Math.min(low, row.floor), Number.POSITIVE_INFINITY)
  const highest = timeline.reduce((high, row) => Math.max(high, row.floor), 0)
  const binding = timeline.filter(row => row.desired <= row.floor).length / timeline.length
  const pending = timeline.reduce((sum, row) => sum + row.pending, 0) / timeline.length
  return `The floor moved between ${formatReading(lowest)} and ${formatReading(highest)} instances and decided the group’s size in ${formatShare(binding)} of all minutes. On average ${formatCount(pending)} instances were pending.`
}
