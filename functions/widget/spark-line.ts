// A line small enough to stand in a row.
import { chartHeight, chartWidth } from './chart/chart-frame.ts'
import { areaPath, linePath } from './chart/chart-paths.ts'
import { niceBucketSize } from './chart/downsample.ts'
import { heightsOf } from './chart/time-marks.ts'
import { html, type Markup, nothing } from './escape-html.ts'
import { formatReading } from './format-numbers.ts'
import type { NumberColumn } from './widget-data.ts'

/** More columns would not be seen in so little room. */
const mostColumns = 60

/** @param what 'Demand, rps': for those who cannot see it; its range is said after it */
export function renderSparkLine(what: string, column: NumberColumn): Markup {
  const values = Array.from(column, value => (Number.isFinite(value) ? value : null))
  const known = values.filter(value => value !== null)
  if (known.length === 0) return nothing
  const [low, high] = [known.reduce((a, b) => Math.min(a, b)), known.reduce((a, b) => Math.max(a, b))]
  const top = high > 0 ? high : 1
  const heights = heightsOf(values, value => Math.max(0, value / top))
  const scale = { steps: values.length, bucketSize: niceBucketSize(values.length, mostColumns) }
  return html`<svg class="spark" role="img" aria-label="${what}, between ${formatReading(low)} and ${formatReading(high)}" viewBox="0 0 ${chartWidth} ${chartHeight}" preserveAspectRatio="none"><path class="area" d="${areaPath(heights, scale)}"/><path class="line" d="${linePath(heights, scale)}"/></svg>`
}
