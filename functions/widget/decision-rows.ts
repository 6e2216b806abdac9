// Which decisions are listed, and which of them are news: thousands of minutes in which nothing changed must not bury the
// one in which something did.
import type { Decision } from './widget-data.ts'

export interface DecisionRow {
  /** The newest of its like. */
  readonly decision: Decision
  /** The floor changed, or the group began or ceased to be acted on. */
  readonly isNews: boolean
  /** How many before it said the same, and when the first of them did. */
  readonly repeats: number
  readonly sinceMs: number
}

/**
 * Newest first, from `fromMs` up to and including `nowMs`; runs without news become one row.
 * @param decisions oldest first
 */
export function decisionRows(decisions: readonly Decision[], fromMs: number, nowMs: number): DecisionRow[] {
  const rows: DecisionRow[] = []
  let before: Decision | undefined
  for (const decision of decisions) {
    if (decision.atMs > nowMs) break
    const isNews = changes(before, decision)
    before = decision
    if (decision.atMs < fromMs) continue
    const last = rows.at(-1)
    if (isNews || last === undefined || last.isNews) {
      rows.push({ decision, isNews, repeats: 0, sinceMs: decision.atMs })
    } else rows[rows.length - 1] = { ...last, decision, repeats: last.repeats + 1 }
  }
  return rows.reverse()
}

function changes(before: Decision | undefined, decision: Decision): boolean {
  const isTurn = before !== undefined && kindOf(before) !== kindOf(decision)
  return decision.floorBefore !== decision.floorAfter || isTurn
}

/** Holding after a raise is business as usual; observing after a raise is not. */
function kindOf({ action }: Decision): string {
  return action === 'raise' || action === 'lower' || action === 'hold' ? 'act' : action
}
