// Which stretch of a fortnight is worth a closer look: six hours around the hour in which the two policies differ most,
// or, where they never do, around the steepest rise of demand.

import { hourMs, minuteMs } from '../../functions/widget/format-time.ts'
import type { TimelineRow } from '../result.ts'
import { type HourDifference, largest, worstLoss } from './compare-policies.ts'

export interface InstructiveWindow {
  /** Indices into the timeline; `to` is exclusive. */
  readonly from: number
  readonly to: number
  readonly startMs: number
  readonly endMs: number
  /** What it was chosen by. */
  readonly choice:
    | { readonly by: 'difference' | 'bad-loss' | 'cost-loss'; readonly hour: HourDifference }
    | { readonly by: 'rise'; readonly atMs: number }
}

const windowMinutes = 360
const minutesBefore = 120
/** Demand is compared over this time to find its steepest rise. */
const riseMinutes = 15
const leastBad = 0.5

/** The window that teaches most; undefined without a timeline. */
export function instructiveWindow(
  timeline: readonly TimelineRow[],
  hours: readonly HourDifference[],
): InstructiveWindow | undefined {
  if (timeline.length === 0) return undefined
  const hour = largest(hours, difference => Math.abs(difference.bad))
  if (hour !== undefined && Math.abs(hour.bad) >= leastBad) {
    return around(timeline, hour.startMs, { by: 'difference', hour })
  }
  const atMs = Date.parse(timeline[steepestRise(timeline)].t)
  return around(timeline, atMs, { by: 'rise', atMs })
}

/** The window of the subject's worst loss to the baseline; undefined where it lost nowhere. */
export function lossWindow(
  timeline: readonly TimelineRow[],
  hours: readonly HourDifference[],
): InstructiveWindow | undefined {
  const loss = worstLoss(hours)
  if (timeline.length === 0 || loss.kind === 'none') return undefined
  return around(timeline, loss.hour.startMs, { by: loss.kind === 'bad' ? 'bad-loss' : 'cost-loss', hour: loss.hour })
}

function around(
  timeline: readonly TimelineRow[],
  atMs: number,
  choice: InstructiveWindow['choice'],
): InstructiveWindow {
  const startMs = Date.parse(timeline[0].t)
  const wanted = Math.floor(atMs / hourMs) * hourMs - minutesBefore * minuteMs
  const latest = Math.max(0, timeline.length - windowMinutes)
  const from = Math.min(latest, Math.max(0, Math.round((wanted - startMs) / minuteMs)))
  const to = Math.min(timeline.length, from + windowMinutes)
  return { from, to, startMs: startMs + from * minuteMs, endMs: startMs + to * minuteMs, choice }
}

/** The minute from which demand rises most. */
function steepestRise(timeline: readonly TimelineRow[]): number {
  let best = 0
  let bestRise = Number.NEGATIVE_INFINITY
  for (let index = 0; index + riseMinutes < timeline.length; index++) {
    const rise = timeline[index + riseMinutes].requests - timeline[index].requests
    if (rise > bestRise) [best, bestRise] = [index, rise]
  }
  return best
}
