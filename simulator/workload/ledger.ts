// Adds up what a policy cost and what its users met, over the judged time.
import type { PolicyResult, TimelineRow } from '../result.ts'
import type { Scenario } from '../scenario.ts'
import type { FleetView } from '../services/auto-scaling/fleet-view.ts'
import { Billing, type StepSizes } from './billing.ts'
import { STEP_SECONDS } from './demand-curve.ts'
import type { ResponseTimes } from './response-times.ts'
import type { StepOutcome } from './step-outcome.ts'

const MINUTE_MS = 60_000
const STEPS_PER_MINUTE = 60 / STEP_SECONDS

export interface LedgerOptions {
  readonly scenario: Scenario
  readonly responseTimes: ResponseTimes
  /** Epoch milliseconds, whole minutes: judging begins and ends here. */
  readonly fromMs: number
  readonly toMs: number
  /** Whether a minute counts; minutes that the trace does not hold do not. */
  readonly isScored: (minuteStartMs: number) => boolean
}

export type LedgerFigures = Omit<PolicyResult, 'decisions' | 'forecast' | 'calls'>

/** Columns of the timeline, one value per judged minute. */
const COLUMNS = [
  'requests',
  'bad',
  'inService',
  'warmRunning',
  'warmStopped',
  'pending',
  'draining',
  'desired',
  'floor',
  'p50',
  'p95',
] as const
type Column = (typeof COLUMNS)[number]

export class Ledger {
  readonly #options: LedgerOptions
  readonly #columns: Readonly<Record<Column, Float64Array>>
  readonly #isScored: Uint8Array
  readonly #latencyCounts: Float64Array
  readonly #billing: Billing
  #forecast: { readonly p50: number; readonly p95: number } = { p50: Number.NaN, p95: Number.NaN }

  constructor(options: LedgerOptions) {
    const minutes = (options.toMs - options.fromMs) / MINUTE_MS
    this.#options = options
    this.#columns = emptyColumns(minutes)
    this.#isScored = Uint8Array.from({ length: minutes }, (_, minute) =>
      options.isScored(options.fromMs + minute * MINUTE_MS) ? 1 : 0,
    )
    this.#latencyCounts = new Float64Array(options.responseTimes.buckets)
    this.#billing = new Billing(options.scenario.prices.minimumBilledSeconds)
  }

  /** From the next minute on the timeline shows this forecast, requests per second; null where a policy has none. */
  expect(p50: number | null, p95: number | null): void {
    this.#forecast = { p50: p50 ?? Number.NaN, p95: p95 ?? Number.NaN }
  }

  /** Takes in one step, with the fleet as it was when the step began; steps outside the judged time cost nothing. */
  record(step: StepOutcome, fleet: FleetView): void {
    const minute = Math.floor((step.binStartMs - this.#options.fromMs) / MINUTE_MS)
    const isCounted = this.#isScored[minute] === 1
    const sizes = this.#billing.step(step.binStartMs, fleet, isCounted)
    if (isCounted) this.#count(minute, step, fleet, sizes)
  }

  figures(): LedgerFigures {
    const { responseTimes, scenario } = this.#options
    const { hours, launches } = this.#billing
    const { inService, pending, draining, warmRunning, warmStopped } = hours
    const runningHours = inService + pending + draining + warmRunning
    return {
      requests: sumOf(this.#columns.requests),
      badRequests: sumOf(this.#columns.bad),
      badMinutes: this.#badMinutes(),
      costUsd: runningHours * scenario.prices.runningUsdPerHour + warmStopped * scenario.prices.stoppedUsdPerHour,
      instanceHours: { inService, pending, draining, shadow: 0, warmRunning, warmStopped },
      p50Ms: 1000 * responseTimes.quantileSeconds(this.#latencyCounts, 0.5),
      p99Ms: 1000 * responseTimes.quantileSeconds(this.#latencyCounts, 0.99),
      launches,
      timeline: this.#timeline(),
    }
  }

  #count(minute: number, step: StepOutcome, fleet: FleetView, sizes: StepSizes): void {
    const columns = this.#columns
    if (step.binStartMs % MINUTE_MS === 0) {
      columns.p50[minute] = this.#forecast.p50
      columns.p95[minute] = this.#forecast.p95
    }
    columns.requests[minute] += step.requests
    columns.bad[minute] += step.bad
    columns.inService[minute] += sizes.inService / STEPS_PER_MINUTE
    columns.warmRunning[minute] += sizes.warmRunning / STEPS_PER_MINUTE
    columns.warmStopped[minute] += sizes.warmStopped / STEPS_PER_MINUTE
    columns.pending[minute] += sizes.pending / STEPS_PER_MINUTE
    columns.draining[minute] += sizes.draining / STEPS_PER_MINUTE
    columns.desired[minute] += fleet.desiredCapacity / STEPS_PER_MINUTE
    columns.floor[minute] = fleet.minSize
    for (let bucket = 0; bucket < this.#latencyCounts.length; bucket++) {
      this.#latencyCounts[bucket] += step.latencyCounts[bucket]
    }
  }

  #badMinutes(): number {
    const { badMinuteShare } = this.#options.scenario.slo
    const { requests, bad } = this.#columns
    return bad.reduce((minutes, count, minute) => minutes + (count > badMinuteShare * requests[minute] ? 1 : 0), 0)
  }

  #timeline(): TimelineRow[] {
    const rows: TimelineRow[] = []
    this.#isScored.forEach((isScored, minute) => {
      if (isScored) rows.push(rowOf(this.#columns, minute, this.#options.fromMs + minute * MINUTE_MS))
    })
    return rows
  }
}

function emptyColumns(minutes: number): Record<Column, Float64Array> {
  const columns: Partial<Record<Column, Float64Array>> = {}
  for (const name of COLUMNS) columns[name] = new Float64Array(minutes)
  return columns as Record<Column, Float64Array>
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0)
}

function rowOf(columns: Readonly<Record<Column, Float64Array>>, minute: number, timeMs: number): TimelineRow {
  return {
    t: new Date(timeMs).toISOString(),
    requests: columns.requests[minute],
    bad: columns.bad[minute],
    inService: columns.inService[minute],
    shadow: 0,
    warmRunning: columns.warmRunning[minute],
    warmStopped: columns.warmStopped[minute],
    pending: columns.pending[minute],
    draining: columns.draining[minute],
    desired: columns.desired[minute],
    floor: columns.floor[minute],
    forecastP50: nullIfNaN(columns.p50[minute]),
    forecastP95: nullIfNaN(columns.p95[minute]),
  }
}

function nullIfNaN(value: number): number | null {
  return Number.isNaN(value) ? null : value
}
