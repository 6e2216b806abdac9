// Which of thousands of decisions a person should read.

import { dayMs } from '../../functions/widget/format-time.ts'
import type { DecisionRow } from '../result.ts'
import type { InstructiveWindow } from './instructive-window.ts'

const mostShown = 30
/** Filled up with the largest changes to this many. */
const fewestShown = 10
/** Read where nothing changes in the closer look: why nothing does. */
const silentShown = 3
/** An action that began no more often than this is a turning point, such as going back to observing. */
const mostTurns = 10

/** Decisions of one day that are worth a row, and how many there were. */
export interface DayOfDecisions {
  /** Epoch milliseconds at which the day begins. */
  readonly startMs: number
  readonly listed: readonly DecisionRow[]
  readonly count: number
}

/** Those of the closer look, every turning point, and the largest changes where these are few; in their order. */
export function instructiveDecisions(
  decisions: readonly DecisionRow[],
  window: InstructiveWindow | undefined,
): DecisionRow[] {
  const turns = turningPoints(decisions).slice(0, mostTurns)
  const shown = new Set([...turns, ...ofWindow(decisions, window).slice(0, mostShown - turns.length)])
  for (const change of bySize(decisions.filter(isChange))) {
    if (shown.size >= fewestShown) break
    shown.add(change)
  }
  return decisions.filter(decision => shown.has(decision))
}

/** Every change of the floor and every turning point, a day at a time; each day's largest as far as its share goes. */
export function decisionsByDay(
  decisions: readonly DecisionRow[],
  mostCharacters: number,
  lengthOf: (decision: DecisionRow) => number,
): DayOfDecisions[] {
  const turns = new Set(turningPoints(decisions))
  const days = groupByDay(decisions.filter(decision => isChange(decision) || turns.has(decision)))
  const share = mostCharacters / Math.max(1, days.size)
  return [...days].map(([startMs, rows]) => ({ startMs, count: rows.length, listed: within(rows, share, lengthOf) }))
}

export function isChange({ floorBefore, floorAfter }: DecisionRow): boolean {
  return floorBefore !== floorAfter
}

export function isWithin(decision: DecisionRow, { startMs, endMs }: InstructiveWindow): boolean {
  const timeMs = Date.parse(decision.t)
  return timeMs >= startMs && timeMs < endMs
}

/** Changes of the closer look, largest first; its first decisions where there are none. */
function ofWindow(decisions: readonly DecisionRow[], window: InstructiveWindow | undefined): DecisionRow[] {
  if (window === undefined) return []
  const inside = decisions.filter(decision => isWithin(decision, window))
  const changes = inside.filter(isChange)
  return changes.length > 0 ? bySize(changes) : inside.slice(0, silentShown)
}

/** Where an action begins that seldom begins; what happens all the time is not news. */
function turningPoints(decisions: readonly DecisionRow[]): DecisionRow[] {
  const starts = decisions.filter((decision, index) => index > 0 && decisions[index - 1].action !== decision.action)
  const counts = new Map<string, number>()
  for (const { action } of starts) counts.set(action, (counts.get(action) ?? 0) + 1)
  return starts.filter(({ action }) => (counts.get(action) ?? 0) <= mostTurns / 2)
}

function groupByDay(decisions: readonly DecisionRow[]): Map<number, DecisionRow[]> {
  const days = new Map<number, DecisionRow[]>()
  for (const decision of decisions) {
    const startMs = Math.floor(Date.parse(decision.t) / dayMs) * dayMs
    const rows = days.get(startMs)
    if (rows === undefined) days.set(startMs, [decision])
    else rows.push(decision)
  }
  return days
}

function within(
  decisions: readonly DecisionRow[],
  mostCharacters: number,
  lengthOf: (decision: DecisionRow) => number,
): DecisionRow[] {
  let characters = 0
  const kept = new Set(
    bySize(decisions).filter(decision => {
      characters += lengthOf(decision)
      return characters <= mostCharacters
    }),
  )
  return decisions.filter(decision => kept.has(decision))
}

function bySize(decisions: readonly DecisionRow[]): DecisionRow[] {
  const size = ({ floorBefore, floorAfter }: DecisionRow) => Math.abs(floorAfter - floorBefore)
  return [...decisions].sort((a, b) => size(b) - size(a))
}
