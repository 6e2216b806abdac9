// A day of a small group with round numbers: demand climbs from 100 to 400 rps at 12:00 and falls again at 13:00, target
// tracking is late by ten minutes, and Penumbra is not.
import { groupHistory } from '../../../simulator/console/group-history.ts'
import type { DecisionRow, FanRow, PolicyResult, SimulationResult, TimelineRow } from '../../../simulator/result.ts'
import { samplePolicy, sampleResult, sampleTimeline } from '../report/sample-result.ts'

/** Monday 3 August 2026, 00:00 UTC. */
export const dayStartMs = Date.UTC(2026, 7, 3)
export const minuteMs = 60_000
export const hourMs = 60 * minuteMs

const minutesOfDay = 1440
const noon = 720

function isBusy(minute: number): boolean {
  return minute >= noon && minute < noon + 60
}

/** Requests of a minute. */
export function requestsOf(minute: number): number {
  return isBusy(minute) ? 24_000 : 6000
}

function penumbraRow(minute: number): Partial<TimelineRow> {
  const capacity = minute >= noon - 10 && minute < noon + 60 ? 10 : 4
  return {
    requests: requestsOf(minute),
    inService: capacity,
    floor: capacity,
    desired: capacity,
    forecastP50: 110,
    forecastP95: isBusy(minute) || isBusy(minute + 10) ? 420 : 120,
  }
}

/** Ten bad minutes from noon on, half of their requests bad. */
function trackingRow(minute: number): Partial<TimelineRow> {
  const isLate = minute >= noon && minute < noon + 10
  return { requests: requestsOf(minute), bad: isLate ? 12_000 : 0, inService: minute >= noon + 10 ? 10 : 4 }
}

export function decisionAt(minute: number, floorBefore: number, floorAfter: number): DecisionRow {
  const action = floorAfter > floorBefore ? 'raise' : floorAfter < floorBefore ? 'lower' : 'hold'
  // Reconcile runs half a minute after the minute.
  const t = new Date(dayStartMs + minute * minuteMs + 30_000).toISOString()
  return {
    t,
    action,
    reason: `because of minute ${minute}`,
    floorBefore,
    floorAfter,
    costUsdPerHour: floorAfter * 0.096,
  }
}

function fanAt(minute: number): FanRow {
  const minutesAhead = Array.from({ length: 30 }, (_, ahead) => ahead + 1)
  const at = (factor: number) => minutesAhead.map(ahead => (requestsOf(minute + ahead - 1) / 60) * factor)
  const t = new Date(dayStartMs + minute * minuteMs).toISOString()
  return { t, minutesAhead, p05: at(0.9), p25: at(0.95), p50: at(1), p75: at(1.05), p95: at(1.1) }
}

const decisions = [decisionAt(600, 4, 4), decisionAt(709, 4, 10), decisionAt(720, 10, 10), decisionAt(779, 10, 4)]

export function penumbraDay(values: Partial<PolicyResult> = {}): PolicyResult {
  const hours = Array.from({ length: 24 }, (_, hour) => ({
    t: new Date(dayStartMs + hour * hourMs).toISOString(),
    evaluated: 60,
    covered: hour === 12 ? 50 : 60,
    lossRps: 2,
    reactiveLossRps: 4,
    windowMinutes: 6,
  }))
  return samplePolicy({
    badRequests: 0,
    badMinutes: 0,
    timeline: sampleTimeline(minutesOfDay, penumbraRow),
    decisions,
    fans: Array.from({ length: minutesOfDay / 5 }, (_, index) => fanAt(index * 5)),
    forecast: { coverage95: 1430 / 1440, evaluated: 1440, hours },
    ...values,
  })
}

export function trackingDay(): PolicyResult {
  return samplePolicy({ badRequests: 120_000, badMinutes: 10, timeline: sampleTimeline(minutesOfDay, trackingRow) })
}

export function dayResult(policies?: Readonly<Record<string, PolicyResult>>): SimulationResult {
  return sampleResult(policies ?? { penumbra: penumbraDay(), 'target-tracking': trackingDay() }, { days: 1 })
}

export function dayHistory(name = 'web') {
  return groupHistory(name, dayResult())
}

/** A cursor: everything before it has come. */
export function cursorAt(hour: number, minute = 0): number {
  return dayStartMs + hour * hourMs + minute * minuteMs
}
