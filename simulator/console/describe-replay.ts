// A policy's replay, described for the page.
import { minuteMs } from '../../functions/widget/format-time.ts'
import type { Decision } from '../../functions/widget/widget-data.ts'
import type { GroupHistory, PolicyHistory } from './console-data.ts'
import type { ReplayInfo } from './replay-info.ts'
import { modeOf } from './widget-data-at.ts'

export function describeReplay(group: GroupHistory, policy: PolicyHistory): ReplayInfo {
  const { startMs, endMs, moments } = group
  const opening = moments.find(({ isOpening }) => isOpening)
  return {
    startMs,
    endMs,
    openingMs: opening?.cursorMs ?? endMs,
    decisions: distinct((policy.decisions ?? []).filter(isLandmark).map(({ atMs }) => minutesUntil(startMs, atMs))),
    // A bad minute has been seen when it is over.
    bad: policy.badStretches.map(stretch => minutesUntil(startMs, stretch.startMs) + 1),
    moments: moments.map(({ id, cursorMs, fromMs, toMs }) => ({ id, cursorMs, fromMs, toMs })),
  }
}

/** A decision that changed the floor, or the way in which the group is looked after. */
function isLandmark(decision: Decision, index: number, decisions: readonly Decision[]): boolean {
  if (decision.floorBefore !== decision.floorAfter) return true
  return index > 0 && modeOf(decisions[index - 1]) !== modeOf(decision)
}

/** The first whole minute at or after a time. */
function minutesUntil(startMs: number, timeMs: number): number {
  return Math.ceil((timeMs - startMs) / minuteMs)
}

function distinct(ascending: readonly number[]): number[] {
  return ascending.filter((value, index) => value !== ascending[index - 1])
}
