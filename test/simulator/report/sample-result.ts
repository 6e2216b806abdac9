// Small results with numbers that a reader can recount.
import type { DecisionRow, PolicyResult, SimulationResult, TimelineRow } from '../../../simulator/result.ts'

/** Monday 3 August 2026. */
export const sampleStart = '2026-08-03T00:00:00.000Z'

function sampleRow(minute: number, values: Partial<TimelineRow> = {}): TimelineRow {
  return {
    t: new Date(Date.parse(sampleStart) + minute * 60_000).toISOString(),
    requests: 6000,
    bad: 0,
    inService: 4,
    shadow: 0,
    warmRunning: 0,
    warmStopped: 0,
    pending: 0,
    draining: 0,
    desired: 4,
    floor: 2,
    forecastP50: null,
    forecastP95: null,
    ...values,
  }
}

/** A timeline of `minutes`; `change` says what is special about a minute. */
export function sampleTimeline(minutes: number, change: (minute: number) => Partial<TimelineRow> = () => ({})) {
  return Array.from({ length: minutes }, (_, minute) => sampleRow(minute, change(minute)))
}

export function samplePolicy(values: Partial<PolicyResult> = {}): PolicyResult {
  return {
    requests: 1_000_000,
    badRequests: 100,
    badMinutes: 2,
    costUsd: 100,
    instanceHours: { inService: 90, shadow: 1, warmRunning: 2, warmStopped: 50, pending: 3, draining: 4 },
    p50Ms: 181,
    p99Ms: 512,
    launches: 17,
    timeline: [],
    ...values,
  }
}

export function sampleDecision(minute: number, values: Partial<DecisionRow> = {}): DecisionRow {
  const t = new Date(Date.parse(sampleStart) + minute * 60_000).toISOString()
  return { t, action: 'raise-floor', reason: 'because', floorBefore: 2, floorAfter: 3, costUsdPerHour: 0.1, ...values }
}

export function sampleResult(
  policies: Readonly<Record<string, PolicyResult>>,
  values: Partial<SimulationResult> = {},
): SimulationResult {
  return {
    seed: 1,
    trace: 'sample.csv',
    scale: 1,
    instanceRps: 50,
    slo: { badShare: 0.01, badMinuteShare: 0.01, waitSeconds: 0.64 },
    prices: { runningUsdPerHour: 0.096, stoppedUsdPerHour: 0.0022, source: 'static table' },
    scenarioSha256: 'a'.repeat(64),
    configSha256: 'b'.repeat(64),
    start: sampleStart,
    days: 14,
    traceRequests: 1_000_000,
    policies,
    ...values,
  }
}
