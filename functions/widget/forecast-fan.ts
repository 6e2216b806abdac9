// Demand that came against what was expected of it: the fan of the last forecast before the cursor, and the limit by which
// the floor is sized.

import { type ChartFrame, chartHeight, type LegendEntry, renderChart } from './chart/chart-frame.ts'
import { areaPath, linePath, slantedBandPath, slantedLinePath } from './chart/chart-paths.ts'
import { chartStyle } from './chart/chart-style.ts'
import { ticksFor, timeTicks } from './chart/time-axis.ts'
import { cursorNote, cursorPath, heightsOf, xOf } from './chart/time-marks.ts'
import { shareOf } from './chart/time-window.ts'
import { linearAxis, type Position } from './chart/vertical-axis.ts'
import { descriptions } from './describe-widget.ts'
import { html, type Markup, nothing } from './escape-html.ts'
import { type FanStep, type FanView, fanView, type ShownFan } from './fan-view.ts'
import { formatAxis, formatReading } from './format-numbers.ts'
import { keepUnits } from './format-text.ts'
import { formatClock, formatDuration, meanOver, minuteMs } from './format-time.ts'
import type { WidgetData, WidgetRequest } from './widget-data.ts'
import { type Figure, plotHeightPx, renderFigures, renderFrame, renderMissing, whyMissing } from './widget-frame.ts'

export function renderForecastFan(request: WidgetRequest, data: WidgetData): Markup {
  const view = fanView(request, data)
  return renderFrame(request, {
    body: isEmpty(view)
      ? renderMissing('No demand is known in this time.', data.missingBecause ?? whyMissing)
      : renderView(request, data, view),
    terms: ['demand', 'fan', 'limit', 'help', 'rps'],
    style: chartStyle,
  })
}

function isEmpty({ demand, fan }: FanView): boolean {
  return fan === undefined && demand.every(value => value === null)
}

function renderView(request: WidgetRequest, data: WidgetData, view: FanView): Markup {
  const summary = summarise(view, data)
  return html`${renderFigures(figures(view, data))}
${renderChart(fanFrame(request, view, summary))}
<p class="summary">${summary}</p>`
}

function figures({ demandRps, limit, fan }: FanView, { helpMs }: WidgetData): Figure[] {
  const last = fan?.steps.at(-1)
  return [
    { label: 'Demand now', value: formatReading(demandRps ?? Number.NaN), unit: 'rps' },
    {
      label: 'Limit until help serves',
      value: limit === undefined ? formatReading(Number.NaN) : `≤ ${formatReading(limit.rps)}`,
      unit: 'rps',
      note: helpMs === undefined ? 'with 95 %' : `with 95 %, for ${formatDuration(helpMs)}`,
    },
    ...(fan === undefined || last === undefined ? [] : [expectedFigure(fan, last)]),
  ]
}

function expectedFigure({ madeAtMs }: ShownFan, { atMs, p05, p50, p95 }: FanStep): Figure {
  return {
    label: `Expected in ${formatDuration(Math.round((atMs - madeAtMs) / minuteMs) * minuteMs)}`,
    value: formatReading(p50),
    unit: 'rps',
    note: `${formatReading(p05)} to ${formatReading(p95)} with 90 %`,
  }
}

/** The chart in words, for everybody. */
function summarise(view: FanView, data: WidgetData): string {
  const parts = [seen(view), expected(view, data), limited(view), came(view)]
  return keepUnits(parts.filter(part => part !== '').join(' '))
}

function seen({ demand, over }: FanView): string {
  const values = demand.slice(0, over).filter(value => value !== null)
  if (values.length === 0) return 'No demand is known before this moment.'
  const [low, high] = values.reduce(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
    [Number.POSITIVE_INFINITY, 0],
  )
  return `Demand lay between ${formatReading(low)} and ${formatReading(high)} rps.`
}

function expected({ fan }: FanView, { missingBecause }: WidgetData): string {
  const last = fan?.steps.at(-1)
  if (fan === undefined || last === undefined) return `No forecast has been made yet. ${missingBecause ?? ''}`.trim()
  const { atMs, p05, p50, p95 } = last
  return `The forecast made at ${formatClock(fan.madeAtMs)} expects ${formatReading(p50)} rps at ${formatClock(atMs)}, and with 90 % between ${formatReading(p05)} and ${formatReading(p95)}.`
}

function limited({ limit }: FanView): string {
  if (limit?.untilMs === undefined) return ''
  return `Until ${formatClock(limit.untilMs)}, when help ordered now can serve, demand should stay below ${formatReading(limit.rps)} rps with 95 %.`
}

function came({ fan }: FanView): string {
  if (fan === undefined || fan.come === 0) return ''
  if (fan.come === 1) return `Its first minute has come, and lay ${fan.inside === 1 ? 'inside' : 'outside'} the fan.`
  return `Of ${fan.come} of its minutes that have come, ${fan.inside} lay inside the fan.`
}

function fanFrame(request: WidgetRequest, view: FanView, summary: string): ChartFrame {
  const axis = linearAxis(largest(view), 4)
  const { startMs, endMs } = view.window
  return {
    title: descriptions[request.widget].title,
    description: summary,
    unit: `requests per second${meanOver(view.window)}`,
    size: 'tall',
    heightPx: plotHeightPx(request),
    xTicks: timeTicks(startMs, endMs, ticksFor(request.widthPx)),
    yTicks: axis.ticks.map(value => ({ position: axis.position(value), label: formatAxis(value) })),
    legend: legend(view),
    notes: [cursorNote(view.window, view.cursorMs)],
    drawing: drawing(view, axis.position),
  }
}

/** The top of the axis: what came later counts too, so that the axis stands still in a replay. */
function largest({ demand, limits, fan, limit }: FanView): number {
  const top = [...demand, ...limits, limit?.rps ?? null, ...(fan?.steps ?? []).map(step => step.p95)].reduce<number>(
    (most, value) => Math.max(most, value ?? 0),
    0,
  )
  return top > 0 ? top * 1.04 : 1
}

function legend({ demand, over, fan, limits }: FanView): LegendEntry[] {
  const hasLater = demand.slice(over).some(value => value !== null)
  const fanEntries: LegendEntry[] = [
    { label: 'expected', tone: 'penumbra', mark: 'line' },
    { label: 'half of all outcomes', tone: 'penumbra', mark: 'halfband' },
    { label: '90 of 100', tone: 'penumbra', mark: 'band' },
  ]
  return [
    { label: 'demand that came', tone: 'ink', mark: 'line' },
    ...(hasLater ? [{ label: 'came later', tone: 'quiet', mark: 'dotted' } as const] : []),
    ...(fan === undefined ? [] : fanEntries),
    ...(limits.some(value => value !== null)
      ? [{ label: '95 % limit', tone: 'tracking', mark: 'hairline' } as const]
      : []),
  ]
}

function drawing(view: FanView, position: Position): Markup {
  const { window, over } = view
  const demand = heightsOf(view.demand, position)
  const past = demand.slice(0, over)
  const later = { ...window, firstStep: window.firstStep + over }
  return html`<path class="area" d="${areaPath(past, window)}"/>
<path class="hairline tone-tracking" d="${linePath(heightsOf(view.limits, position), window)}"/>
${renderFan(view, position)}<path class="line tone-ink" d="${linePath(past, window)}"/>
<path class="dotted tone-quiet" d="${linePath(demand.slice(over), later)}"/>
<path class="cursor" d="${cursorPath(window, view.cursorMs)}"/>
${renderLimit(view, position)}`
}

function renderFan({ fan, window }: FanView, position: Position): Markup {
  if (fan === undefined) return nothing
  const band = (low: (step: FanStep) => number, high: (step: FanStep) => number) =>
    fan.steps.map(step => ({
      x: shareOf(window, step.atMs),
      low: position(low(step)),
      high: position(high(step)),
    }))
  const middle = band(
    step => step.p50,
    step => step.p50,
  )
  return html`<path class="band tone-penumbra" d="${slantedBandPath(
    band(
      step => step.p05,
      step => step.p95,
    ),
  )}"/>
<path class="halfband tone-penumbra" d="${slantedBandPath(
    band(
      step => step.p25,
      step => step.p75,
    ),
  )}"/>
<path class="line tone-penumbra" d="${slantedLinePath(middle)}"/>
`
}

/** A bar from the cursor until help can serve. */
function renderLimit({ limit, window, cursorMs }: FanView, position: Position): Markup {
  if (limit?.untilMs === undefined) return nothing
  const y = Math.round(chartHeight * (1 - position(limit.rps)))
  return html`<path class="limit tone-tracking" d="M${xOf(window, cursorMs)},${y}H${xOf(window, limit.untilMs)}"/>`
}
