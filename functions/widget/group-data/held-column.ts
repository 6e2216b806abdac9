// What was written down now and then, as a column: each value holds until the next one.
import type { TimeGrid } from './time-grid.ts'

export interface HeldValue {
  readonly atMs: number
  /** NaN: what was before has ended, and nothing is known. */
  readonly value: number
}

/** Decisions are written down every quarter of an hour at least: a longer silence means that nobody was looking. */
const longestHoldMs = 31 * 60_000

type Combine = 'mean' | 'largest'

/**
 * @param values oldest first
 * @param untilMs the last one holds no longer than until then
 * @param combine what a step shows in which a value changed: the mean over its time, or the largest
 * @returns NaN in steps in which nothing held
 */
export function heldColumn(
  values: readonly HeldValue[],
  grid: TimeGrid,
  untilMs: number,
  combine: Combine,
): Float64Array {
  const totals = new Float64Array(grid.count)
  const heldMs = new Float64Array(grid.count)
  values.forEach(({ atMs, value }, index) => {
    if (Number.isNaN(value)) return
    const endMs = Math.min(values[index + 1]?.atMs ?? untilMs, atMs + longestHoldMs, untilMs)
    addStretch({ atMs, endMs, value }, grid, combine, totals, heldMs)
  })
  if (combine === 'largest') return totals.map((largest, step) => (heldMs[step] > 0 ? largest : Number.NaN))
  return totals.map((total, step) => total / heldMs[step])
}

function addStretch(
  { atMs, endMs, value }: { atMs: number; endMs: number; value: number },
  { startMs, stepMs, count }: TimeGrid,
  combine: Combine,
  totals: Float64Array,
  heldMs: Float64Array,
): void {
  const last = Math.min(count - 1, Math.ceil((endMs - startMs) / stepMs) - 1)
  for (let step = Math.max(0, Math.floor((atMs - startMs) / stepMs)); step <= last; step++) {
    const stepStartMs = startMs + step * stepMs
    const ms = Math.min(endMs, stepStartMs + stepMs) - Math.max(atMs, stepStartMs)
    if (!(ms > 0)) continue
    totals[step] =
      combine === 'largest' ? Math.max(heldMs[step] > 0 ? totals[step] : value, value) : totals[step] + value * ms
    heldMs[step] += ms
  }
}
