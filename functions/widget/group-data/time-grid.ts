// The equal steps of time by which a chart is filled: fine enough for its width, coarse enough for CloudWatch to have them.
import { dayMs } from '../format-time.ts'

export interface TimeGrid {
  /** A multiple of the step. */
  readonly startMs: number
  readonly stepMs: number
  readonly count: number
}

/** Each is a multiple of all before, so that steps of any two widths begin together. */
const stepsSeconds = [60, 300, 900, 3600, 10_800, 21_600, 86_400]

/** A chart draws the lowest and the highest of what lies in a column of pixels; more than this would not be seen. */
const pointsPerPixel = 4

/** CloudWatch keeps one-minute data for 15 days, five-minute data for 63, hourly data for 455 (GetMetricData). */
const keptFor = [
  { seconds: 60, ms: 15 * dayMs },
  { seconds: 300, ms: 63 * dayMs },
]
const coarsestSeconds = 3600

/** @param nowMs the real one: what is old is kept by the hour only */
export function timeGrid(fromMs: number, toMs: number, nowMs: number, widthPx: number): TimeGrid {
  const mostPoints = pointsPerPixel * widthPx
  const fits = (seconds: number) => (toMs - fromMs) / (seconds * 1000) <= mostPoints
  const isKept = (seconds: number) =>
    seconds >= finestSeconds(Math.floor(fromMs / (seconds * 1000)) * seconds * 1000, nowMs)
  const seconds = stepsSeconds.find(step => fits(step) && isKept(step)) ?? stepsSeconds[stepsSeconds.length - 1]
  const stepMs = seconds * 1000
  const startMs = Math.floor(fromMs / stepMs) * stepMs
  return { startMs, stepMs, count: Math.ceil((toMs - startMs) / stepMs) }
}

/** The finest period that CloudWatch answers for data that old. */
function finestSeconds(startMs: number, nowMs: number): number {
  return keptFor.find(({ ms }) => nowMs - startMs <= ms)?.seconds ?? coarsestSeconds
}
