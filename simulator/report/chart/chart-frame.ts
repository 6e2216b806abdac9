// The frame that every chart shares. The drawing is an SVG that stretches to any width; everything with letters stands
// around it as HTML placed in percent, so that text keeps its size from a phone to a wall of screens.
import { type HtmlValue, html, jsonIsland, type Markup, nothing } from '../escape-html.ts'
import type { Tone } from '../palette.ts'

/** Size of the drawing in its own units; a chart's geometry is rounded to whole ones. */
export const chartWidth = 4000
export const chartHeight = 1000

export interface Tick {
  /** 0 at the left or bottom, 1 at the right or top. */
  readonly position: number
  readonly label: string
}

export interface LegendEntry {
  readonly label: string
  readonly tone: Tone
  readonly mark: 'area' | 'band' | 'line' | 'hairline' | 'dashed' | 'bars' | 'dot'
}

/** An HTML note inside the drawing, placed in percent. */
export interface ChartNote {
  readonly left: number
  readonly top: number
  readonly label: string
  readonly kind: 'event' | 'point' | 'point-left'
}

export interface ChartFrame {
  /** Unique on the page. */
  readonly id: string
  /** What it is, for those who cannot see it, and what it shows, with numbers. */
  readonly title: string
  readonly description: string
  /** Unit of the vertical axis, written above it. */
  readonly unit: string
  readonly size: 'tall' | 'middle' | 'short' | 'strip'
  readonly xTicks: readonly Tick[]
  readonly yTicks: readonly Tick[]
  /** Written below the horizontal axis where it is not time. */
  readonly xUnit?: string
  readonly legend: readonly LegendEntry[]
  readonly notes: readonly ChartNote[]
  readonly drawing: Markup
  /** Values for the pointer; see page-script.js. */
  readonly readings?: ChartReadings
  /** Charts of one group move their pointers together. */
  readonly group?: string
}

export interface ChartReadings {
  readonly startMs: number
  /** Milliseconds of one reading. */
  readonly stepMs: number
  readonly count: number
  /** `low` and `high` are one list where every reading is a single value. */
  readonly series: readonly { label: string; tone: Tone; low: readonly Reading[]; high?: readonly Reading[] }[]
}

type Reading = number | null

/** The chart without heading or caption. */
export function renderChart(frame: ChartFrame): Markup {
  return html`<div class="chart ${frame.size}">
${renderLegend(frame)}
<div class="frame">
<div class="y-axis" aria-hidden="true">${frame.yTicks.map(renderYTick)}</div>
<div class="plot" data-group="${frame.group ?? frame.id}" data-label="${frame.title}">
${renderSvg(frame)}${frame.notes.map(renderNote)}${renderReadings(frame.readings)}</div>
<div class="x-axis" aria-hidden="true">${frame.xTicks.map(renderXTick)}</div>
${frame.xUnit === undefined ? nothing : html`<div class="x-unit" aria-hidden="true">${frame.xUnit}</div>`}
</div>
</div>`
}

function renderSvg({ id, title, description, yTicks, drawing }: ChartFrame): Markup {
  const grid = yTicks.map(tick => `M0,${Math.round(chartHeight * (1 - tick.position))}H${chartWidth}`).join('')
  return html`<svg role="img" aria-labelledby="${id}-title ${id}-desc" viewBox="0 0 ${chartWidth} ${chartHeight}" preserveAspectRatio="none">
<title id="${id}-title">${title}</title><desc id="${id}-desc">${description}</desc>
<path class="grid" d="${grid}"/>
${drawing}</svg>`
}

function renderLegend({ unit, legend }: ChartFrame): Markup {
  const entries = legend.map(
    ({ label, tone, mark }) => html`<li><span class="swatch ${mark} tone-${tone}"></span>${label}</li>`,
  )
  return html`<div class="chart-head"><span class="unit">${unit}</span>${entries.length > 0 ? html`<ul class="legend">${entries}</ul>` : nothing}</div>`
}

function renderYTick({ position, label }: Tick): Markup {
  return html`<span style="bottom:${percent(position)}">${label}</span>`
}

/** Where there are many labels every fourth always shows, every second on wider charts, all on the widest. */
function renderXTick({ position, label }: Tick, index: number, ticks: readonly Tick[]): Markup {
  const stride = ticks.length > 9 ? 4 : 2
  const level = index % stride === 0 ? 0 : index % 2 === 0 ? 1 : stride / 2
  return html`<span class="level-${level}" style="left:${percent(position)}">${label}</span>`
}

function renderNote({ left, top, label, kind }: ChartNote): Markup {
  return html`<span class="note ${kind}" style="left:${percent(left)};top:${percent(top)}">${label}</span>`
}

function renderReadings(readings: ChartReadings | undefined): HtmlValue {
  if (readings === undefined) return nothing
  return html`<script type="application/json" class="readings">${jsonIsland(readings)}</script>`
}

function percent(fraction: number): string {
  return `${Number((fraction * 100).toFixed(2))}%`
}
