// The frame that every chart shares. The drawing is an SVG that stretches to any width; everything with letters stands
// around it as HTML placed in percent, so that text keeps its size from a phone to a wall of screens.
import { html, type Markup, nothing } from '../escape-html.ts'
import type { Tone } from '../palette.ts'

/** Size of the drawing in its own units; a chart's geometry is rounded to whole ones. */
export const chartWidth = 4000
export const chartHeight = 1000

export interface Tick {
  /** 0 at the left or bottom, 1 at the right or top. */
  readonly position: number
  readonly label: string
}

type ChartMark = 'area' | 'band' | 'halfband' | 'layer' | 'line' | 'hairline' | 'dashed' | 'dotted' | 'bars' | 'dot'

export interface LegendEntry {
  readonly label: string
  readonly tone: Tone
  readonly mark: ChartMark
  /** What it is at the moment that matters, with its unit where that differs from the axis. */
  readonly value?: string
}

/** An HTML note inside the drawing, placed in percent. */
export interface ChartNote {
  readonly left: number
  readonly top: number
  readonly label: string
  readonly kind: 'event' | 'point' | 'point-left' | 'cursor' | 'cursor-left'
}

export interface ChartFrame {
  /** What it is, for those who cannot see it, and what it shows, with numbers. */
  readonly title: string
  readonly description: string
  /** Unit of the vertical axis, written above it. */
  readonly unit: string
  readonly size: 'tall' | 'middle' | 'short' | 'strip'
  /** Height of the drawing; decided by the size and the page's style by default. */
  readonly heightPx?: number
  readonly xTicks: readonly Tick[]
  readonly yTicks: readonly Tick[]
  /** Written below the horizontal axis where it is not time. */
  readonly xUnit?: string
  readonly legend: readonly LegendEntry[]
  readonly notes: readonly ChartNote[]
  readonly drawing: Markup
  /** For a page with a script of its own: what it reads under the pointer. */
  readonly pointer?: ChartPointer
}

export interface ChartPointer {
  /** Charts of one group move their pointers together. */
  readonly group: string
  readonly readings: Markup
}

/** The chart without heading or caption. */
export function renderChart(frame: ChartFrame): Markup {
  return html`<div class="chart ${frame.size}"${heightStyle(frame)}>
${renderLegend(frame)}
<div class="frame">
<div class="y-axis" aria-hidden="true">${frame.yTicks.map(renderYTick)}</div>
<div class="plot"${pointerAttributes(frame)}>
${renderSvg(frame)}${frame.notes.map(renderNote)}${frame.pointer?.readings ?? nothing}</div>
<div class="x-axis" aria-hidden="true">${frame.xTicks.map(renderXTick)}</div>
${frame.xUnit === undefined ? nothing : html`<div class="x-unit" aria-hidden="true">${frame.xUnit}</div>`}
</div>
</div>`
}

function heightStyle({ heightPx }: ChartFrame): Markup {
  return heightPx === undefined ? nothing : html` style="--height:${Math.round(heightPx)}px"`
}

function pointerAttributes({ pointer, title }: ChartFrame): Markup {
  return pointer === undefined ? nothing : html` data-group="${pointer.group}" data-label="${title}"`
}

function renderSvg({ title, description, yTicks, drawing }: ChartFrame): Markup {
  const grid = yTicks.map(tick => `M0,${Math.round(chartHeight * (1 - tick.position))}h${chartWidth}`).join('')
  return html`<svg role="img" aria-label="${title}. ${description}" viewBox="0 0 ${chartWidth} ${chartHeight}" preserveAspectRatio="none">
<path class="grid" d="${grid}"/>
${drawing}</svg>`
}

function renderLegend({ unit, legend }: ChartFrame): Markup {
  return html`<div class="chart-head"><span class="unit">${unit}</span>${legend.length > 0 ? html`<ul class="legend">${legend.map(renderLegendEntry)}</ul>` : nothing}</div>`
}

function renderLegendEntry({ label, tone, mark, value }: LegendEntry): Markup {
  const reading = value === undefined ? nothing : html` <b>${value}</b>`
  return html`<li><span class="swatch ${mark} tone-${tone}"></span>${label}${reading}</li>`
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

function percent(fraction: number): string {
  return `${Number((fraction * 100).toFixed(2))}%`
}
