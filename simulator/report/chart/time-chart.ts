// A chart over time: areas, lines, bands and bars on one grid of equal steps, drawn from the extremes of each column.

import {
  type ChartFrame,
  type ChartNote,
  chartHeight,
  chartWidth,
} from '../../../functions/widget/chart/chart-frame.ts'
import { areaPath, bandPath, barsPath, linePath, type PathScale } from '../../../functions/widget/chart/chart-paths.ts'
import { type Bucket, bucketRanges, niceBucketSize } from '../../../functions/widget/chart/downsample.ts'
import { timeTicks } from '../../../functions/widget/chart/time-axis.ts'
import { linearAxis, logAxis, type Position, type VerticalAxis } from '../../../functions/widget/chart/vertical-axis.ts'
import { html, type Markup } from '../../../functions/widget/escape-html.ts'
import { formatAxis } from '../../../functions/widget/format-numbers.ts'
import type { Tone } from '../../../functions/widget/palette.ts'
import { type ChartReadings, renderReadings } from './chart-readings.ts'

/** A labelled stretch of time, such as a campaign. */
export interface ChartEvent {
  readonly startMs: number
  readonly endMs: number
  readonly label: string
}

export interface ChartSeries {
  readonly label: string
  readonly tone: Tone
  readonly shape: 'area' | 'line' | 'hairline' | 'dashed' | 'band' | 'bars'
  /** One value for each step; null where there is none. */
  readonly values: readonly (number | null)[]
  /** Lower edge of a band. */
  readonly lower?: readonly (number | null)[]
}

export interface TimeChart {
  readonly id: string
  readonly title: string
  readonly description: string
  readonly unit: string
  readonly size: ChartFrame['size']
  /** Epoch milliseconds at which the first step begins. */
  readonly startMs: number
  readonly stepMs: number
  readonly series: readonly ChartSeries[]
  readonly events: readonly ChartEvent[]
  readonly group?: string
  /** Top of the vertical axis; the largest value by default. */
  readonly top?: number
  /** Makes the vertical axis logarithmic from this value on; what is less is drawn as nothing. */
  readonly logFrom?: number
  readonly hideTimeAxis?: boolean
  readonly hideLegend?: boolean
}

/** Columns that a chart draws at most; more would not be seen. */
const mostBuckets = 1440
/** Labels that the vertical axis has room for. */
const yTickCount: Readonly<Record<ChartFrame['size'], number>> = { tall: 5, middle: 4, short: 3, strip: 2 }

/** Everything that `renderChart` needs. */
export function timeChart(chart: TimeChart): ChartFrame {
  const steps = Math.max(1, ...chart.series.map(series => series.values.length))
  const endMs = chart.startMs + steps * chart.stepMs
  const axis = verticalAxis(chart)
  const bucketSize = niceBucketSize(steps, mostBuckets)
  const drawn = chart.series.map(series => renderSeries(series, axis.position, { steps, bucketSize }))
  return {
    ...chart,
    xTicks: chart.hideTimeAxis ? [] : timeTicks(chart.startMs, endMs),
    yTicks: axis.ticks.map(value => ({ position: axis.position(value), label: formatAxis(value) })),
    legend: chart.hideLegend ? [] : chart.series.map(({ label, tone, shape }) => ({ label, tone, mark: shape })),
    notes: chart.size === 'tall' ? eventNotes(chart.events, chart.startMs, endMs) : [],
    drawing: html`${eventAreas(chart.events, chart.startMs, endMs)}${drawn}`,
    pointer: { group: chart.group ?? chart.id, readings: renderReadings(readings(chart, bucketSize)) },
  }
}

/** The largest value of all series, 1 where there is none above 0. */
export function largestValue(series: readonly ChartSeries[]): number {
  let largest = 0
  for (const { values } of series) for (const value of values) if (value !== null && value > largest) largest = value
  return largest > 0 ? largest : 1
}

function renderSeries({ shape, tone, values, lower }: ChartSeries, position: Position, scale: PathScale): Markup {
  const heights = values.map(value => toHeight(value, position))
  const d =
    shape === 'band'
      ? bandPath(
          (lower ?? values).map(value => toHeight(value, position)),
          heights,
          scale,
        )
      : shape === 'area'
        ? areaPath(heights, scale)
        : shape === 'bars'
          ? barsPath(heights, scale)
          : linePath(heights, scale)
  return html`<path class="${shape} tone-${tone}" d="${d}"/>`
}

function toHeight(value: number | null, position: Position): number | null {
  return value === null ? null : position(value)
}

function verticalAxis({ series, size, top, logFrom }: TimeChart): VerticalAxis {
  const largest = top ?? largestValue(series)
  return logFrom === undefined ? linearAxis(largest, yTickCount[size]) : logAxis(logFrom, largest, yTickCount[size])
}

function eventAreas(events: readonly ChartEvent[], startMs: number, endMs: number): Markup[] {
  return clipped(events, startMs, endMs).map(event => {
    const x = Math.round(((event.startMs - startMs) / (endMs - startMs)) * chartWidth)
    const width = Math.max(4, Math.round(((event.endMs - event.startMs) / (endMs - startMs)) * chartWidth))
    return html`<rect class="event" x="${x}" y="0" width="${width}" height="${chartHeight}"/>`
  })
}

function eventNotes(events: readonly ChartEvent[], startMs: number, endMs: number): ChartNote[] {
  return clipped(events, startMs, endMs).map(({ startMs: at, label }) => ({
    left: (at - startMs) / (endMs - startMs),
    top: 0,
    label,
    kind: 'event',
  }))
}

function clipped(events: readonly ChartEvent[], startMs: number, endMs: number): ChartEvent[] {
  return events
    .filter(event => event.endMs > startMs && event.startMs < endMs)
    .map(event => ({
      ...event,
      startMs: Math.max(event.startMs, startMs),
      endMs: Math.min(event.endMs, endMs),
    }))
}

function readings(chart: TimeChart, bucketSize: number): ChartReadings {
  const series = chart.series.map(({ label, tone, values, lower }) => {
    const high = bucketRanges(values, bucketSize)
    const low = lower === undefined ? high : bucketRanges(lower, bucketSize)
    const isRange = bucketSize > 1 || lower !== undefined
    return { label, tone, low: rounded(low, 'min'), ...(isRange ? { high: rounded(high, 'max') } : {}) }
  })
  return {
    startMs: chart.startMs,
    stepMs: bucketSize * chart.stepMs,
    count: Math.max(...series.map(({ low }) => low.length)),
    series,
  }
}

function rounded(buckets: readonly Bucket[], edge: 'min' | 'max'): (number | null)[] {
  return buckets.map(bucket => {
    const value = bucket[edge]
    return value === null ? null : Number(value.toPrecision(Math.abs(value) < 1000 ? 3 : 4))
  })
}
