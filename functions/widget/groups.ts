// All groups at a glance: what state each is in, whether it keeps up, and what was done last.

import { renderAction, renderFloor, renderLeft } from './decision-parts.ts'
import { html, type Markup, nothing } from './escape-html.ts'
import { formatReading, formatWhole } from './format-numbers.ts'
import { shorten } from './format-text.ts'
import { formatClock, formatDay } from './format-time.ts'
import type { Tone } from './palette.ts'
import { renderSparkLine } from './spark-line.ts'
import { renderCall } from './widget-call-button.ts'
import type { Decision, GroupMode, GroupSummary, OtherGroups, WidgetData, WidgetRequest } from './widget-data.ts'
import { renderFrame, renderMissing } from './widget-frame.ts'
import { withinSize } from './within-size.ts'

const mostBytes = 180_000
const mostReasonCharacters = 240

const modes: Readonly<Record<GroupMode, readonly [label: string, tone: Tone]>> = {
  act: ['acting', 'penumbra'],
  observe: ['observing', 'pending'],
  demoted: ['demoted', 'needed'],
  frozen: ['frozen', 'quiet'],
  paused: ['paused', 'quiet'],
  failing: ['failing', 'alarm'],
  refused: ['refused', 'alarm'],
  'opted-out': ['opted out', 'quiet'],
}

const style = `
.pw .groups{margin-top:1em}
.pw .groups li{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:.35em 1.2em;align-items:start;padding:.7em 0;border-top:1px solid var(--rule)}
.pw .groups .name{grid-column:1/-1;min-width:0}
.pw .groups .name bdi{display:-webkit-box;overflow:hidden;-webkit-box-orient:vertical;-webkit-line-clamp:3;font-weight:600}
.pw .groups .name a{text-decoration:none}
.pw .groups .name a:hover{text-decoration:underline}
.pw .groups .mode{grid-column:1/-1;color:var(--quiet)}
.pw .groups .mode .badge{margin-right:.5em;font-size:.875em}
.pw .groups b{font-weight:600}
.pw .groups .unit,.pw .groups .last small,.pw .left{color:var(--quiet)}
.pw .groups .last{grid-column:1/-1;min-width:0}
.pw .groups .last .badge{font-size:.875em}
.pw .groups .reason{display:-webkit-box;overflow:hidden;-webkit-box-orient:vertical;-webkit-line-clamp:2}
.pw .spark{display:block;width:100%;height:2.1em;margin-top:.2em;overflow:visible}
.pw .spark path{vector-effect:non-scaling-stroke;fill:none;stroke:none}
.pw .spark .area{fill:var(--demand-fill)}
.pw .spark .line{stroke:var(--ink);stroke-width:1px}
.pw .left{padding-top:.6em;border-top:1px solid var(--rule)}
@container (min-width:36em){.pw .groups .name,.pw .groups .mode{grid-column:auto}}
@container (min-width:60em){
.pw .groups li{grid-template-columns:minmax(0,1.1fr) minmax(7em,.7fr) 10em 8em minmax(0,2fr)}
.pw .groups .name,.pw .groups .mode,.pw .groups .last{grid-column:auto}
.pw .groups .mode small{display:block}
}
@container (min-width:130em){.pw .groups{display:grid;grid-template-columns:1fr 1fr;gap:0 3em}}
`

export function renderGroups(request: WidgetRequest, data: WidgetData): Markup {
  const { groups = [], missingBecause } = data
  return renderFrame(request, {
    body:
      groups.length === 0
        ? renderMissing(
            'No group has opted in.',
            missingBecause ?? 'A group opts in with the tag penumbra:enabled=true.',
          )
        : renderList(groups, data, request.nowMs),
    terms: ['mode', 'demand', 'inService', 'floor', 'action', 'rps'],
    style,
  })
}

function renderList(groups: readonly GroupSummary[], { otherGroups, endpoint }: WidgetData, nowMs: number): Markup {
  const { pieces, left } = withinSize(groups, group => renderGroup(group, endpoint, nowMs), mostBytes)
  return html`<p class="summary">${summarise(groups)}</p>
<ul class="groups">${pieces}</ul>
${renderLeft(left, 'groups')}${otherGroups === undefined ? nothing : renderOthers(otherGroups, endpoint)}`
}

/** The next stretch of a long list takes the place of this one until the dashboard refreshes. */
function renderOthers({ count, after }: OtherGroups, endpoint: string | undefined): Markup {
  const what = `${formatWhole(count)} other ${count === 1 ? 'group' : 'groups'}`
  const next =
    endpoint === undefined || after === undefined
      ? nothing
      : renderCall('Next groups', endpoint, { widget: 'groups', after }, 'widget')
  return html`<p class="left">${what}. ${next}</p>`
}

/** 'Of 12 groups 10 acting, 1 observing, 1 refused.' */
function summarise(groups: readonly GroupSummary[]): string {
  const counts = Object.entries(modes).map(([mode, [label]]) => ({
    label,
    count: groups.filter(group => group.mode === mode).length,
  }))
  const states = counts.filter(({ count }) => count > 0).map(({ label, count }) => `${formatWhole(count)} ${label}`)
  return `${formatWhole(groups.length)} ${groups.length === 1 ? 'group' : 'groups'}: ${states.join(', ')}.`
}

function renderGroup(group: GroupSummary, endpoint: string | undefined, nowMs: number): Markup {
  const { inService, floor, demandRps, recentDemandRps, lastDecision } = group
  return html`<li><div class="name">${renderName(group, endpoint)}</div><div class="mode">${renderMode(group)}</div><div><b>${formatReading(demandRps)}</b> <span class="unit">rps</span>${renderSparkLine('Demand, rps', recentDemandRps)}</div><div><b>${formatReading(inService)}</b> <span class="unit">in service</span><br><b>${formatReading(floor)}</b> <span class="unit">floor</span></div><div class="last">${lastDecision === undefined ? html`<small>no decision yet</small>` : renderLast(lastDecision, nowMs)}</div></li>
`
}

/** Only places on the same page are linked to; anything else would leave the dashboard or run something. */
function renderName({ name, href }: GroupSummary, endpoint: string | undefined): Markup {
  const text = html`<bdi>${name}</bdi>`
  if (endpoint !== undefined) return renderCall(text, endpoint, { widget: 'forecast-fan', group: name }, 'popup')
  return href !== undefined && /^[?#]/.test(href) ? html`<a href="${href}">${text}</a>` : text
}

function renderMode({ mode, modeReason }: GroupSummary): Markup {
  const [label, tone] = modes[mode]
  const reason = modeReason === undefined ? nothing : html`<small>${shorten(modeReason, mostReasonCharacters)}</small>`
  return html`<span class="badge${tone === 'alarm' ? ' news' : ''} tone-${tone}">${label}</span>${reason}`
}

function renderLast(decision: Decision, nowMs: number): Markup {
  const { atMs, action, reason } = decision
  const day = formatDay(atMs) === formatDay(nowMs) ? '' : `${formatDay(atMs)}, `
  return html`<small><time datetime="${new Date(atMs).toISOString()}">${day}${formatClock(atMs)}</time> ${renderAction(action, decision.floorBefore !== decision.floorAfter)} floor ${renderFloor(decision)}</small><span class="reason"><bdi>${shorten(reason, mostReasonCharacters)}</bdi></span>`
}
