// Why: the decisions of the control plane in its own words. Those of the closer look come first; every other one that
// changed something stands below, a day at a time.
import type { DecisionRow } from '../../result.ts'
import { html, type Markup, nothing } from '../escape-html.ts'
import { formatCount, formatUsd, formatWhole } from '../format-numbers.ts'
import { dayMs, formatClock, formatDay, formatSpan } from '../format-time.ts'
import type { InstructiveWindow } from '../instructive-window.ts'
import { policyLabel } from '../policy-names.ts'
import type { ReportContext } from '../report-context.ts'
import { renderTableRegion, type Section } from './section.ts'

const mostShown = 30
/** A page that must stay small enough to mail holds this many characters of decisions; the largest changes go first. */
const mostCharacters = 700_000
/** Characters of markup in a row besides its reason. */
const rowCharacters = 190

export function decisionsSection(context: ReportContext): Section | undefined {
  const decisions = context.subject?.row.decisions ?? []
  if (context.subject === undefined || decisions.length === 0) return undefined
  const changes = decisions.filter(isChange)
  const listed = withinBudget(changes)
  return {
    id: 'decisions',
    heading: 'Decisions, and the reasons given',
    body: html`<p>${countSentence(decisions.length, changes.length, listed.length)}</p>
${renderInstructive(context, decisions)}
<h3>All decisions that changed the floor</h3>
${byDay(listed).map(renderDay)}`,
  }
}

/** Those of the closer look, largest changes first where there are too many, filled up from elsewhere where too few. */
export function instructiveDecisions(
  decisions: readonly DecisionRow[],
  window: InstructiveWindow | undefined,
): DecisionRow[] {
  const isInside = (decision: DecisionRow) =>
    window !== undefined && Date.parse(decision.t) >= window.startMs && Date.parse(decision.t) < window.endMs
  const changes = decisions.filter(isChange)
  const inside = bySize(changes.filter(isInside)).slice(0, mostShown)
  const chosen = inside.length >= mostShown / 3 ? inside : [...inside, ...bySize(changes.filter(d => !isInside(d)))]
  const shown = new Set(chosen.slice(0, inside.length >= mostShown / 3 ? mostShown : mostShown / 3))
  return decisions.filter(decision => shown.has(decision))
}

function renderInstructive({ subject, window }: ReportContext, decisions: readonly DecisionRow[]): Markup {
  const chosen = instructiveDecisions(decisions, window)
  if (chosen.length === 0 || subject === undefined) return nothing
  const isAllInside = window !== undefined && chosen.every(decision => isWithin(decision, window))
  const place = isAllInside
    ? `in the closer look, ${formatSpan(window.startMs, window.endMs)} UTC`
    : 'with the largest changes'
  return html`<h3>The ${chosen.length} most instructive, ${place}</h3>
${renderTable(`Decisions of ${policyLabel(subject.name)} ${place}`, chosen, !isAllInside)}`
}

function isWithin(decision: DecisionRow, window: InstructiveWindow): boolean {
  const timeMs = Date.parse(decision.t)
  return timeMs >= window.startMs && timeMs < window.endMs
}

function renderDay([day, decisions]: readonly [string, readonly DecisionRow[]]): Markup {
  const highest = decisions.reduce((most, decision) => Math.max(most, decision.floorAfter), 0)
  const plural = decisions.length === 1 ? 'decision' : 'decisions'
  return html`<details><summary><b>${day}</b> ${decisions.length} ${plural}, floor up to ${formatCount(highest)}</summary>
${renderTable(`Decisions on ${day}`, decisions, false)}</details>`
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

function countSentence(all: number, changes: number, listed: number): string {
  const counts = `${formatWhole(all)} decisions in the judged time, of which ${formatWhole(changes)} changed the floor.`
  const rest = changes - listed
  return rest === 0 ? counts : `${counts} The ${formatWhole(rest)} smallest changes are left to simulation.json.`
}

function isChange({ floorBefore, floorAfter }: DecisionRow): boolean {
  return floorBefore !== floorAfter
}

function bySize(decisions: readonly DecisionRow[]): DecisionRow[] {
  const size = ({ floorBefore, floorAfter }: DecisionRow) => Math.abs(floorAfter - floorBefore)
  return [...decisions].sort((a, b) => size(b) - size(a))
}

function withinBudget(decisions: readonly DecisionRow[]): DecisionRow[] {
  let characters = 0
  const kept = new Set(
    bySize(decisions).filter(decision => {
      characters += rowCharacters + decision.reason.length
      return characters <= mostCharacters
    }),
  )
  return decisions.filter(decision => kept.has(decision))
}

function byDay(decisions: readonly DecisionRow[]): [day: string, decisions: DecisionRow[]][] {
  const days = new Map<number, DecisionRow[]>()
  for (const decision of decisions) {
    const day = Math.floor(Date.parse(decision.t) / dayMs)
    days.set(day, [...(days.get(day) ?? []), decision])
  }
  return [...days].map(([day, rows]) => [formatDay(day * dayMs), rows])
}
