// Horizons are learned about in bands that double: 1, 2–3, 4–7, 8–15 … bins ahead. Between the middles of two bands what was
// learned is interpolated, so that nothing jumps where one ends.

/** Band of the horizon, counted from 1 bin ahead. */
export function bandOf(horizon: number): number {
  return 31 - Math.clz32(horizon)
}

export function bandCount(horizonBins: number): number {
  return bandOf(horizonBins) + 1
}

/** Where the horizon lies between the middles of two bands: `lower`, and the share of the band above it. */
export function placeIn(horizon: number, bands: number): { lower: number; upper: number; share: number } {
  const position = Math.min(Math.max(Math.log2(horizon) - halfBand, 0), bands - 1)
  const lower = Math.floor(position)
  return { lower, upper: Math.min(lower + 1, bands - 1), share: position - lower }
}

/** Log2 of 1.5, the middle of a band over its start; the first band is one horizon and its middle is the start. */
const halfBand = Math.log2(1.5)
