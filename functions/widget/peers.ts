// Policies on the same demand: what each cost and what its users felt, as bars and numbers.

import { renderLeft } from './decision-parts.ts'
import { html, type Markup, nothing } from './escape-html.ts'
import {
  formatCompact,
  formatCount,
  formatDistance,
  formatMs,
  formatShare,
  formatUsd,
  formatWhole,
} from './format-numbers.ts'
import { shorten } from './format-text.ts'
import { formatDays } from './format-time.ts'
import { toneOfFamily } from './palette.ts'
import type { Peer, PeerComparison, WidgetData, WidgetRequest } from './widget-data.ts'
import { renderFrame, renderMissing } from './widget-frame.ts'
import { withinSize } from './within-size.ts'

interface Column {
  readonly heading: string
  readonly value: (peer: Peer) => number
  readonly text: (peer: Peer) => string
  readonly note?: (peer: Peer) => string
}

const mostBytes = 150_000
const mostNameCharacters = 300

const columns: readonly Column[] = [
  { heading: 'Cost', value: peer => peer.costUsd, text: peer => formatUsd(peer.costUsd) },
  {
    heading: 'Bad requests',
    value: peer => peer.badRequests,
    text: peer => formatCompact(peer.badRequests),
    note: peer => formatShare(peer.badRequests / peer.requests),
  },
  { heading: 'Bad minutes', value: peer => peer.badMinutes, text: peer => formatCount(peer.badMinutes) },
  { heading: 'p99, ms', value: peer => peer.p99Ms, text: peer => formatMs(peer.p99Ms) },
  { heading: 'Launches', value: peer => peer.launches, text: peer => formatWhole(peer.launches) },
]

const style = `
.pw .peers{display:block;width:100%;margin-top:1em;border-collapse:collapse}
.pw .peers tbody,.pw .peers tr,.pw .peers th,.pw .peers td{display:block;padding:0;text-align:left;font-weight:400}
.pw .peers thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.pw .peers tbody tr{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,6.2em),1fr));gap:.5em 1.2em;padding:.8em 0;border-top:1px solid var(--rule)}
.pw .peers tbody th{grid-column:1/-1;font-weight:500}
.pw .peers .subject th,.pw .peers .subject td>b{font-weight:650}
.pw .peers th small{display:block;color:var(--quiet);font-weight:400}
.pw .peers .dot{display:inline-block;width:.65em;height:.65em;margin-right:.5em;border-radius:50%;background:var(--tone)}
.pw .peers td>b{margin-right:.4em;font-weight:500;white-space:nowrap}
.pw .peers td>small,.pw .peers td::before,.pw .peers thead{color:var(--quiet)}
.pw .peers td>small{white-space:nowrap}
.pw .peers td::before{content:attr(data-heading);display:block;font-size:.875em}
.pw .peers .bar{display:block;height:.42em;margin-top:.2em;background:var(--grid)}
.pw .peers .bar span{display:block;height:100%;min-width:1px;background:var(--tone)}
@container (min-width:62em){
.pw .peers{display:table;table-layout:fixed}
.pw .peers thead{position:static;display:table-header-group;clip-path:none}
.pw .peers tbody{display:table-row-group}
.pw .peers tr,.pw .peers tbody tr{display:table-row}
.pw .peers th,.pw .peers tbody th,.pw .peers td{display:table-cell;padding:.6em 1.4em .6em 0;border-top:1px solid var(--rule);vertical-align:top}
.pw .peers thead th{border-top:0;padding-block:0 .4em;font-weight:500}
.pw .peers th:first-child{width:24%}
.pw .peers td::before{content:none}
}
`

export function renderPeers(request: WidgetRequest, { peers, missingBecause }: WidgetData): Markup {
  const hasRows = peers !== undefined && peers.rows.length > 0
  return renderFrame(request, {
    body: hasRows
      ? renderTable(peers)
      : renderMissing(
          'There is nothing to compare with.',
          missingBecause ?? 'Peers are simulated; a live group has none.',
        ),
    terms: ['badRequest', 'badMinute', 'p99', 'launches', 'oracle', 'oracleDistance'],
    style,
  })
}

function renderTable({ rows, fromMs, toMs }: PeerComparison): Markup {
  const largest = columns.map(({ value }) => Math.max(Number.MIN_VALUE, ...rows.map(value).filter(Number.isFinite)))
  const { pieces, left } = withinSize(rows, peer => renderRow(peer, largest), mostBytes)
  const heads = [...columns.map(({ heading }) => heading), 'Against oracle']
  return html`<p class="summary">${formatDays(fromMs, toMs)}. ${summarise(rows)}</p>
<table class="peers" role="table" aria-label="Policies on the same demand"><thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Policy</th>${heads.map(heading => html`<th role="columnheader" scope="col">${heading}</th>`)}</tr></thead>
<tbody role="rowgroup">${pieces}</tbody></table>
${renderLeft(left, 'policies')}`
}

/** The one sentence that most people came for. */
function summarise(rows: readonly Peer[]): string {
  const subject = rows.find(({ role }) => role === 'subject')
  const baseline = rows.find(({ role }) => role === 'baseline')
  if (subject === undefined || baseline === undefined) return `${formatCount(rows.length)} policies.`
  return `${name(subject)} cost ${formatUsd(subject.costUsd)} with ${formatCompact(subject.badRequests)} bad requests; ${name(baseline)} cost ${formatUsd(baseline.costUsd)} with ${formatCompact(baseline.badRequests)}.`
}

function name({ label }: Peer): string {
  return shorten(label, mostNameCharacters)
}

function renderRow(peer: Peer, largest: readonly number[]): Markup {
  const tone = toneOfFamily(peer.policy.split('@')[0])
  return html`<tr class="${peer.role} tone-${tone}" role="row"><th role="rowheader" scope="row"><span class="dot"></span><bdi>${name(peer)}</bdi>${renderDescription(peer)}</th>${columns.map((column, at) => renderCell(column, peer, largest[at]))}${renderDistance(peer)}</tr>
`
}

function renderDescription({ description }: Peer): Markup {
  return description === undefined ? nothing : html`<small>${shorten(description, mostNameCharacters)}</small>`
}

function renderCell({ heading, value, text, note }: Column, peer: Peer, largest: number): Markup {
  const share = Math.min(1, Math.max(0, value(peer) / largest))
  return html`<td role="cell" data-heading="${heading}"><b>${text(peer)}</b>${note === undefined ? nothing : html`<small>${note(peer)}</small>`}<span class="bar" aria-hidden="true"><span style="width:${Number.isFinite(share) ? (share * 100).toFixed(1) : 0}%"></span></span></td>`
}

function renderDistance({ oracleDistance, role }: Peer): Markup {
  const text = role === 'oracle' ? 'yardstick' : formatDistance(oracleDistance)
  return html`<td role="cell" data-heading="Against oracle"><b>${text}</b></td>`
}
