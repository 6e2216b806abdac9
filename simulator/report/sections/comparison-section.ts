// The table: every policy on the same demand, by what users felt and what it cost.
import { html, type Markup, nothing } from '../../../functions/widget/escape-html.ts'
import {
  formatCount,
  formatDistance,
  formatMs,
  formatShare,
  formatUsd,
  formatWhole,
} from '../../../functions/widget/format-numbers.ts'
import { toneOfFamily } from '../../../functions/widget/palette.ts'
import { distanceToOracle } from '../oracle-distance.ts'
import { isOracle, orderedPolicies, policyDescription, policyTitle, splitPolicyName } from '../policy-names.ts'
import type { ReportContext } from '../report-context.ts'
import { totalInstanceHours } from '../summary-table.ts'
import { renderTableRegion, type Section } from './section.ts'

/** More oracle rows than this are a frontier; all but one move out of the way of the comparison. */
const mostOracleRows = 2

const columns: readonly (readonly [heading: string, unit: string])[] = [
  ['Bad requests', ''],
  ['Share', 'of requests'],
  ['Bad minutes', ''],
  ['Cost', 'US dollars'],
  ['Instance-hours', ''],
  ['Launches', ''],
  ['Median', 'p50, ms'],
  ['Slowest 1 %', 'p99, ms'],
  ['Against oracle', 'same share'],
]

export function comparisonSection(context: ReportContext): Section {
  const names = orderedPolicies(context.result)
  const oracles = names.filter(isOracle)
  const folded = oracles.length > mostOracleRows ? oracles.filter(name => name !== oracleShown(oracles)) : []
  const shown = names.filter(name => !folded.includes(name))
  return {
    id: 'comparison',
    name: 'Comparison',
    heading: 'The policies side by side',
    body: html`<p>Less is better in every column. A <a href="#term-bad-request">bad request</a> is one that a user would have noticed; the <a href="#term-oracle">oracle</a> shows what was possible at all.</p>
${renderTable(context, shown, 'Every policy on the same demand')}
${folded.length > 0 ? renderFolded(context, folded) : nothing}`,
  }
}

/** The oracle's plain row, or else the one in the middle. */
function oracleShown(names: readonly string[]): string {
  return names.includes('oracle') ? 'oracle' : names[Math.floor(names.length / 2)]
}

function renderFolded(context: ReportContext, names: readonly string[]): Markup {
  return html`<details><summary>The oracle at ${names.length} other utilisations; together they form its frontier</summary>
${renderTable(context, names, 'The oracle at several utilisations')}</details>`
}

function renderTable(context: ReportContext, names: readonly string[], caption: string): Markup {
  const heads = columns.map(
    ([heading, unit]) =>
      html`<th scope="col" class="number">${heading}${unit === '' ? nothing : html`<small>${unit}</small>`}</th>`,
  )
  return renderTableRegion(
    caption,
    html`<table class="comparison"><caption>${caption}</caption>
<thead><tr><th scope="col">Policy</th>${heads}</tr></thead>
<tbody>${names.map(name => renderRow(context, name, names))}</tbody></table>`,
  )
}

function renderRow(context: ReportContext, name: string, names: readonly string[]): Markup {
  const kind = name === context.subject?.name ? 'subject-row' : 'other-row'
  const [family] = splitPolicyName(name)
  return html`<tr class="${kind}"><th scope="row"><span class="swatch dot tone-${toneOfFamily(family)}"></span>${policyTitle(name)}${renderDescription(name, names)}</th>${cells(context, name).map(renderCell)}</tr>
`
}

/** Rows of one family say the same; the first is enough. */
function renderDescription(name: string, names: readonly string[]): Markup {
  const first = names.find(other => splitPolicyName(other)[0] === splitPolicyName(name)[0])
  const description = name === first ? policyDescription(name) : ''
  return description === '' ? nothing : html`<small>${description}</small>`
}

function cells({ result }: ReportContext, name: string): string[] {
  const row = result.policies[name]
  return [
    formatCount(row.badRequests),
    formatShare(row.badRequests / row.requests),
    formatWhole(row.badMinutes),
    formatUsd(row.costUsd),
    formatWhole(totalInstanceHours(row)),
    formatWhole(row.launches),
    formatMs(row.p50Ms),
    formatMs(row.p99Ms),
    isOracle(name) ? 'reference' : formatDistance(distanceToOracle(result, name)),
  ]
}

function renderCell(value: string): Markup {
  return html`<td class="number">${value}</td>`
}
