// Labels of a horizontal axis that is time, UTC.
import { scaleUtc } from 'd3-scale'
import { dayMs, formatClock } from '../format-time.ts'
import type { Tick } from './chart-frame.ts'

/** From this length on, midnight bears the name of the day that begins. */
const longMs = 1.5 * dayMs

/** Room for a label and some air, pixels. */
const labelPx = 100

/**
 * Round moments between the two: days by name, hours by the clock.
 * @param count about how many
 */
export function timeTicks(startMs: number, endMs: number, count = endMs - startMs > 3 * dayMs ? 14 : 8): Tick[] {
  const ticks = scaleUtc().domain([startMs, endMs]).ticks(count)
  return ticks.map(tick => ({
    position: (tick.getTime() - startMs) / (endMs - startMs),
    label: endMs - startMs > longMs && tick.getTime() % dayMs === 0 ? dayLabel(tick) : formatClock(tick.getTime()),
  }))
}

/** How many labels there is room for. */
export function ticksFor(widthPx: number): number {
  return Math.min(14, Math.max(3, Math.floor(widthPx / labelPx)))
}

function dayLabel(day: Date): string {
  return `${['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][day.getUTCDay()]} ${day.getUTCDate()}`
}
