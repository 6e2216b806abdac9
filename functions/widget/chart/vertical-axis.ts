// The vertical axis of a chart over time: linear from zero, or logarithmic from a least value on.
import { scaleLinear, scaleLog } from 'd3-scale'

/** Where a value lies between the bottom (0) and the top (1) of the axis; values beyond either end lie on it. */
export type Position = (value: number) => number

export interface VerticalAxis {
  readonly position: Position
  /** Values to label. */
  readonly ticks: readonly number[]
}

/** @param tickCount about how many labels there is room for */
export function linearAxis(largest: number, tickCount: number): VerticalAxis {
  const scale = scaleLinear().domain([0, largest]).range([0, 1]).nice(tickCount)
  return { position: value => clamp(scale(value)), ticks: scale.ticks(tickCount) }
}

/**
 * From `least` to the next power of ten above `largest`; ticks are powers of ten.
 * @param least above 0; what is less lies at the bottom
 */
export function logAxis(least: number, largest: number, tickCount: number): VerticalAxis {
  const top = 10 ** Math.max(Math.ceil(Math.log10(least)) + 1, Math.ceil(Math.log10(largest)))
  const scale = scaleLog().domain([least, top]).range([0, 1])
  return { position: value => (value <= least ? 0 : clamp(scale(value))), ticks: powersOfTen(least, top, tickCount) }
}

/** Every power of ten, every second, every third..., counted from the top so that the top is always labelled. */
function powersOfTen(least: number, top: number, tickCount: number): number[] {
  const [first, last] = [Math.ceil(Math.log10(least)), Math.round(Math.log10(top))]
  const stride = Math.max(1, Math.ceil((last - first) / tickCount))
  const ticks: number[] = []
  for (let exponent = last; exponent >= first; exponent -= stride) ticks.unshift(10 ** exponent)
  return ticks
}

function clamp(fraction: number): number {
  return Math.min(1, Math.max(0, fraction))
}
