// A line small enough to stand in a row: the highest value of each of its columns.
import { chartHeight, chartWidth } from './chart/chart-frame.ts'
import { areaPath, linePath } from './chart/chart-paths.ts'
import { bucketRanges, niceBucketSize } from './chart/downsample.ts'
import { html, type Markup, nothing } from './escape-html.ts'
import { formatReading } from './format-numbers.ts'
import type { NumberColumn } from './widget-data.ts'

/** More columns would not be seen in so little room. */
const mostColumns = 60

/** @param what 'Demand, rps': for those who cannot see it; its range is said after it */
export function renderSparkLine(what: string, column: NumberColumn): Markup {
  const buckets = bucketRanges(column, niceBucketSize(column.length, mostColumns))
  const low = buckets.reduce((least, { min }) => Math.min(least, min ?? least), Number.POSITIVE_INFINITY)
  const high = buckets.reduce((most, { max }) => Math.max(most, max ?? most), Number.NEGATIVE_INFINITY)
  if (low > high) return nothing
  const heights = buckets.map(({ max }) => (max === null ? null : Math.max(0, max / Math.max(high, Number.MIN_VALUE))))
  const scale = { steps: heights.length, bucketSize: 1 }
  return html`<svg class="spark" role="img" aria-label="${what}, between ${formatReading(low)} and ${formatReading(high)}" viewBox="0 0 ${chartWidth} ${chartHeight}" preserveAspectRatio="none"><path class="area" d="${areaPath(heights, scale)}"/><path class="line" d="${linePath(heights, scale)}"/></svg>`
}
