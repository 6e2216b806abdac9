// Labels of a horizontal axis that is time, UTC.
import { scaleUtc } from 'd3-scale'
import { dayMs, formatClock } from '../format-time.ts'
import type { Tick } from './chart-frame.ts'

/** Round moments between the two: at most about 14, fewer on short stretches; days by name, hours by the clock. */
export function timeTicks(startMs: number, endMs: number): Tick[] {
  const isLong = endMs - startMs > 1.5 * dayMs
  const ticks = scaleUtc()
    .domain([startMs, endMs])
    .ticks(endMs - startMs > 3 * dayMs ? 14 : 8)
  return ticks.map(tick => ({
    position: (tick.getTime() - startMs) / (endMs - startMs),
    label: isLong && tick.getTime() % dayMs === 0 ? dayLabel(tick) : formatClock(tick.getTime()),
  }))
}

function dayLabel(day: Date): string {
  return `${['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][day.getUTCDay()]} ${day.getUTCDate()}`
}
