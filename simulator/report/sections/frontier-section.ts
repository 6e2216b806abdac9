// What each policy could do at any of its settings: cost against bad requests. Lower and further left is better, and
// nothing lies below the oracle's line.
import { scaleLinear, scaleLog } from 'd3-scale'
import {
  type ChartFrame,
  type ChartNote,
  chartHeight,
  chartWidth,
  type LegendEntry,
  type Tick,
} from '../../../functions/widget/chart/chart-frame.ts'
import { html, type Markup, nothing } from '../../../functions/widget/escape-html.ts'
import { formatAxis, formatCount, formatUsd } from '../../../functions/widget/format-numbers.ts'
import { type Tone, toneOfFamily } from '../../../functions/widget/palette.ts'
import { isOracle, orderedPolicies, policyLabel, policyTitle, splitPolicyName } from '../policy-names.ts'
import type { ReportContext } from '../report-context.ts'
import { renderFigure, renderTableRegion, type Section } from './section.ts'

/** One simulated setting of a policy. */
export interface FrontierPoint {
  readonly policy: string
  readonly knob: number
  readonly costUsd: number
  readonly badRequests: number
}

interface Place {
  readonly x: number
  readonly y: number
}

type Placing = (point: { readonly costUsd: number; readonly badRequests: number }) => Place

/** No bad request has no logarithm; it is drawn at the bottom, as half a one. */
const leastBad = 0.5

/** Rough sizes of labels as shares of the chart; narrow screens show the legend alone. */
const labelHeight = 0.05
const labelGap = 0.02
const letterWidth = 0.009

export function frontierSection(context: ReportContext, given: readonly FrontierPoint[]): Section | undefined {
  const points = [...given, ...oraclePoints(context, given)].sort((a, b) => a.costUsd - b.costUsd)
  if (points.length < 2) return undefined
  return {
    id: 'frontier',
    name: 'Cost against quality',
    heading: 'Cost against bad requests',
    body: html`<p>Every policy can buy fewer bad requests with more capacity. Each line is one policy at several settings; the large points are the runs of this report. Lower and further left is better. The vertical scale is logarithmic: each line of the grid is ten times the one below.</p>
${renderFigure(frontierFrame(context, points), 'Below the oracle’s line nothing is possible with these launch times and prices.')}
<details><summary>The numbers of this chart</summary>${numbersTable(points)}</details>`,
  }
}

/** The oracle's rows of the result, unless they are given already. */
function oraclePoints({ result }: ReportContext, given: readonly FrontierPoint[]): FrontierPoint[] {
  if (given.some(point => isOracle(point.policy))) return []
  return Object.entries(result.policies)
    .filter(([name]) => isOracle(name) && splitPolicyName(name)[1] !== undefined)
    .map(([name, row]) => ({ policy: 'oracle', knob: Number(splitPolicyName(name)[1]), ...row }))
}

function frontierFrame(context: ReportContext, points: readonly FrontierPoint[]): ChartFrame {
  const runs = singleRuns(context)
  const all = [...points, ...runs]
  const xScale = scaleLinear()
    .domain(extent(all.map(point => point.costUsd)))
    .nice(6)
  const yScale = scaleLog().domain(decades(all.map(point => point.badRequests)))
  const place: Placing = ({ costUsd, badRequests }) => ({
    x: fraction(costUsd, xScale.domain()),
    y: fraction(Math.log(Math.max(badRequests, leastBad)), yScale.domain().map(Math.log)),
  })
  return {
    title: 'Cost against bad requests',
    description: runs
      .map(run => `${policyTitle(run.name)}: ${formatUsd(run.costUsd)}, ${formatCount(run.badRequests)} bad requests.`)
      .join(' '),
    unit: 'bad requests',
    xUnit: 'cost, US dollars',
    size: 'tall',
    xTicks: xScale.ticks(6).map(value => ({ position: fraction(value, xScale.domain()), label: formatUsd(value) })),
    yTicks: decadeTicks(yScale.domain()),
    legend: legend(
      points,
      runs.map(run => run.name),
    ),
    notes: spread(runs.map(run => noteOf(place(run), policyTitle(run.name)))),
    drawing: html`${families(points).map(family => renderFamily(points, family, place))}${runs.map(run => renderDot(place(run), toneOf(run.name), 'run', policyTitle(run.name)))}`,
  }
}

function singleRuns({ result }: ReportContext) {
  return orderedPolicies(result)
    .filter(name => !isOracle(name) || name === 'oracle')
    .map(name => ({ name, costUsd: result.policies[name].costUsd, badRequests: result.policies[name].badRequests }))
}

function families(points: readonly FrontierPoint[]): string[] {
  return [...new Set(points.map(point => point.policy))]
}

/** Families with a line, then the runs that have none. */
function legend(points: readonly FrontierPoint[], runs: readonly string[]): LegendEntry[] {
  const lined = families(points)
  const single = runs.filter(name => !lined.includes(splitPolicyName(name)[0]))
  return [
    ...lined.map(policy => legendEntry(policy, markOf(points, policy))),
    ...single.map(name => legendEntry(name, 'dot')),
  ]
}

function markOf(points: readonly FrontierPoint[], policy: string): LegendEntry['mark'] {
  if (points.filter(point => point.policy === policy).length === 1) return 'dot'
  return isOracle(policy) ? 'dashed' : 'line'
}

function legendEntry(policy: string, mark: LegendEntry['mark']): LegendEntry {
  return { label: policyTitle(policy), tone: toneOf(policy), mark }
}

function renderFamily(points: readonly FrontierPoint[], policy: string, place: Placing): Markup {
  const own = points.filter(point => point.policy === policy)
  const path = own.map(point => corner(place(point))).join('L')
  const dots = own.map(point => renderDot(place(point), toneOf(policy), 'setting', pointTitle(point)))
  return html`<path class="${isOracle(policy) ? 'dashed' : 'line'} tone-${toneOf(policy)}" d="M${path}"/>${dots}`
}

/** A path of no length with round ends is a dot that does not stretch with the drawing. */
function renderDot(place: Place, tone: Tone, kind: 'run' | 'setting', title: string): Markup {
  const d = `M${corner(place)}h0`
  const halo = kind === 'run' ? html`<path class="dot halo" d="${d}"/>` : nothing
  return html`${halo}<path class="dot ${kind} tone-${tone}" d="${d}"><title>${title}</title></path>`
}

function pointTitle({ policy, knob, costUsd, badRequests }: FrontierPoint): string {
  return `${policyLabel(`${policy}@${knob}`)}: ${formatUsd(costUsd)}, ${formatCount(badRequests)} bad requests`
}

function numbersTable(points: readonly FrontierPoint[]): Markup {
  const rows = points.map(
    point =>
      html`<tr><th scope="row">${policyTitle(`${point.policy}@${point.knob}`)}</th><td class="number">${formatUsd(point.costUsd)}</td><td class="number">${formatCount(point.badRequests)}</td></tr>`,
  )
  return renderTableRegion(
    'Cost and bad requests at each setting',
    html`<table><thead><tr><th scope="col">Policy and setting</th><th scope="col" class="number">Cost</th><th scope="col" class="number">Bad requests</th></tr></thead><tbody>${rows}</tbody></table>`,
  )
}

function noteOf({ x, y }: Place, label: string): ChartNote {
  return { left: x, top: 1 - y, label, kind: 'point' }
}

/** Each label stands right of its point, or left of it, or else below the labels that are in its way. */
function spread(notes: readonly ChartNote[]): ChartNote[] {
  const placed: ChartNote[] = []
  for (const note of [...notes].sort((a, b) => a.top - b.top)) {
    const sides: ChartNote[] = [note, { ...note, kind: 'point-left' }]
    const free = sides.find(side => isOnChart(side) && !placed.some(other => areTouching(side, other)))
    placed.push(free ?? below(note, placed))
  }
  return placed
}

function below(note: ChartNote, placed: readonly ChartNote[]): ChartNote {
  const side: ChartNote = isOnChart(note) ? note : { ...note, kind: 'point-left' }
  const inTheWay = placed.filter(other => areTouching(side, { ...other, top: side.top }))
  return { ...side, top: inTheWay.reduce((lowest, other) => Math.max(lowest, other.top + labelHeight), side.top) }
}

function areTouching(a: ChartNote, b: ChartNote): boolean {
  const [aLeft, aRight] = reach(a)
  const [bLeft, bRight] = reach(b)
  return Math.abs(a.top - b.top) < labelHeight && aLeft < bRight && bLeft < aRight
}

function isOnChart(note: ChartNote): boolean {
  const [left, right] = reach(note)
  return left >= 0 && right <= 1
}

/** What a label covers from left to right, its point included, as shares of the chart's width. */
function reach({ left, label, kind }: ChartNote): readonly [from: number, to: number] {
  const width = labelGap + label.length * letterWidth
  return kind === 'point-left' ? [left - width, left + labelGap] : [left - labelGap, left + width]
}

function decadeTicks([low, high]: readonly number[]): Tick[] {
  const ticks: Tick[] = []
  for (let value = low < 1 ? 10 : low; value <= high; value *= 10) {
    ticks.push({ position: fraction(Math.log(value), [low, high].map(Math.log)), label: formatAxis(value) })
  }
  return low < 1 ? [{ position: 0, label: '0' }, ...ticks] : ticks
}

/** From a power of ten (half a request where any point has none) to a power of ten. */
function decades(values: readonly number[]): [low: number, high: number] {
  const low = Math.min(...values)
  const high = Math.max(...values, 1)
  return [low < 1 ? leastBad : 10 ** Math.floor(Math.log10(low)), 10 ** Math.max(1, Math.ceil(Math.log10(high)))]
}

function extent(values: readonly number[]): [low: number, high: number] {
  const low = Math.min(...values)
  const high = Math.max(...values)
  const margin = Math.max((high - low) * 0.05, high * 0.01, 0.01)
  return [Math.max(0, low - margin), high + margin]
}

function fraction(value: number, [low, high]: readonly number[]): number {
  return (value - low) / (high - low)
}

function corner({ x, y }: Place): string {
  return `${Math.round(x * chartWidth)},${Math.round((1 - y) * chartHeight)}`
}

function toneOf(policy: string): Tone {
  return toneOfFamily(splitPolicyName(policy)[0])
}
