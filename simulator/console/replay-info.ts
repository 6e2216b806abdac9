// What the page must know of a policy's replay before it can jump about in it; sent once as JSON.
import { minuteMs } from '../../functions/widget/format-time.ts'
import type { ReplayRange } from './replay.ts'

export interface ReplayInfo {
  readonly startMs: number
  readonly endMs: number
  readonly openingMs: number
  /** Minutes since `startMs` at which a change of the floor, or a stretch of bad minutes, has just been seen; ascending. */
  readonly decisions: readonly number[]
  readonly bad: readonly number[]
  readonly moments: readonly MomentPlace[]
}

/** Where a moment's caption is true; the caption itself stands in the page. */
export interface MomentPlace {
  readonly id: string
  readonly cursorMs: number
  readonly fromMs: number
  readonly toMs: number
}

export function rangeOf({ startMs, endMs, decisions, bad }: ReplayInfo): ReplayRange {
  const toMs = (minute: number) => startMs + minute * minuteMs
  return { startMs, endMs, decisionsMs: decisions.map(toMs), badMs: bad.map(toMs) }
}

/** The moment whose caption belongs to this position: the one that was jumped to, else the shortest stretch around it. */
export function momentAt(moments: readonly MomentPlace[], nowMs: number): MomentPlace | undefined {
  const around = moments.filter(({ cursorMs, fromMs, toMs }) => cursorMs === nowMs || (nowMs > fromMs && nowMs <= toMs))
  return around.find(({ cursorMs }) => cursorMs === nowMs) ?? around.sort((a, b) => lengthOf(a) - lengthOf(b))[0]
}

function lengthOf({ fromMs, toMs }: MomentPlace): number {
  return toMs - fromMs
}
