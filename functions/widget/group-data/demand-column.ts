// Demand by equal steps, from counts of CloudWatch and from the minutes that the last tick already knew.
import type { BinnedValues } from '../../../shared/aws/load-metrics.ts'
import type { RecentDemand } from '../../../shared/domain/demand/recent-demand.ts'
import { minuteMs } from '../format-time.ts'
import type { TimeGrid } from './time-grid.ts'

/** Where the minutes of a state begin. */
export function recentStartMs({ rps, endMs }: RecentDemand): number {
  return endMs - rps.length * minuteMs
}

/**
 * Requests per second, NaN where unknown.
 * @param counted requests in each step, one row for each target group
 */
export function demandColumn(
  grid: TimeGrid,
  counted: readonly BinnedValues[],
  recent: RecentDemand | undefined,
): Float64Array {
  const sums = new Float64Array(grid.count).fill(Number.NaN)
  for (const { values } of counted) for (const [step, value] of values.entries()) add(sums, step, value)
  forgetUnfinished(sums, grid, recent)
  fillHoles(sums)
  const rates = sums.map(requests => requests / (grid.stepMs / 1000))
  if (recent !== undefined) overlay(rates, grid, recent)
  return rates
}

/** A target group without requests reports nothing. */
function add(sums: Float64Array, step: number, value: number): void {
  if (step >= sums.length || Number.isNaN(value)) return
  sums[step] = Number.isNaN(sums[step]) ? value : sums[step] + value
}

/** A step of many minutes of which the last ones are still on their way would look like a fall of demand. */
function forgetUnfinished(sums: Float64Array, { startMs, stepMs }: TimeGrid, recent: RecentDemand | undefined): void {
  if (stepMs <= minuteMs || recent === undefined) return
  const finished = Math.max(0, Math.floor((recent.endMs - startMs) / stepMs))
  if (finished < sums.length) sums.fill(Number.NaN, finished)
}

/** A load balancer reports nothing while nobody asks: a hole between two known steps is zero. */
function fillHoles(sums: Float64Array): void {
  let last = sums.length - 1
  while (last >= 0 && Number.isNaN(sums[last])) last--
  for (let step = sums.findIndex(value => !Number.isNaN(value)); step >= 0 && step < last; step++) {
    if (Number.isNaN(sums[step])) sums[step] = 0
  }
}

/** What the last tick knew fills the steps that it covers whole. */
function overlay(rates: Float64Array, { startMs, stepMs, count }: TimeGrid, recent: RecentDemand): void {
  const minutes = stepMs / minuteMs
  const first = (startMs - recentStartMs(recent)) / minuteMs
  for (let step = Math.max(0, Math.ceil(-first / minutes)); step < count; step++) {
    const at = first + step * minutes
    if (at + minutes > recent.rps.length) break
    const known = recent.rps.slice(at, at + minutes).filter(rps => rps !== null)
    if (known.length === minutes) rates[step] = known.reduce((sum, rps) => sum + rps, 0) / minutes
  }
}
