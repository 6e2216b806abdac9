// The whole judged time in one strip behind the scrubber: demand as a silhouette, bad minutes as marks on its floor.
import { html, type Markup } from '../../functions/widget/escape-html.ts'
import { dayMs, formatClock, formatDay, hourMs, minuteMs } from '../../functions/widget/format-time.ts'
import type { BadStretch, GroupHistory, PolicyHistory } from './console-data.ts'

/** Units of the drawing, which stretches to any width. */
const width = 1000
const height = 100
/** The lowest part belongs to the marks. */
const marksHeight = 14
/** A single bad minute of a fortnight can still be seen. */
const leastMarkWidth = 2.5
const mostTicks = 7

export function renderOverview(group: GroupHistory, policy: PolicyHistory): Markup {
  const marks = policy.badStretches.map(stretch => markPath(group, stretch)).join('')
  return html`<svg viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" aria-hidden="true" focusable="false">
<path class="silhouette" d="${silhouette(policy)}"/>
<path class="bad-marks" d="${marks}"/>
</svg>
<div class="days" aria-hidden="true">${renderTicks(group)}</div>`
}

/** The highest demand in each of the drawing's columns. */
function silhouette({ minutes: { demandRps } }: PolicyHistory): string {
  const columns = Math.min(width, demandRps.length)
  const heights = Array.from({ length: columns }, (_, column) => {
    const from = Math.floor((column / columns) * demandRps.length)
    const to = Math.max(from + 1, Math.floor(((column + 1) / columns) * demandRps.length))
    return highest(demandRps, from, to)
  })
  const top = Math.max(1, ...heights)
  const points = heights.map((value, column) => {
    const y = (height - marksHeight) * (1 - value / top)
    return `L${rounded((column / columns) * width)},${rounded(y)}`
  })
  return `M0,${height - marksHeight}${points.join('')}V${height - marksHeight}z`
}

function highest(values: ArrayLike<number>, from: number, to: number): number {
  let most = 0
  for (let index = from; index < to; index++) if (values[index] > most) most = values[index]
  return most
}

function markPath({ startMs, endMs }: GroupHistory, stretch: BadStretch): string {
  const unitsPerMs = width / (endMs - startMs)
  const markWidth = Math.max(leastMarkWidth, stretch.minutes * minuteMs * unitsPerMs)
  const x = Math.min(width - markWidth, (stretch.startMs - startMs) * unitsPerMs)
  return `M${rounded(x)},${height - marksHeight + 2}h${rounded(markWidth)}V${height}h${-rounded(markWidth)}z`
}

function renderTicks({ startMs, endMs }: GroupHistory): Markup[] {
  const spanMs = endMs - startMs
  if (spanMs <= 0) return []
  const stepMs = [hourMs, 6 * hourMs, dayMs, 2 * dayMs, 7 * dayMs, 30 * dayMs].find(step => spanMs / step <= mostTicks)
  const everyMs = stepMs ?? spanMs
  const first = Math.ceil(startMs / everyMs) * everyMs
  const count = Math.max(0, Math.ceil((endMs - first) / everyMs))
  return Array.from({ length: count }, (_, index) => first + index * everyMs).map(timeMs => {
    const label = everyMs < dayMs ? formatClock(timeMs) : formatDay(timeMs)
    return html`<span style="left:${rounded((100 * (timeMs - startMs)) / spanMs)}%">${label}</span>`
  })
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10
}
