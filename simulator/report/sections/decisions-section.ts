// Why: the decisions of the control plane in its own words. Those that teach most come first; below them the changes of
// the floor, a day at a time.

import { html, type Markup, nothing } from '../../../functions/widget/escape-html.ts'
import { formatCount, formatUsd, formatWhole } from '../../../functions/widget/format-numbers.ts'
import { formatClock, formatDay, formatSpan } from '../../../functions/widget/format-time.ts'
import type { DecisionRow } from '../../result.ts'
import {
  type DayOfDecisions,
  decisionsByDay,
  instructiveDecisions,
  isChange,
  isWithin,
} from '../instructive-decisions.ts'
import { policyLabel } from '../policy-names.ts'
import type { ReportContext } from '../report-context.ts'
import { renderTableRegion, type Section } from './section.ts'

/** A page that must stay small enough to mail holds this many characters of decisions. */
const mostCharacters = 700_000
/** Characters of markup in a row besides its reason. */
const rowCharacters = 190

export function decisionsSection(context: ReportContext): Section | undefined {
  const decisions = context.subject?.row.decisions ?? []
  if (decisions.length === 0) return undefined
  const changes = decisions.filter(isChange).length
  const days = decisionsByDay(decisions, mostCharacters, decision => rowCharacters + decision.reason.length)
  return {
    id: 'decisions',
    name: 'Decisions',
    heading: 'Decisions, and the reasons given',
    body: html`<p>${formatWhole(decisions.length)} decisions in the judged time, of which ${formatWhole(changes)} changed the floor. Each one says what was seen, what is expected, what was chosen and what it costs.</p>
${renderInstructive(context, decisions)}
${days.length > 0 ? html`<h3>What changed, day by day</h3>` : nothing}
${days.map(renderDay)}`,
  }
}

function renderInstructive({ subject, window }: ReportContext, decisions: readonly DecisionRow[]): Markup {
  const chosen = instructiveDecisions(decisions, window)
  if (chosen.length === 0 || subject === undefined) return nothing
  const isAllInside = window !== undefined && chosen.every(decision => isWithin(decision, window))
  const place = isAllInside
    ? `in the closer look, ${formatSpan(window.startMs, window.endMs)} UTC`
    : 'from the closer look, the turning points and the largest changes'
  return html`<h3>The ${chosen.length} most instructive, ${place}</h3>
${renderTable(`Decisions of ${policyLabel(subject.name)}, ${place}`, chosen, !isAllInside)}`
}

function renderDay({ startMs, listed, count }: DayOfDecisions): Markup {
  const highest = listed.reduce((most, decision) => Math.max(most, decision.floorAfter), 0)
  const decisions = `${formatWhole(count)} ${count === 1 ? 'decision' : 'decisions'}`
  const shown =
    listed.length === count ? decisions : `${decisions}, the ${formatWhole(listed.length)} largest changes here`
  return html`<details><summary><b>${formatDay(startMs)}</b> ${shown}; floor up to ${formatCount(highest)}</summary>
${renderTable(`Decisions on ${formatDay(startMs)}`, listed, false)}</details>`
}

function renderTable(label: string, decisions: readonly DecisionRow[], hasDay: boolean): Markup {
  return renderTableRegion(
    label,
    html`<table class="decisions"><thead><tr><th scope="col">Time, UTC</th><th scope="col">Action</th><th scope="col" class="number">Floor</th><th scope="col" class="number">Cost per hour</th><th scope="col">Reason</th></tr></thead><tbody>
${decisions.map(decision => renderRow(decision, hasDay))}</tbody></table>`,
  )
}

function renderRow(decision: DecisionRow, hasDay: boolean): Markup {
  const timeMs = Date.parse(decision.t)
  const time = hasDay ? `${formatDay(timeMs)}, ${formatClock(timeMs)}` : formatClock(timeMs)
  return html`<tr><th scope="row"><time datetime="${decision.t}">${time}</time></th><td>${decision.action}</td><td class="number">${floorChange(decision)}</td><td class="number">${formatUsd(decision.costUsdPerHour)}</td><td>${decision.reason}</td></tr>
`
}

function floorChange({ floorBefore, floorAfter }: DecisionRow): string {
  return floorBefore === floorAfter
    ? formatCount(floorAfter)
    : `${formatCount(floorBefore)} → ${formatCount(floorAfter)}`
}
