// History without gaps, for families that need it: what is missing is taken from the same time a day before or after, and
// else from a straight line between its neighbours; it counts as not believed.
import type { SeasonalHistory } from '../families/family.ts'

/** @param values NaN where nothing is known; at least one is known */
export function bridgeGaps(
  startMs: number,
  binSeconds: number,
  dayBins: number,
  values: Float64Array,
): SeasonalHistory {
  const trust = values.map(value => (Number.isNaN(value) ? 0 : 1))
  const bridged = values.slice()
  const longGap = Math.max(Math.floor(dayBins / 12), 1)
  for (const [from, to] of gaps(values)) {
    for (let bin = from; bin < to; bin++) {
      bridged[bin] = to - from > longGap ? sameTime(bridged, values, bin, dayBins) : Number.NaN
    }
  }
  drawLines(bridged)
  return { startMs, binSeconds, dayBins, values: bridged, trust }
}

function gaps(values: Float64Array): [number, number][] {
  const found: [number, number][] = []
  for (let bin = 0; bin < values.length; bin++) {
    if (!Number.isNaN(values[bin])) continue
    const from = bin
    while (bin < values.length && Number.isNaN(values[bin])) bin++
    found.push([from, bin])
  }
  return found
}

function sameTime(bridged: Float64Array, values: Float64Array, bin: number, dayBins: number): number {
  const before = bridged[bin - dayBins] ?? Number.NaN
  return Number.isNaN(before) ? (values[bin + dayBins] ?? Number.NaN) : before
}

function drawLines(values: Float64Array): void {
  for (const [from, to] of gaps(values)) {
    const left = from > 0 ? values[from - 1] : values[to]
    const right = to < values.length ? values[to] : left
    for (let bin = from; bin < to; bin++) values[bin] = left + ((right - left) * (bin - from + 1)) / (to - from + 1)
  }
}
