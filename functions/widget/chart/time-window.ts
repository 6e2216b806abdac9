// The part of a group's columns that a chart shows, and the grid of steps along its horizontal axis.
import type { MinuteColumns, NumberColumn } from '../widget-data.ts'
import { niceBucketSize } from './downsample.ts'

export interface TimeWindow {
  /** Ends of the axis: the wanted ones, moved outwards to whole columns so that a drawing does not shimmer in a replay. */
  readonly startMs: number
  readonly endMs: number
  readonly stepMs: number
  /** Steps along the axis, and how many of them are drawn as one column. */
  readonly steps: number
  readonly bucketSize: number
  /** The first index of the columns that is shown, how many are, and the step of the axis to which the first belongs. */
  readonly firstIndex: number
  readonly count: number
  readonly firstStep: number
}

const minuteMs = 60_000

/**
 * Sizes stay small and nothing is lost to the eye: at most this many columns, each with its lowest and highest value.
 * Nine series of as many columns stay well below 200 KB.
 */
const mostColumns = 1000

/** @param widthPx no more columns than pixels are drawn */
export function timeWindow(
  minutes: MinuteColumns | undefined,
  fromMs: number,
  toMs: number,
  widthPx: number,
): TimeWindow {
  const stepMs = minutes?.stepMs ?? minuteMs
  const bucketSize = niceBucketSize((toMs - fromMs) / stepMs, Math.min(widthPx, mostColumns))
  const bucketMs = bucketSize * stepMs
  const originMs = minutes?.startMs ?? 0
  const startMs = originMs + Math.floor((fromMs - originMs) / bucketMs) * bucketMs
  const steps = Math.ceil((toMs - startMs) / bucketMs) * bucketSize
  const offset = Math.round((startMs - originMs) / stepMs)
  const firstIndex = Math.max(0, offset)
  const firstStep = Math.max(0, -offset)
  const count = Math.max(0, Math.min((minutes?.demandRps.length ?? 0) - firstIndex, steps - firstStep))
  return { startMs, endMs: startMs + steps * stepMs, stepMs, steps, bucketSize, firstIndex, count, firstStep }
}

/** What of a column is shown; null where nothing is known. */
export function windowValues({ firstIndex, count }: TimeWindow, column: NumberColumn): (number | null)[] {
  const values = new Array<number | null>(count)
  for (let at = 0; at < count; at++) values[at] = known(column[firstIndex + at])
  return values
}

/** How many of the shown values belong to steps that are over at a moment. */
export function stepsOver(window: TimeWindow, atMs: number): number {
  const over = Math.floor((atMs - window.startMs) / window.stepMs) - window.firstStep
  return Math.min(window.count, Math.max(0, over))
}

/** Where a moment lies along the axis: 0 at its left end, 1 at its right one. */
export function shareOf({ startMs, endMs }: TimeWindow, atMs: number): number {
  return (atMs - startMs) / (endMs - startMs)
}

/**
 * The latest known value among those up to an index.
 * @param patience how many older values may stand in for it
 * @returns undefined where nothing recent is known
 */
export function latestKnown(
  values: readonly (number | null)[],
  lastIndex: number,
  patience: number,
): number | undefined {
  for (let at = Math.min(lastIndex, values.length - 1); at >= Math.max(0, lastIndex - patience); at--) {
    const value = values[at]
    if (value !== null) return value
  }
  return undefined
}

function known(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
