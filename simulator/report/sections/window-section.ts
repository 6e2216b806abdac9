// The stretch that teaches most, under a magnifying glass: four panels over the same six hours. A second pair shows where
// the policy lost most, so that nobody has to look for it.

import { html, type Markup } from '../../../functions/widget/escape-html.ts'
import { formatCount, formatUsd } from '../../../functions/widget/format-numbers.ts'
import {
  dayMs,
  formatDuration,
  formatMoment,
  formatSpan,
  hourMs,
  minuteMs,
} from '../../../functions/widget/format-time.ts'
import { toneOfFamily } from '../../../functions/widget/palette.ts'
import { type ChartSeries, type TimeChart, timeChart } from '../chart/time-chart.ts'
import { worstLoss } from '../compare-policies.ts'
import type { InstructiveWindow } from '../instructive-window.ts'
import { policyLabel, policyTitle, splitPolicyName } from '../policy-names.ts'
import { demandInInstances, inServiceSeries, type NamedPolicy, type ReportContext } from '../report-context.ts'
import { floorSeries } from './floor-section.ts'
import { forecastSeries, hasForecast } from './forecast-section.ts'
import { renderFigure, type Section } from './section.ts'

type PanelSpec = Pick<TimeChart, 'id' | 'title' | 'unit' | 'size' | 'series' | 'logFrom'> & { readonly caption: string }

/** Fewer bad requests in a minute than this are not drawn; counts are expectations, so a tenth of one has a meaning. */
const leastBadPerMinute = 0.05

export function windowSection(context: ReportContext): Section | undefined {
  const { subject, window } = context
  if (subject === undefined || window === undefined) return undefined
  const loss = isLossInside(context, window) ? lossSentence(context, policyLabel(subject.name)) : ''
  return {
    id: 'closer-look',
    name: 'Closer look',
    heading: `A closer look: ${formatSpan(window.startMs, window.endMs)} UTC`,
    body: html`<p>${choiceReason(context, window)}${loss}</p>
${renderPanels(context, window, [...outcomePanels(context, subject, window, 'look'), ...causePanels(subject, window)])}`,
  }
}

/** Left out where the closer look already shows that hour. */
export function lossSection(context: ReportContext): Section | undefined {
  const { subject, window, loss } = context
  if (subject === undefined || loss === undefined) return undefined
  if (window !== undefined && isLossInside(context, window)) return undefined
  return {
    id: 'where-it-lost',
    name: 'Where it lost',
    heading: `Where ${policyLabel(subject.name)} lost: ${formatSpan(loss.startMs, loss.endMs)} UTC`,
    body: html`<p>${choiceReason(context, loss)}</p>
${renderPanels(context, loss, outcomePanels(context, subject, loss, 'loss'))}`,
  }
}

function isChosenFor(window: InstructiveWindow | undefined, hourStartMs: number): boolean {
  return window !== undefined && window.choice.by !== 'rise' && window.choice.hour.startMs === hourStartMs
}

function renderPanels(context: ReportContext, window: InstructiveWindow, panels: readonly PanelSpec[]): Markup[] {
  return panels.map(panel => renderPanel(context, window, panel))
}

/** Whether the closer look shows the hour of the worst loss. */
function isLossInside({ hours }: ReportContext, window: InstructiveWindow): boolean {
  const worst = worstLoss(hours)
  return worst.kind !== 'none' && worst.hour.startMs >= window.startMs && worst.hour.startMs + hourMs <= window.endMs
}

function lossSentence({ hours, window }: ReportContext, name: string): string {
  const worst = worstLoss(hours)
  if (worst.kind === 'none') return ''
  const { startMs, bad, costUsd } = worst.hour
  if (isChosenFor(window, startMs)) return ` It is also the hour in which ${name} lost most.`
  const loss = worst.kind === 'bad' ? `${formatCount(bad)} more bad requests` : `${formatUsd(costUsd)} more cost`
  return ` The hour in which ${name} lost most lies here too: ${formatSpan(startMs, startMs + hourMs)} UTC, with ${loss}.`
}

function renderPanel(context: ReportContext, window: InstructiveWindow, panel: PanelSpec): Markup {
  const { id, title, unit, size, caption } = panel
  const frame = timeChart({
    id,
    title,
    description: `${title}, ${formatSpan(window.startMs, window.endMs)} UTC. ${caption}`,
    unit,
    size,
    startMs: window.startMs,
    stepMs: minuteMs,
    series: panel.series.map(series => slice(series, window)),
    events: context.events,
    group: window.choice.by,
    logFrom: panel.logFrom,
  })
  return html`<h3>${title}</h3>
${renderFigure(frame, caption)}`
}

function outcomePanels(
  context: ReportContext,
  subject: NamedPolicy,
  window: InstructiveWindow,
  prefix: string,
): PanelSpec[] {
  const baseline = context.baseline
  return [
    {
      id: `${prefix}-capacity`,
      title: 'Demand and instances in service',
      unit: 'instances',
      size: 'tall',
      series: [
        demandInInstances(context, subject.row.timeline),
        ...(baseline === undefined ? [] : [inServiceSeries(baseline, false)]),
        inServiceSeries(subject, true),
      ],
      caption: 'The same lines as above, minute by minute.',
    },
    {
      id: `${prefix}-bad`,
      title: 'Bad requests in each minute',
      unit: 'bad requests per minute, logarithmic',
      size: 'short',
      logFrom: leastBadPerMinute,
      series: [...(baseline === undefined ? [] : [badSeries(baseline, false)]), badSeries(subject, true)],
      caption: badCaption(context, subject, window),
    },
  ]
}

function causePanels(subject: NamedPolicy, window: InstructiveWindow): PanelSpec[] {
  const forecast: PanelSpec = {
    id: 'look-forecast',
    title: 'What was expected, and what came',
    unit: 'requests per second',
    size: 'middle',
    series: forecastSeries(subject.row),
    caption:
      'The band is the forecast of the highest demand until new instances could serve. It was made before that time came.',
  }
  const floor: PanelSpec = {
    id: 'look-floor',
    title: `What ${policyLabel(subject.name)} did about it`,
    unit: 'instances',
    size: 'middle',
    series: floorSeries(subject.row),
    caption: 'Raising the floor makes instances pending while they start; then they are in service.',
  }
  return hasForecast(subject.row, window.from, window.to) ? [forecast, floor] : [floor]
}

function badSeries({ name, row }: NamedPolicy, isSubject: boolean): ChartSeries {
  return {
    label: policyTitle(name),
    tone: toneOfFamily(splitPolicyName(name)[0]),
    shape: isSubject ? 'line' : 'dashed',
    values: row.timeline.map(minute => minute.bad),
  }
}

function badCaption({ baseline }: ReportContext, subject: NamedPolicy, window: InstructiveWindow): string {
  const sums = [subject, ...(baseline === undefined ? [] : [baseline])].map(({ name, row }) => {
    const bad = row.timeline.slice(window.from, window.to).reduce((sum, minute) => sum + minute.bad, 0)
    return `${policyLabel(name)} ${formatCount(bad)}`
  })
  return `Bad requests in these ${formatDuration(window.endMs - window.startMs)}: ${sums.join(', ')}.`
}

function choiceReason({ result, subject, baseline }: ReportContext, { choice }: InstructiveWindow): string {
  if (choice.by === 'rise') {
    return `Chosen because demand rose fastest after ${formatMoment(choice.atMs)} UTC; no hour sets the policies apart by bad requests.`
  }
  const { hour } = choice
  const [ours, theirs] = [policyLabel(subject?.name ?? ''), policyLabel(baseline?.name ?? '')]
  const place = formatSpan(hour.startMs, hour.startMs + hourMs)
  if (choice.by === 'cost-loss') {
    return `In no hour did ${ours} have more bad requests. By cost it lost most on ${place} UTC: ${formatUsd(hour.costUsd)} more than ${theirs}.`
  }
  const counts = `${ours} had ${formatCount(hour.subjectBad)} bad requests and ${theirs} ${formatCount(hour.baselineBad)}`
  const superlative =
    choice.by === 'difference' ? `the largest difference` : `the largest difference in ${theirs}’s favour`
  return `Chosen because on ${place} UTC ${counts}: ${superlative} in an hour of these ${formatDuration(result.days * dayMs)}.`
}

function slice(series: ChartSeries, { from, to }: InstructiveWindow): ChartSeries {
  return { ...series, values: series.values.slice(from, to), lower: series.lower?.slice(from, to) }
}
