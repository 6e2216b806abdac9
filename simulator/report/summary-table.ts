// What the terminal shows when a simulation has ended: a table, and one sentence that tells the truth about it.
import Table from 'cli-table3'
import {
  formatChange,
  formatCompact,
  formatCount,
  formatDistance,
  formatMs,
  formatShare,
  formatUsd,
  formatUsdCompact,
  noNumber,
} from '../../functions/widget/format-numbers.ts'
import { dayMs, formatDuration, formatSpan, hourMs } from '../../functions/widget/format-time.ts'
import type { OracleDistance } from '../../functions/widget/widget-data.ts'
import type { PolicyResult, SimulationResult } from '../result.ts'
import { hourDifferences, type Loss, worstLoss } from './compare-policies.ts'
import { distanceToOracle } from './oracle-distance.ts'
import { contenders, orderedPolicies, policyLabel } from './policy-names.ts'

const longestPolicyName = 23

/** A table of at most 110 columns, without colour codes; every policy of the result has a row. */
export function renderSummaryTable(result: SimulationResult): string {
  const { baseline } = contenders(result)
  const table = new Table({
    head: headings(baseline),
    colAligns: ['left', ...Array(9).fill('right')],
    chars: horizontalRulesOnly,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2, compact: true },
  })
  for (const name of orderedPolicies(result)) table.push(summaryRow(result, name, baseline))
  return trimLines(table.toString())
}

/**
 * Cost and bad requests of Penumbra against target tracking, its distance to the oracle, and one place where it lost;
 * every comparison says which way it went.
 */
export function plainSentence(result: SimulationResult): string {
  const { subject, baseline } = contenders(result)
  if (subject === undefined) return 'No policy was simulated, so there is nothing to compare.'
  const row = result.policies[subject]
  const clauses = [
    `Over ${formatDuration(result.days * dayMs)} ${policyLabel(subject)} cost ${formatUsd(row.costUsd)}`,
    baseline === undefined ? '' : costClause(row, result.policies[baseline], policyLabel(baseline)),
    ` with ${badPhrase(row.badRequests)}`,
    baseline === undefined ? '' : `, ${badComparison(row.badRequests, result.policies[baseline].badRequests)}`,
    distanceClause(distanceToOracle(result, subject)),
    baseline === undefined ? '' : `; ${lossClause(worstLoss(hourDifferences(result)), policyLabel(baseline))}`,
  ]
  return `${clauses.join('')}.`
}

/** 'Tue 4 Aug, 14:00–15:00 UTC' */
function hourName(startMs: number): string {
  return `${formatSpan(startMs, startMs + hourMs)} UTC`
}

/** Words of a comparison: for less, for more, and after 'times as'. */
export type ComparisonWords = readonly [less: string, more: string, times: string]

/** '9.4 % less than X', '2.4 times as much as X', 'the same as X' */
export function comparedWith(value: number, reference: number, words: ComparisonWords, name: string): string {
  if (reference <= 0) return value <= 0 ? `the same as ${name}` : `more than ${name}`
  const change = value / reference - 1
  if (Math.abs(change) < 0.0005) return `the same as ${name}`
  if (change > 1) return `${formatCount(value / reference)} times as ${words[2]} as ${name}`
  return `${formatShare(Math.abs(change))} ${change < 0 ? words[0] : words[1]} than ${name}`
}

/** '86 % fewer than its 8,910', 'where it had none'; `who` and `whose` name the reference. */
export function badComparison(bad: number, referenceBad: number, who = 'it', whose = 'its'): string {
  if (referenceBad < 0.05) return bad < 0.05 ? `as ${who} had none either` : `where ${who} had none`
  return comparedWith(bad, referenceBad, ['fewer', 'more', 'many'], `${whose} ${formatCount(referenceBad)}`)
}

const rule = { mid: '─', middle: '', left: '', right: '', 'mid-mid': '', 'left-mid': '', 'right-mid': '' }
const horizontalRulesOnly = {
  ...rule,
  top: '─',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '─',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
}

function headings(baseline: string | undefined): string[] {
  const reference = baseline === undefined ? '–' : policyLabel(baseline).replace(/ (?=\S+$)/, '\n')
  const counts = ['bad\nrequests', 'bad\nshare', 'bad\nminutes', 'cost', 'instance-\nhours', 'launches', 'p99, ms']
  return ['policy', ...counts, `cost vs\n${reference}`, 'cost vs\noracle']
}

function summaryRow(result: SimulationResult, name: string, baseline: string | undefined): string[] {
  const row = result.policies[name]
  return [
    name.length > longestPolicyName ? `${name.slice(0, longestPolicyName - 1)}…` : name,
    formatCompact(row.badRequests),
    formatShare(row.badRequests / row.requests),
    formatCompact(row.badMinutes),
    formatUsdCompact(row.costUsd),
    formatCompact(totalInstanceHours(row)),
    formatCompact(row.launches),
    formatMs(row.p99Ms),
    baseline === undefined || name === baseline
      ? noNumber
      : formatChange(row.costUsd / result.policies[baseline].costUsd - 1),
    formatDistance(distanceToOracle(result, name)),
  ]
}

/** Every hour that is billed as running. */
export function totalInstanceHours({ instanceHours: hours }: PolicyResult): number {
  return hours.inService + hours.shadow + hours.warmRunning + hours.pending + hours.draining
}

function costClause(row: PolicyResult, reference: PolicyResult, name: string): string {
  const whose = `${name}'s ${formatUsd(reference.costUsd)}`
  return `, ${comparedWith(row.costUsd, reference.costUsd, ['less', 'more', 'much'], whose)},`
}

function badPhrase(bad: number): string {
  if (bad < 0.05) return 'no bad request'
  const count = formatCount(bad)
  return `${count} bad request${count === '1' ? '' : 's'}`
}

function distanceClause(distance: OracleDistance | undefined): string {
  if (distance === undefined) return ''
  const { costRatio, bound } = distance
  // A ratio of at least 0.8 is at most 20 % less.
  const qualifier = bound === 'exact' ? '' : (bound === 'at-most') === costRatio < 1 ? 'at least ' : 'at most '
  const relative = comparedWith(costRatio, 1, ['less', 'more', 'much'], 'the oracle pays')
  return `; that is ${qualifier}${relative} for the same share of bad requests`
}

function lossClause(loss: Loss, name: string): string {
  if (loss.kind === 'none') return `in no hour did it lose to ${name}, neither by bad requests nor by cost`
  const place = `it lost most on ${hourName(loss.hour.startMs)}`
  if (loss.kind === 'cost') return `${place}, by ${formatUsd(loss.hour.costUsd)} more cost than ${name}`
  const count = formatCount(loss.hour.bad)
  return `${place}, by ${count} bad request${count === '1' ? '' : 's'} more than ${name}`
}

function trimLines(text: string): string {
  return text.replace(/ +$/gm, '')
}
