// Fills missing bins so that the simulated load never stops for want of data. A filled bin looks at most one bin ahead: a
// straight line across a long gap would let the load foretell what comes after it.

const DAY_SECONDS = 86_400
const SEASONS_SECONDS = [7 * DAY_SECONDS, DAY_SECONDS]
const LEVEL_SECONDS = 3600
const LEVEL_BINS_LEAST = 3
const RATIO_MOST = 5

/**
 * A single missing bin gets the mean of its neighbours; a longer gap the same time a week earlier, else a day earlier,
 * scaled to the level just before the gap; else the last value known.
 * @param counts the first must be known; NaN where missing
 */
export function filledGaps(counts: Float64Array, binSeconds: number): Float64Array {
  const filled = Float64Array.from(counts)
  for (let start = 0; start < filled.length; start++) {
    if (!Number.isNaN(filled[start])) continue
    let end = start + 1
    while (end < filled.length && Number.isNaN(filled[end])) end++
    fill(filled, start, end, binSeconds)
    start = end
  }
  return filled
}

function fill(counts: Float64Array, start: number, end: number, binSeconds: number): void {
  if (end - start === 1 && end < counts.length) {
    counts[start] = (counts[start - 1] + counts[end]) / 2
    return
  }
  const season = SEASONS_SECONDS.map(seconds => seconds / binSeconds).find(bins => bins <= start)
  const ratio = season === undefined ? 1 : levelRatio(counts, start, season, binSeconds)
  for (let bin = start; bin < end; bin++) {
    counts[bin] = season === undefined ? counts[start - 1] : ratio * counts[bin - season]
  }
}

/** Level of the hour before the gap over that of the same hour a season earlier. */
function levelRatio(counts: Float64Array, start: number, season: number, binSeconds: number): number {
  const bins = Math.max(LEVEL_BINS_LEAST, LEVEL_SECONDS / binSeconds)
  let now = 0
  let earlier = 0
  for (let bin = Math.max(season, start - bins); bin < start; bin++) {
    now += counts[bin]
    earlier += counts[bin - season]
  }
  if (now === 0 || earlier === 0) return 1
  return Math.min(RATIO_MOST, Math.max(1 / RATIO_MOST, now / earlier))
}
