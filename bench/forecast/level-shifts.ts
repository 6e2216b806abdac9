// Moments after which demand is not what it was: those in the traces, and doublings and halvings of our own.
import { type BenchSeries, dayBins } from './traces.ts'

export interface LevelShift {
  readonly series: BenchSeries
  /** First bin of the new level. */
  readonly atBin: number
  readonly what: string
}

/** From the traces' own account of themselves; the hour is that of the first bins at the new level. */
const realShifts: Readonly<Record<string, readonly string[]>> = {
  'ms-db-app3-1m': ['2018-05-01T06:00:00Z'],
  'isp-uk-5m': ['2004-11-25T00:00:00Z', '2004-12-18T00:00:00Z', '2005-01-10T00:00:00Z'],
  'nab-asg-cpu-5m': ['2014-07-12T00:00:00Z', '2014-07-15T00:00:00Z'],
  'wc98-june-1m': ['1998-06-08T00:00:00Z', '1998-06-10T00:00:00Z'],
}

/** Demand of a trace is this many times as large from this share of the trace on. */
const injections = [
  { atShare: 0.55, factor: 2 },
  { atShare: 0.72, factor: 0.5 },
  { atShare: 0.88, factor: 3 },
] as const

export function realShiftsOf(series: BenchSeries): LevelShift[] {
  return (realShifts[series.name] ?? []).map(iso => ({
    series,
    atBin: Math.round((Date.parse(iso) - series.startMs) / (series.binSeconds * 1000)),
    what: `${series.name} at ${iso}`,
  }))
}

/** One series for each, so that they do not add up. */
export function injectedShiftsOf(series: BenchSeries): LevelShift[] {
  return injections.map(({ atShare, factor }, index) => {
    // Not all at the same time of day.
    const atBin = Math.floor(series.values.length * atShare) + index * Math.floor(dayBins / 3)
    const values = series.values.map((value, bin) => (bin < atBin ? value : factor * value))
    return { series: { ...series, values }, atBin, what: `${series.name} × ${factor}` }
  })
}
