// What was decided and why, newest first.

import { renderAction, renderFloor, renderLeft, toneOfAction } from './decision-parts.ts'
import { type DecisionRow, decisionRows } from './decision-rows.ts'
import { html, type Markup, nothing } from './escape-html.ts'
import { formatUsd, formatWhole } from './format-numbers.ts'
import { keepUnits, shorten } from './format-text.ts'
import { formatClock, formatDay } from './format-time.ts'
import type { Decision, WidgetData, WidgetRequest } from './widget-data.ts'
import { renderFrame, renderMissing } from './widget-frame.ts'
import { withinSize } from './within-size.ts'

/** Rows that are seen at once, fewer where reasons wrap a lot, and rows that can be unfolded below them. */
const openRows = { narrow: 6, wide: 12 }
const narrowPx = 560
const mostRows = 120
const mostBytes = 150_000
const mostReasonCharacters = 2000

const style = `
.pw .decisions{margin-top:1em}
.pw .decisions li,.pw .decision-heads{display:grid;grid-template-columns:auto auto 1fr auto;gap:.1em .9em;align-items:baseline;padding:.6em 0 .6em .8em;border-top:1px solid var(--rule);border-left:3px solid transparent}
.pw .decisions li.news{border-left-color:var(--tone)}
.pw .decisions time{white-space:nowrap}
.pw .decisions .news time{font-weight:600}
.pw .decisions time small{color:var(--quiet);font-weight:400}
.pw .decision-heads,.pw .left,.pw .folded summary{color:var(--quiet)}
.pw .folded{border-top:1px solid var(--rule)}
.pw .folded summary{width:fit-content;padding:.6em 0;cursor:pointer}
.pw .folded summary:hover{color:var(--ink)}
.pw .decisions .badge{white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.pw .decisions .cost{justify-self:end;white-space:nowrap}
.pw .decisions .reason{grid-column:1/-1;max-width:70em;text-wrap:pretty}
.pw .decisions li:not(.news) .reason{color:var(--quiet)}
.pw .decisions .like{display:block;color:var(--quiet)}
.pw .decision-heads{display:none}
.pw .left{padding-top:.6em;border-top:1px solid var(--rule)}
@container (max-width:24em){.pw .decisions time small{display:block}}
@container (min-width:66em){
.pw .decisions time small{display:block}
.pw .decisions li,.pw .decision-heads{display:grid;grid-template-columns:6.2em 6.2em 6em 5.4em minmax(0,1fr)}
.pw .decision-heads{padding-bottom:.35em;border-top:0;margin-top:1em}
.pw .decisions{margin-top:0}
.pw .decisions .reason{grid-column:auto}
.pw .decisions .cost{justify-self:start}
}
`

export function renderDecisions(request: WidgetRequest, data: WidgetData): Markup {
  const { decisions = [], missingBecause, decisionsAreCut } = data
  const rows = decisionRows(decisions, request.fromMs, Math.min(request.nowMs, request.toMs))
  const because = missingBecause ?? whyNone(decisions, request)
  return renderFrame(request, {
    body:
      rows.length === 0
        ? renderMissing('No decision was made in this time.', because)
        : html`${renderRows(rows, request.widthPx < narrowPx ? openRows.narrow : openRows.wide)}${decisionsAreCut ? olderNotRead : nothing}`,
    terms: ['action', 'floor', 'costPerHour', 'limit'],
    style,
  })
}

const olderNotRead = html`<p class="left">There are older ones in this time: choose a stretch that ends earlier to see them.</p>`

function whyNone(decisions: readonly Decision[], { nowMs, fromMs }: WidgetRequest): string {
  const last = decisions.findLast(({ atMs }) => atMs < fromMs)
  if (last !== undefined)
    return `The last one before it was made on ${formatDay(last.atMs)} at ${formatClock(last.atMs)}.`
  const first = decisions.find(({ atMs }) => atMs > nowMs)
  if (first !== undefined) return `The first one comes on ${formatDay(first.atMs)} at ${formatClock(first.atMs)}.`
  return 'Decisions begin with the first minute after a group has opted in.'
}

function renderRows(rows: readonly DecisionRow[], open: number): Markup {
  const { pieces, left } = withinSize(rows.slice(0, mostRows), (row, at) => renderRow(row, rows[at - 1]), mostBytes)
  const hidden = left + Math.max(0, rows.length - mostRows)
  return html`<p class="decision-heads" aria-hidden="true"><span>Time</span><span>Action</span><span>Floor</span><span>Cost/h</span><span>Why</span></p>
<ol class="decisions">${pieces.slice(0, open)}</ol>
${renderFolded(pieces.slice(open))}${renderLeft(hidden, 'older entries')}`
}

function renderFolded(pieces: readonly Markup[]): Markup {
  if (pieces.length === 0) return nothing
  return html`<details class="folded"><summary>${formatWhole(pieces.length)} older ${pieces.length === 1 ? 'entry' : 'entries'}</summary><ol class="decisions">${pieces}</ol></details>
`
}

function renderRow({ decision, isNews, repeats, sinceMs }: DecisionRow, newer: DecisionRow | undefined): Markup {
  const { atMs, action, reason, costUsdPerHour } = decision
  const isNewDay = newer === undefined || formatDay(newer.decision.atMs) !== formatDay(atMs)
  return html`<li${isNews ? html` class="news tone-${toneOfAction(action)}"` : nothing}><span><time datetime="${new Date(atMs).toISOString()}">${isNewDay ? html`<small>${formatDay(atMs)}</small> ` : nothing}${formatClock(atMs)}</time></span><span>${renderAction(action, isNews)}</span><span><span class="vh">floor </span>${renderFloor(decision)}</span><span class="cost">${formatUsd(costUsdPerHour)}<span class="vh"> per hour</span></span><span class="reason"><bdi>${keepUnits(shorten(reason, mostReasonCharacters))}</bdi>${renderRepeats(repeats, sinceMs)}</span></li>
`
}

function renderRepeats(repeats: number, sinceMs: number): Markup {
  if (repeats === 0) return nothing
  return html`<small class="like">and ${formatWhole(repeats)} before it since ${formatClock(sinceMs)} that changed nothing either</small>`
}
