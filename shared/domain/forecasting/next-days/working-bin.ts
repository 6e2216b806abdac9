// Days ahead are forecast in coarse bins: a minute's noise teaches nothing about tomorrow, and sixty times fewer bins are
// fitted in a sixtieth of the time. Bins are counted back from the end of the history, so that the last one is whole and as
// fresh as what was observed.
import type { SeasonalHistory } from '../families/family.ts'

const coarseBinSeconds = [3600, 900, 300, 60]

/** A horizon of fewer bins than these would be mostly one bin's inside. */
const fewestStepsAhead = 8

/** Seasons of more than eight weeks are rare, and no family remembers longer than that; fine bins are capped for the time. */
export const mostWeeks = 8
const mostBins = 10_080

/** Seconds of the coarsest bin, a multiple of `binSeconds`, that is still fine enough for the horizon. */
export function workingBinSeconds(binSeconds: number, horizonBins: number): number {
  const horizonSeconds = binSeconds * horizonBins
  const fits = (bin: number) => bin % binSeconds === 0 && bin * fewestStepsAhead <= horizonSeconds
  return coarseBinSeconds.find(fits) ?? binSeconds
}

/** The history in bins of `factor` of its own, at most eight weeks of it; bins at the start that fill none are left out. */
export function coarsen(
  { startMs, binSeconds, dayBins, values, trust }: SeasonalHistory,
  factor: number,
): SeasonalHistory {
  const day = dayBins / factor
  const bins = Math.min(Math.floor(values.length / factor), 7 * mostWeeks * day, mostBins)
  const from = values.length - bins * factor
  const coarse = new Float64Array(bins)
  const coarseTrust = new Float64Array(bins)
  for (let bin = 0; bin < bins; bin++) {
    const at = from + bin * factor
    coarseTrust[bin] = sum(trust, at, at + factor) / factor
    coarse[bin] = believedMean(values, trust, at, at + factor)
  }
  return {
    startMs: startMs + from * binSeconds * 1000,
    binSeconds: binSeconds * factor,
    dayBins: day,
    values: coarse,
    trust: coarseTrust,
  }
}

/** Mean by trust; the plain one where nothing is believed. */
function believedMean(values: Float64Array, trust: Float64Array, from: number, to: number): number {
  let weighted = 0
  let weight = 0
  let plain = 0
  for (let bin = from; bin < to; bin++) {
    weighted += trust[bin] * values[bin]
    weight += trust[bin]
    plain += values[bin]
  }
  return weight > 0 ? weighted / weight : plain / (to - from)
}

function sum(values: Float64Array, from: number, to: number): number {
  let total = 0
  for (let index = from; index < to; index++) total += values[index]
  return total
}
