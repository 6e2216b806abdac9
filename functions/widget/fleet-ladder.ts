// The fleet as a stack of steps: what serves, what is on the way, what could come; with the lines that rule it.
import { type ChartFrame, type LegendEntry, renderChart } from './chart/chart-frame.ts'
import { areaPath, linePath } from './chart/chart-paths.ts'
import { chartStyle } from './chart/chart-style.ts'
import { ticksFor, timeTicks } from './chart/time-axis.ts'
import { cursorNote, cursorPath, heightsOf, veil } from './chart/time-marks.ts'
import { linearAxis, type Position } from './chart/vertical-axis.ts'
import { descriptions } from './describe-widget.ts'
import { html, type Markup } from './escape-html.ts'
import { type FleetView, fleetView, type StackedLayer } from './fleet-view.ts'
import { formatAxis, formatReading, formatShare } from './format-numbers.ts'
import { meanOver } from './format-time.ts'
import type { Tone } from './palette.ts'
import type { WidgetData, WidgetRequest } from './widget-data.ts'
import { type Figure, plotHeightPx, renderFigures, renderFrame, renderMissing, whyMissing } from './widget-frame.ts'

interface Line {
  readonly label: string
  readonly tone: Tone
  readonly mark: 'line' | 'dashed' | 'hairline'
  readonly values: readonly (number | null)[]
}

export function renderFleetLadder(request: WidgetRequest, { minutes, missingBecause }: WidgetData): Markup {
  const view = minutes === undefined ? undefined : fleetView(request, minutes)
  const body =
    view === undefined || view.layers.length === 0
      ? renderMissing('No instances are known in this time.', missingBecause ?? whyMissing)
      : renderView(request, view)
  return renderFrame(request, {
    body,
    terms: ['inService', 'pending', 'shadow', 'pool', 'draining', 'floor', 'desired', 'needed'],
    style: chartStyle,
  })
}

function renderView(request: WidgetRequest, view: FleetView): Markup {
  const summary = summarise(view)
  return html`${renderFigures(figures(view))}
${renderChart(ladderFrame(request, view, summary))}
<p class="summary">${summary}</p>`
}

function figures(view: FleetView): Figure[] {
  const inService = layerAtCursor(view, 'inService')
  const { needed, floor, desired } = view.now
  const reading = (value: number | undefined) => formatReading(value ?? Number.NaN)
  return [
    { label: 'In service', value: reading(inService), unit: 'instances' },
    { label: 'Floor', value: reading(floor), unit: 'at least' },
    { label: 'Desired', value: reading(desired), unit: 'asked for' },
    {
      label: 'Needed at 100 %',
      value: reading(needed),
      unit: 'instances',
      note: needed === undefined || !inService ? undefined : `${formatShare(needed / inService)} of those in service`,
    },
  ]
}

/** The chart in words, for everybody. */
function summarise(view: FleetView): string {
  const others = view.layers.filter(({ name }) => name !== 'inService')
  const rungs = others.map(layer => `${formatReading(layer.now ?? 0)} ${layer.label}`)
  const beside = rungs.length === 0 ? 'nothing pending, no shadow and no pool' : rungs.join(', ')
  return `Now ${formatReading(layerAtCursor(view, 'inService') ?? Number.NaN)} in service; ${beside}. In service ${range(view)}.`
}

function range({ layers, over }: FleetView): string {
  const values = (layers.find(layer => layer.name === 'inService')?.values ?? []).slice(0, over)
  const known = values.filter(value => value !== null)
  if (known.length === 0) return 'is not known before this moment'
  const low = known.reduce((least, value) => Math.min(least, value))
  const high = known.reduce((most, value) => Math.max(most, value))
  return `went from ${formatReading(low)} to ${formatReading(high)} in the time shown`
}

function layerAtCursor(view: FleetView, name: StackedLayer['name']): number | undefined {
  return view.layers.find(layer => layer.name === name)?.now
}

function ladderFrame(request: WidgetRequest, view: FleetView, summary: string): ChartFrame {
  const axis = linearAxis(largest(view), 4)
  return {
    title: descriptions[request.widget].title,
    description: summary,
    unit: `instances${meanOver(view.window)}`,
    size: 'tall',
    heightPx: plotHeightPx(request),
    xTicks: timeTicks(view.window.startMs, view.window.endMs, ticksFor(request.widthPx)),
    yTicks: axis.ticks.map(value => ({ position: axis.position(value), label: formatAxis(value) })),
    legend: legend(view),
    notes: [cursorNote(view.window, view.cursorMs)],
    drawing: drawing(view, axis.position),
  }
}

function largest({ layers, floor, desired, needed }: FleetView): number {
  const top = [layers.at(-1)?.tops ?? [], floor, desired, needed]
    .flat()
    .reduce<number>((most, value) => Math.max(most, value ?? 0), 0)
  return top > 0 ? top * 1.06 : 1
}

function legend(view: FleetView): LegendEntry[] {
  const layers = view.layers.map(({ label, tone, now }) => ({
    label,
    tone,
    mark: 'layer' as const,
    value: formatReading(now ?? Number.NaN),
  }))
  return [...layers, ...lines(view).map(({ label, tone, mark }) => ({ label, tone, mark }))]
}

function lines({ floor, desired, needed }: FleetView): Line[] {
  const all: Line[] = [
    { label: 'needed at 100 %', tone: 'needed', mark: 'hairline', values: needed },
    { label: 'desired', tone: 'ink', mark: 'dashed', values: desired },
    { label: 'floor', tone: 'ink', mark: 'line', values: floor },
  ]
  return all.filter(({ values }) => values.some(value => value !== null))
}

/** The highest rung is painted first and every lower one over it, so that each shows its own height only. */
function drawing(view: FleetView, position: Position): Markup {
  const { window, cursorMs } = view
  const layers = view.layers.map(
    ({ tone, tops }) => html`<path class="layer tone-${tone}" d="${areaPath(heightsOf(tops, position), window)}"/>
`,
  )
  const strokes = lines(view).map(
    ({ tone, mark, values }) =>
      html`<path class="${mark} tone-${tone}" d="${linePath(heightsOf(values, position), window)}"/>
`,
  )
  return html`${layers.toReversed()}${strokes}${veil(window, cursorMs)}<path class="cursor" d="${cursorPath(window, cursorMs)}"/>
`
}
