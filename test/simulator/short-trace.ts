import type { Trace } from '../../simulator/workload/trace.ts'

/** A Monday, midnight. */
export const traceStartMs = Date.UTC(2026, 2, 2)
export const minuteMs = 60_000
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs

export interface TraceShape {
  readonly days?: number
  readonly binSeconds?: number
  /** Requests per second, by minutes since the start; default: a day's cosine with a faster one on it, 100 to 1100. */
  readonly rps?: (minute: number) => number
  /** Whether the bin that begins at this minute is missing. */
  readonly isGap?: (minute: number) => boolean
}

const cycle = (minute: number, minutes: number) => Math.cos((2 * Math.PI * minute) / minutes)
const daily = (minute: number) => 600 - 300 * cycle(minute, 1440) - 200 * cycle(minute, 180)

/** A smooth trace without noise, so that what it holds can be added up by hand. */
export function makeTrace({ days = 3.5, binSeconds = 60, rps = daily, isGap = () => false }: TraceShape = {}): Trace {
  const minutesPerBin = binSeconds / 60
  const bins = Math.round((days * 1440) / minutesPerBin)
  const minutes = Array.from({ length: bins }, (_, bin) => bin * minutesPerBin)
  return {
    name: 'short.csv',
    startMs: traceStartMs,
    binSeconds,
    counts: Float64Array.from(minutes, minute => binSeconds * rps(minute)),
    isGap: Uint8Array.from(minutes, minute => (isGap(minute) ? 1 : 0)),
  }
}
