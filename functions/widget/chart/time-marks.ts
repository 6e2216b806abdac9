// What charts over time mark: where a moment lies, and the cursor.
import { html, type Markup, nothing } from '../escape-html.ts'
import { formatClock } from '../format-time.ts'
import { type ChartNote, chartHeight, chartWidth } from './chart-frame.ts'
import { shareOf, type TimeWindow } from './time-window.ts'
import type { Position } from './vertical-axis.ts'

/** A moment's place in the drawing, in its own units; moments beyond the axis lie on its ends. */
export function xOf(window: TimeWindow, atMs: number): number {
  return Math.round(chartWidth * Math.min(1, Math.max(0, shareOf(window, atMs))))
}

/** An upright line at the cursor. */
export function cursorPath(window: TimeWindow, cursorMs: number): string {
  return `M${xOf(window, cursorMs)},0v${chartHeight}`
}

/** Laid over what comes after the cursor, which shows through faintly. */
export function veil(window: TimeWindow, cursorMs: number): Markup {
  const x = xOf(window, cursorMs)
  if (x >= chartWidth) return nothing
  return html`<rect class="veil" x="${x}" y="0" width="${chartWidth - x}" height="${chartHeight}"/>`
}

/** The cursor's time, above its line. */
export function cursorNote(window: TimeWindow, cursorMs: number): ChartNote {
  const left = xOf(window, cursorMs) / chartWidth
  return { left, top: 0, label: formatClock(cursorMs), kind: left > 0.5 ? 'cursor-left' : 'cursor' }
}

/** Values as heights between the bottom (0) and the top (1) of the drawing. */
export function heightsOf(values: readonly (number | null)[], position: Position): (number | null)[] {
  return values.map(value => (value === null ? null : position(value)))
}
