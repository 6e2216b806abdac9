// The top of the page: what was compared, what came out, and the four numbers that carry it.
import { html, type Markup, nothing } from '../../../functions/widget/escape-html.ts'
import {
  formatCount,
  formatDistance,
  formatShare,
  formatUsd,
  formatWhole,
} from '../../../functions/widget/format-numbers.ts'
import { dayMs, formatDays, formatDuration } from '../../../functions/widget/format-time.ts'
import { distanceToOracle } from '../oracle-distance.ts'
import { policyLabel } from '../policy-names.ts'
import type { ReportContext } from '../report-context.ts'
import { badComparison, comparedWith, plainSentence } from '../summary-table.ts'

interface KeyFigure {
  readonly name: string
  readonly value: string
  readonly note: string
}

export function renderHeadline(context: ReportContext, title: string): Markup {
  const { result, startMs, endMs } = context
  return html`<header class="headline">
<p class="eyebrow">${title}</p>
<h1>${plainSentence(result)}</h1>
<p class="subject">Trace <b>${result.trace}</b>, ${formatDays(startMs, endMs)} (UTC), ${formatWhole(result.traceRequests)} requests after scaling. The same demand was served once for each policy, in a simulated AWS region, by instances of ${formatCount(result.instanceRps)} requests per second each.</p>
${renderKeyFigures(context)}
</header>`
}

function renderKeyFigures(context: ReportContext): Markup {
  const figures = keyFigures(context)
  if (figures.length === 0) return nothing
  const items = figures.map(
    ({ name, value, note }) => html`<div><dt>${name}</dt><dd><strong>${value}</strong><span>${note}</span></dd></div>`,
  )
  return html`<dl class="key-figures">${items}</dl>`
}

function keyFigures(context: ReportContext): KeyFigure[] {
  if (context.subject === undefined) return []
  const { row, name } = context.subject
  const distance = formatDistance(distanceToOracle(context.result, name))
  return [
    { name: `Cost of ${policyLabel(name)}`, value: formatUsd(row.costUsd), note: costNote(context) },
    { name: 'Bad requests', value: formatCount(row.badRequests), note: badNote(context) },
    { name: 'Bad minutes', value: formatWhole(row.badMinutes), note: minutesNote(context) },
    { name: 'Cost against the oracle', value: distance, note: 'at the same share of bad requests' },
  ]
}

function costNote({ subject, baseline, result }: ReportContext): string {
  const duration = `over ${formatDuration(result.days * dayMs)}`
  if (subject === undefined || baseline === undefined) return duration
  const reference = `${policyLabel(baseline.name)} (${formatUsd(baseline.row.costUsd)})`
  return `${comparedWith(subject.row.costUsd, baseline.row.costUsd, ['less', 'more', 'much'], reference)}, ${duration}`
}

function badNote({ subject, baseline }: ReportContext): string {
  if (subject === undefined) return ''
  const share = `${formatShare(subject.row.badRequests / subject.row.requests)} of all`
  if (baseline === undefined) return share
  const who = policyLabel(baseline.name)
  return `${share}; ${badComparison(subject.row.badRequests, baseline.row.badRequests, who, `${who}’s`)}`
}

function minutesNote({ baseline, result }: ReportContext): string {
  const rule = `more than ${formatShare(result.slo.badMinuteShare)} bad in the minute`
  if (baseline === undefined) return rule
  return `${rule}; ${policyLabel(baseline.name)} had ${formatWhole(baseline.row.badMinutes)}`
}
