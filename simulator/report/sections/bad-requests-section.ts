// When users were hurt: bad requests in each hour, one strip for each policy, all on one scale.

import { renderChart } from '../../../functions/widget/chart/chart-frame.ts'
import { html, type Markup } from '../../../functions/widget/escape-html.ts'
import { formatCount, formatWhole } from '../../../functions/widget/format-numbers.ts'
import { formatMoment, hourMs } from '../../../functions/widget/format-time.ts'
import { toneOfFamily } from '../../../functions/widget/palette.ts'
import { type ChartSeries, largestValue, timeChart } from '../chart/time-chart.ts'
import { sumByHour } from '../compare-policies.ts'
import { isOracle, orderedPolicies, policyTitle, splitPolicyName } from '../policy-names.ts'
import type { ReportContext } from '../report-context.ts'
import type { Section } from './section.ts'

/** Fewer bad requests in an hour than this are not drawn. */
const leastBad = 0.5

interface Strip {
  readonly name: string
  readonly startMs: number
  readonly series: ChartSeries
}

export function badRequestsSection(context: ReportContext): Section | undefined {
  const all = stripPolicies(context).map(name => toStrip(context, name))
  const strips = all.filter(strip => strip.series.values.length > 0)
  if (strips.length === 0) return undefined
  const top = largestValue(strips.map(strip => strip.series))
  return {
    id: 'bad-requests',
    name: 'Bad requests',
    heading: 'When users were hurt',
    body: html`<p>Bad requests in each hour. All strips share one scale, and it is logarithmic, so that ten bad requests can be seen beside ten thousand; the most in an hour were ${formatWhole(top)}.</p>
<div class="strips">${strips.map((strip, index) => renderStrip(strip, top, context, index === strips.length - 1))}</div>`,
  }
}

/** All but the oracle's frontier: of its rows only a plain one. */
function stripPolicies({ result }: ReportContext): string[] {
  return orderedPolicies(result).filter(name => !isOracle(name) || name === 'oracle')
}

function toStrip({ result }: ReportContext, name: string): Strip {
  const sums = sumByHour(result.policies[name].timeline, row => row.bad)
  const [startMs] = sums.keys()
  const series: ChartSeries = {
    label: policyTitle(name),
    tone: toneOfFamily(splitPolicyName(name)[0]),
    shape: 'bars',
    values: [...sums.values()],
  }
  return { name, startMs: startMs ?? 0, series }
}

function renderStrip(
  { name, startMs, series }: Strip,
  top: number,
  { result, events }: ReportContext,
  isLast: boolean,
): Markup {
  const frame = timeChart({
    id: `strip-${isLast ? 'last' : name.replace(/[^a-z0-9]+/gi, '-')}`,
    title: `Bad requests in each hour, ${series.label}`,
    description: worstHour(startMs, series),
    unit: '',
    size: 'strip',
    startMs,
    stepMs: hourMs,
    series: [series],
    events,
    group: 'hours',
    top,
    logFrom: leastBad,
    hideTimeAxis: !isLast,
    hideLegend: true,
  })
  return html`<div class="strip"><h3><span class="swatch dot tone-${series.tone}"></span>${series.label}<span class="total">${formatCount(result.policies[name].badRequests)} in all</span></h3>
${renderChart(frame)}</div>`
}

function worstHour(startMs: number, { values }: ChartSeries): string {
  let worst = 0
  for (let hour = 1; hour < values.length; hour++) if ((values[hour] ?? 0) > (values[worst] ?? 0)) worst = hour
  const bad = values[worst] ?? 0
  if (bad === 0) return 'No bad request in any hour.'
  return `The worst hour began on ${formatMoment(startMs + worst * hourMs)} UTC with ${formatCount(bad)} bad requests.`
}
