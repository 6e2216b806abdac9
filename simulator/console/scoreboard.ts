// The moment of the replay in figures that are read from across the room: the time, how users fare, and what it has cost.
import { html, type Markup, nothing } from '../../functions/widget/escape-html.ts'
import {
  formatChange,
  formatCount,
  formatShare,
  formatUsd,
  formatWhole,
} from '../../functions/widget/format-numbers.ts'
import { findPolicy, type PolicyHistory } from './console-data.ts'
import { sumOf } from './sums.ts'
import { doesForecast, minuteBefore, type Viewpoint } from './widget-data-at.ts'

export interface Figure {
  readonly name: string
  readonly value: string
  readonly note: string
  readonly isAlarm: boolean
}

/** The figures, most urgent first. */
export function figuresAt(viewpoint: Viewpoint): Figure[] {
  const baseline = baselineOf(viewpoint)
  return [minuteFigure(viewpoint), badFigure(viewpoint, baseline), costFigure(viewpoint, baseline)]
}

export function renderScoreboard(viewpoint: Viewpoint): Markup {
  const { policy } = viewpoint
  const mode = doesForecast(policy) ? nothing : html`<p class="aside">${reactsOnly(policy)}</p>`
  return html`<dl class="scores">${figuresAt(viewpoint).map(renderFigure)}</dl>
${mode}`
}

function reactsOnly({ label }: PolicyHistory): string {
  return `You are looking at ${label}: it does not forecast and gives no reasons.`
}

function renderFigure({ name, value, note, isAlarm }: Figure): Markup {
  return html`<div class="${isAlarm ? 'alarm' : 'calm'}"><dt>${name}</dt><dd><strong>${value}</strong><span>${note}</span></dd></div>`
}

/** Undefined where the policy is the baseline itself. */
function baselineOf({ group, policy }: Viewpoint): PolicyHistory | undefined {
  if (group.baseline === undefined || group.baseline === policy.name) return undefined
  return findPolicy(group, group.baseline)
}

function minuteFigure({ group, policy, nowMs }: Viewpoint): Figure {
  const index = minuteBefore(policy, nowMs)
  const requests = (policy.minutes.demandRps[index] ?? Number.NaN) * 60
  const share = requests > 0 ? policy.bad[index] / requests : 0
  const isBad = share > group.badMinuteShare
  const name = 'Bad, last minute'
  if (!Number.isFinite(requests)) return { name, value: '–', note: 'the trace has a gap here', isAlarm: false }
  const served = `of ${formatWhole(requests)} requests`
  const note = isBad ? `${served}: a bad minute` : served
  return { name, value: roughShare(share), note, isAlarm: isBad }
}

/** What is read from afar needs no more digits than this. */
function roughShare(share: number): string {
  return share > 0 && share < 0.0001 ? '<0.01 %' : formatShare(share)
}

function badFigure({ group, policy, nowMs }: Viewpoint, baseline: PolicyHistory | undefined): Figure {
  const bad = sumOf(policy, 'bad', group.startMs, nowMs)
  const minutes = sumOf(policy, 'badMinutes', group.startMs, nowMs)
  const theirs = baseline && sumOf(baseline, 'bad', group.startMs, nowMs)
  const inMinutes = `${formatWhole(minutes)} bad ${minutes === 1 ? 'minute' : 'minutes'}`
  return {
    name: 'Bad requests so far',
    value: formatCount(bad),
    note: theirs === undefined ? inMinutes : `${baseline?.label} ${formatCount(theirs)}; ${inMinutes}`,
    isAlarm: false,
  }
}

function costFigure({ group, policy, nowMs }: Viewpoint, baseline: PolicyHistory | undefined): Figure {
  const costUsd = sumOf(policy, 'costUsd', group.startMs, nowMs)
  const theirs = baseline && sumOf(baseline, 'costUsd', group.startMs, nowMs)
  const note =
    theirs === undefined
      ? 'since the start'
      : `${formatChange(costUsd / theirs - 1)}; ${baseline?.label} ${formatUsd(theirs)}`
  return { name: 'Cost so far', value: formatUsd(costUsd), note, isAlarm: false }
}
