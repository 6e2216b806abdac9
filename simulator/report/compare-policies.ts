// What two policies did with the same demand, hour by hour.

import { hourMs } from '../../functions/widget/format-time.ts'
import type { PolicyResult, SimulationResult, TimelineRow } from '../result.ts'
import { contenders } from './policy-names.ts'

/** One clock hour (UTC) of the judged time; differences are the subject's value less the baseline's. */
export interface HourDifference {
  readonly startMs: number
  readonly subjectBad: number
  readonly baselineBad: number
  readonly bad: number
  readonly costUsd: number
}

/** Where the subject lost to the baseline: its worst hour by bad requests, else by cost, else none. */
export type Loss = { readonly kind: 'bad' | 'cost'; readonly hour: HourDifference } | { readonly kind: 'none' }

/** Below this an hour's excess is noise: half a request, half a cent. */
const leastBad = 0.5
const leastCostUsd = 0.005

/** Sums of a per-minute value over each clock hour, by the hour's start. */
export function sumByHour(
  timeline: readonly TimelineRow[],
  measure: (row: TimelineRow) => number,
): Map<number, number> {
  const sums = new Map<number, number>()
  for (const row of timeline) {
    const hour = Math.floor(Date.parse(row.t) / hourMs) * hourMs
    sums.set(hour, (sums.get(hour) ?? 0) + measure(row))
  }
  return sums
}

/** Every judged hour of the two policies; empty where there is no baseline. */
export function hourDifferences(result: SimulationResult): HourDifference[] {
  const { subject, baseline } = contenders(result)
  if (subject === undefined || baseline === undefined) return []
  const [ours, theirs] = [hourly(result, result.policies[subject]), hourly(result, result.policies[baseline])]
  const both = [...ours.bad.keys()].filter(startMs => theirs.bad.has(startMs))
  return both.map(startMs => ({
    startMs,
    subjectBad: ours.bad.get(startMs) ?? 0,
    baselineBad: theirs.bad.get(startMs) ?? 0,
    bad: (ours.bad.get(startMs) ?? 0) - (theirs.bad.get(startMs) ?? 0),
    costUsd: (ours.costUsd.get(startMs) ?? 0) - (theirs.costUsd.get(startMs) ?? 0),
  }))
}

/** The subject's largest loss to the baseline. */
export function worstLoss(hours: readonly HourDifference[]): Loss {
  const byBad = largest(hours, hour => hour.bad)
  if (byBad !== undefined && byBad.bad >= leastBad) return { kind: 'bad', hour: byBad }
  const byCost = largest(hours, hour => hour.costUsd)
  if (byCost !== undefined && byCost.costUsd >= leastCostUsd) return { kind: 'cost', hour: byCost }
  return { kind: 'none' }
}

/** The first item with the largest value. */
export function largest<Item>(items: readonly Item[], measure: (item: Item) => number): Item | undefined {
  let best: Item | undefined
  for (const item of items) if (best === undefined || measure(item) > measure(best)) best = item
  return best
}

function hourly(result: SimulationResult, policy: PolicyResult) {
  return {
    bad: sumByHour(policy.timeline, row => row.bad),
    costUsd: sumByHour(policy.timeline, row => minuteCostUsd(result, row)),
  }
}

/** Everything from launch to the end of draining is billed (design: physics of the region). */
function minuteCostUsd({ prices }: SimulationResult, row: TimelineRow): number {
  const running = row.inService + row.shadow + row.warmRunning + row.pending + row.draining
  return (running * prices.runningUsdPerHour + row.warmStopped * prices.stoppedUsdPerHour) / 60
}
