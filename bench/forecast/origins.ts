/** The longest time of day without an origin; else 48 evenly spaced ones could all fall on a few times of day. */
const largestHoleShare = 1 / 12

/**
 * First forecast bins of evenly spaced forecasts, the last one of which ends with `endBin`: the widest stride that fits and
 * whose origins are spread over the times of day.
 * @param startBin no origin lies before it
 */
export function evenOrigins(
  startBin: number,
  endBin: number,
  count: number,
  horizon: number,
  dayBins: number,
): number[] {
  const last = endBin - horizon
  const widest = Math.floor((last - startBin) / (count - 1))
  const at = (stride: number) => Array.from({ length: count }, (_, index) => last - (count - 1 - index) * stride)
  // A hole of a twelfth of a day, or what as many origins leave at best where they are few.
  const allowed = Math.max(dayBins * largestHoleShare, (2 * dayBins) / count)
  for (let stride = widest; stride > widest / 2; stride--) {
    if (largestHole(at(stride), dayBins) <= allowed) return at(stride)
  }
  return at(widest)
}

function largestHole(origins: readonly number[], dayBins: number): number {
  const times = origins.map(origin => origin % dayBins).sort((a, b) => a - b)
  const holes = times.slice(1).map((time, index) => time - times[index])
  return Math.max(...holes, times[0] + dayBins - times[times.length - 1])
}
