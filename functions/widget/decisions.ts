// What was decided and why, newest first.
import { renderAction, renderFloor, renderLeft, shorten, toneOfAction } from './decision-parts.ts'
import { type DecisionRow, decisionRows } from './decision-rows.ts'
import { html, type Markup, nothing } from './escape-html.ts'
import { formatUsd, formatWhole } from './format-numbers.ts'
import { formatClock, formatDay } from './format-time.ts'
import type { Decision, WidgetData, WidgetRequest } from './widget-data.ts'
import { renderFrame, renderMissing } from './widget-frame.ts'
import { withinSize } from './within-size.ts'

/** Rows worth reading; more would be scrolled past. */
const mostRows = 150
const mostBytes = 150_000
const mostReasonCharacters = 2000

const style = `
.pw .decisions{margin-top:1em}
.pw .decisions li,.pw .decision-heads{display:grid;grid-template-columns:auto auto 1fr auto;gap:.1em .9em;align-items:baseline;padding:.6em 0 .6em .8em;border-top:1px solid var(--rule);border-left:3px solid transparent}
.pw .decisions li.news{border-left-color:var(--tone)}
.pw .decisions time{white-space:nowrap}
.pw .decisions .news time{font-weight:600}
.pw .decisions .quiet,.pw .decision-heads,.pw .left{color:var(--quiet)}
.pw .decisions .cost{justify-self:end;white-space:nowrap}
.pw .decisions .reason{grid-column:1/-1;max-width:64em;text-wrap:pretty}
.pw .decisions .like{display:block;color:var(--quiet)}
.pw .decision-heads{display:none}
.pw .left{padding-top:.6em;border-top:1px solid var(--rule)}
@container (min-width:52em){
.pw .decisions li,.pw .decision-heads{display:grid;grid-template-columns:6.2em 6.2em 6em 5.4em minmax(0,1fr)}
.pw .decision-heads{padding-bottom:.35em;border-top:0;margin-top:1em}
.pw .decisions{margin-top:0}
.pw .decisions .reason{grid-column:auto}
.pw .decisions .cost{justify-self:start}
}
`

export function renderDecisions(request: WidgetRequest, { decisions = [], missingBecause }: WidgetData): Markup {
  const rows = decisionRows(decisions, request.fromMs, Math.min(request.nowMs, request.toMs))
  const because = missingBecause ?? whyNone(decisions, request)
  return renderFrame(request, {
    body: rows.length === 0 ? renderMissing('No decision was made in this time.', because) : renderRows(rows),
    terms: ['action', 'floor', 'costPerHour', 'limit'],
    style,
  })
}

function whyNone(decisions: readonly Decision[], { nowMs, fromMs }: WidgetRequest): string {
  const last = decisions.findLast(({ atMs }) => atMs < fromMs)
  if (last !== undefined)
    return `The last one before it was made on ${formatDay(last.atMs)} at ${formatClock(last.atMs)}.`
  const first = decisions.find(({ atMs }) => atMs > nowMs)
  if (first !== undefined) return `The first one comes on ${formatDay(first.atMs)} at ${formatClock(first.atMs)}.`
  return 'Decisions begin with the first minute after a group has opted in.'
}

function renderRows(rows: readonly DecisionRow[]): Markup {
  const { pieces, left } = withinSize(rows.slice(0, mostRows), (row, at) => renderRow(row, rows[at - 1]), mostBytes)
  const hidden = left + Math.max(0, rows.length - mostRows)
  return html`<p class="decision-heads" aria-hidden="true"><span>Time</span><span>Action</span><span>Floor</span><span>Cost/h</span><span>Why</span></p>
<ol class="decisions">${pieces}</ol>
${renderLeft(hidden, 'older entries')}`
}

function renderRow({ decision, isNews, repeats, sinceMs }: DecisionRow, newer: DecisionRow | undefined): Markup {
  const { atMs, action, reason, costUsdPerHour } = decision
  const isNewDay = newer === undefined || formatDay(newer.decision.atMs) !== formatDay(atMs)
  return html`<li${isNews ? html` class="news tone-${toneOfAction(action)}"` : nothing}><span><time datetime="${new Date(atMs).toISOString()}">${isNewDay ? html`<small class="quiet">${formatDay(atMs)}</small> ` : nothing}${formatClock(atMs)}</time></span><span>${renderAction(action, isNews)}</span><span><span class="vh">floor </span>${renderFloor(decision)}</span><span class="cost">${formatUsd(costUsdPerHour)}<span class="vh"> per hour</span></span><span class="reason"><bdi>${shorten(reason, mostReasonCharacters)}</bdi>${renderRepeats(repeats, sinceMs)}</span></li>
`
}

function renderRepeats(repeats: number, sinceMs: number): Markup {
  if (repeats === 0) return nothing
  return html`<small class="like">and ${formatWhole(repeats)} before it since ${formatClock(sinceMs)} that changed nothing either</small>`
}
