// Paths of a chart in its own units, from heights between 0 and 1. A value holds for its whole step, so lines are
// staircases that reach the end of their last step.
import { area, curveStepAfter, line } from 'd3-shape'
import { chartHeight, chartWidth } from './chart-frame.ts'
import { CompactPath } from './compact-path.ts'
import { bucketRanges, downsample, type SeriesPoint } from './downsample.ts'

export interface PathScale {
  /** Steps along the whole horizontal axis. */
  readonly steps: number
  /** Steps that are drawn as one column. */
  readonly bucketSize: number
  /** The step to which the first value belongs; 0 by default. */
  readonly firstStep?: number
}

type Values = readonly (number | null)[]

interface BandPoint {
  readonly index: number
  readonly low: number | null
  readonly high: number | null
}

/** A point of a slanted band: shares of the chart's width and height. */
export interface SlantedPoint {
  readonly x: number
  readonly low: number
  readonly high: number
}

/** Least height of a bar that is not zero, so that one bad request can be seen beside a thousand. */
const leastBarHeight = 24

export function linePath(heights: Values, scale: PathScale): string {
  const path = new CompactPath()
  line<SeriesPoint>()
    .defined(point => point.value !== null)
    .x(point => x(scale, point.index))
    .y(point => y(point.value ?? 0))
    .curve(curveStepAfter)
    .context(path)(withLastEdge(downsample(heights, scale.bucketSize), heights.length))
  return path.toString()
}

export function areaPath(heights: Values, scale: PathScale): string {
  const points = withLastEdge(downsample(heights, scale.bucketSize), heights.length)
  return between(
    points.map(({ index, value }) => ({ index, low: value === null ? null : 0, high: value })),
    scale,
  )
}

/** From the lowest of `lower` to the highest of `upper` in each column. */
export function bandPath(lower: Values, upper: Values, scale: PathScale): string {
  const lows = bucketRanges(lower, scale.bucketSize)
  const highs = bucketRanges(upper, scale.bucketSize)
  const points = lows.map(({ index, min }, column) => ({ index, low: min, high: highs[column].max }))
  return between(withLastEdge(points, lower.length), scale)
}

/** One bar for each value, with a gap of a fifth. */
export function barsPath(heights: Values, scale: PathScale): string {
  const width = Math.max(2, Math.round((chartWidth / scale.steps) * 0.8))
  const bars = heights.map((value, index) => {
    if (value === null || value <= 0) return ''
    const height = Math.max(leastBarHeight, chartHeight - y(value))
    return `M${Math.round(x(scale, index))},${chartHeight}v${-Math.round(height)}h${width}v${Math.round(height)}z`
  })
  return bars.join('')
}

/** Straight from point to point, as suits what is said of moments rather than of steps. */
export function slantedBandPath(points: readonly SlantedPoint[]): string {
  const path = new CompactPath()
  area<SlantedPoint>()
    .x(point => point.x * chartWidth)
    .y0(point => y(point.low))
    .y1(point => y(point.high))
    .context(path)(points)
  return path.toString()
}

/** The upper edge of a slanted band. */
export function slantedLinePath(points: readonly SlantedPoint[]): string {
  const path = new CompactPath()
  line<SlantedPoint>()
    .x(point => point.x * chartWidth)
    .y(point => y(point.high))
    .context(path)(points)
  return path.toString()
}

function between(points: readonly BandPoint[], scale: PathScale): string {
  const path = new CompactPath()
  area<BandPoint>()
    .defined(point => point.low !== null && point.high !== null)
    .x(point => x(scale, point.index))
    .y0(point => y(point.low ?? 0))
    .y1(point => y(point.high ?? 0))
    .curve(curveStepAfter)
    .context(path)(points)
  return path.toString()
}

/** Repeats the last point at the end of its step. */
function withLastEdge<Point extends { readonly index: number }>(points: readonly Point[], steps: number): Point[] {
  return points.length === 0 ? [] : [...points, { ...points[points.length - 1], index: steps }]
}

function x({ steps, firstStep = 0 }: PathScale, index: number): number {
  return ((firstStep + index) / steps) * chartWidth
}

/** @param height 0 at the bottom, 1 at the top */
function y(height: number): number {
  return chartHeight * (1 - height)
}
