// One policy's rows as columns. The result has rows only for minutes that the trace holds; columns have every minute.
import { minuteMs } from '../../functions/widget/format-time.ts'
import type { Decision, Fan, MinuteColumns } from '../../functions/widget/widget-data.ts'
import { defaultTargetPercent } from '../policies/policy-name.ts'
import { policyLabel, splitPolicyName } from '../report/policy-names.ts'
import type { FanRow, PolicyResult, SimulationResult, TimelineRow } from '../result.ts'
import type { BadStretch, PolicyHistory, RunningTotals } from './console-data.ts'

/** The judged time, whole minutes. */
export interface JudgedTime {
  readonly startMs: number
  readonly endMs: number
}

export function policyHistory(result: SimulationResult, name: string, time: JudgedTime): PolicyHistory {
  const policy = result.policies[name]
  const rows = rowsByMinute(policy, time)
  const { badMinuteShare } = result.slo
  return {
    name,
    label: policyLabel(name),
    minutes: toColumns(rows, time, result.instanceRps),
    bad: column(rows, row => row.bad),
    totals: runningTotals(rows, result),
    badStretches: badStretches(rows, time.startMs, badMinuteShare),
    fans: policy.fans?.map(toFan),
    decisions: policy.decisions?.map(toDecision),
    forecastHours: policy.forecast?.hours,
    budgetPercent: budgetPercentOf(name),
  }
}

/** The knob of Penumbra is the target whose cost is the budget, and a fleet is larger in the proportion of the targets. */
function budgetPercentOf(name: string): number | undefined {
  const [family, knob = String(defaultTargetPercent)] = splitPolicyName(name)
  return family === 'penumbra' ? (100 * defaultTargetPercent) / Number(knob) : undefined
}

function isBadMinute({ bad, requests }: TimelineRow, badMinuteShare: number): boolean {
  return bad > badMinuteShare * requests
}

function rowsByMinute({ timeline }: PolicyResult, { startMs, endMs }: JudgedTime): (TimelineRow | undefined)[] {
  const rows = new Array<TimelineRow | undefined>(Math.round((endMs - startMs) / minuteMs)).fill(undefined)
  for (const row of timeline) rows[Math.round((Date.parse(row.t) - startMs) / minuteMs)] = row
  return rows
}

function toColumns(
  rows: readonly (TimelineRow | undefined)[],
  { startMs }: JudgedTime,
  instanceRps: number,
): MinuteColumns {
  return {
    startMs,
    instanceRps,
    demandRps: column(rows, row => row.requests / 60),
    inService: column(rows, row => row.inService),
    shadow: column(rows, row => row.shadow),
    warmRunning: column(rows, row => row.warmRunning),
    warmStopped: column(rows, row => row.warmStopped),
    pending: column(rows, row => row.pending),
    draining: column(rows, row => row.draining),
    desired: column(rows, row => row.desired),
    floor: column(rows, row => row.floor),
    forecastP50Rps: column(rows, row => row.forecastP50 ?? Number.NaN),
    forecastP95Rps: column(rows, row => row.forecastP95 ?? Number.NaN),
  }
}

function column(rows: readonly (TimelineRow | undefined)[], measure: (row: TimelineRow) => number): Float64Array {
  return Float64Array.from(rows, row => (row === undefined ? Number.NaN : measure(row)))
}

function runningTotals(rows: readonly (TimelineRow | undefined)[], { slo, prices }: SimulationResult): RunningTotals {
  return {
    requests: runningSum(rows, row => row.requests),
    bad: runningSum(rows, row => row.bad),
    badMinutes: runningSum(rows, row => (isBadMinute(row, slo.badMinuteShare) ? 1 : 0)),
    costUsd: runningSum(rows, row => minuteCostUsd(row, prices)),
  }
}

function runningSum(rows: readonly (TimelineRow | undefined)[], measure: (row: TimelineRow) => number): Float64Array {
  const sums = new Float64Array(rows.length + 1)
  rows.forEach((row, minute) => {
    sums[minute + 1] = sums[minute] + (row === undefined ? 0 : measure(row))
  })
  return sums
}

/** Everything from launch to the end of draining is billed (design: physics of the region). */
function minuteCostUsd(row: TimelineRow, prices: SimulationResult['prices']): number {
  const running = row.inService + row.shadow + row.warmRunning + row.pending + row.draining
  return (running * prices.runningUsdPerHour + row.warmStopped * prices.stoppedUsdPerHour) / 60
}

function badStretches(
  rows: readonly (TimelineRow | undefined)[],
  startMs: number,
  badMinuteShare: number,
): BadStretch[] {
  const stretches: { startMs: number; minutes: number }[] = []
  rows.forEach((row, minute) => {
    if (row === undefined || !isBadMinute(row, badMinuteShare)) return
    const timeMs = startMs + minute * minuteMs
    const last = stretches.at(-1)
    if (last !== undefined && last.startMs + last.minutes * minuteMs === timeMs) last.minutes++
    else stretches.push({ startMs: timeMs, minutes: 1 })
  })
  return stretches
}

function toFan({ t, minutesAhead, p05, p25, p50, p75, p95 }: FanRow): Fan {
  return { madeAtMs: Date.parse(t), minutesAhead, p05, p25, p50, p75, p95 }
}

function toDecision({ t, ...decision }: NonNullable<PolicyResult['decisions']>[number]): Decision {
  return { atMs: Date.parse(t), ...decision }
}
