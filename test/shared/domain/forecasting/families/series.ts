import type { SeasonalHistory } from '../../../../../shared/domain/forecasting/families/family.ts'

/** A fully trusted history of `bins` bins. */
export function historyOf(bins: number, valueAt: (bin: number) => number, dayBins = 24): SeasonalHistory {
  return fromValues(
    Float64Array.from({ length: bins }, (_, bin) => valueAt(bin)),
    dayBins,
  )
}

export function fromValues(values: Float64Array, dayBins = 24): SeasonalHistory {
  return { startMs: 0, binSeconds: 86_400 / dayBins, dayBins, values, trust: new Float64Array(values.length).fill(1) }
}

/** The values that the same formula gives after the history. */
export function goingOn(bins: number, ahead: number, valueAt: (bin: number) => number): number[] {
  return Array.from({ length: ahead }, (_, index) => valueAt(bins + index))
}

export function largestMiss(foretold: Float64Array, wanted: readonly number[]): number {
  return Math.max(...wanted.map((value, index) => Math.abs(value - foretold[index])))
}
