// When a schedule runs: `rate(5 minutes)` or `at(2026-11-21T10:00:00)`, in UTC. Cron is not simulated.

export type ScheduleExpression =
  | { readonly kind: 'rate'; readonly periodMs: number }
  /** `timeMs` is in epoch milliseconds. */
  | { readonly kind: 'at'; readonly timeMs: number }

const minuteMs = 60_000
const unitMs: Readonly<Record<string, number>> = { minute: minuteMs, hour: 60 * minuteMs, day: 1440 * minuteMs }

/** Undefined for anything that cannot be understood. */
export function parseScheduleExpression(text: string): ScheduleExpression | undefined {
  const [, value, unit] = /^rate\(([1-9]\d*) (minute|hour|day)s?\)$/.exec(text) ?? []
  if (unit !== undefined) return { kind: 'rate', periodMs: Number(value) * unitMs[unit] }
  const [, time] = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/.exec(text) ?? []
  const timeMs = time === undefined ? Number.NaN : Date.parse(`${time}Z`)
  return Number.isNaN(timeMs) ? undefined : { kind: 'at', timeMs }
}

export interface ScheduleTimes {
  readonly expression: ScheduleExpression
  /** Epoch milliseconds from which a rate counts: its StartDate, or when it was created or changed. */
  readonly startMs: number
  /** Epoch milliseconds after which a rate runs no more. */
  readonly endMs: number
}

/**
 * The first time from `fromMs` on at which the schedule is due, in epoch milliseconds; undefined when there is none. A rate
 * is due at full minutes, first at or right after its start: "if you do not provide a StartDate for a rate-based schedule,
 * your schedule starts invoking the target immediately" (Scheduler user guide, "Schedule types").
 */
export function nextDue({ expression, startMs, endMs }: ScheduleTimes, fromMs: number): number | undefined {
  if (expression.kind === 'at') return expression.timeMs >= fromMs ? expression.timeMs : undefined
  const firstMs = Math.ceil(startMs / minuteMs) * minuteMs
  const periods = Math.max(0, Math.ceil((fromMs - firstMs) / expression.periodMs))
  const dueMs = firstMs + periods * expression.periodMs
  return dueMs <= endMs ? dueMs : undefined
}

/** When a due schedule is run: `delaySeconds` into its minute ("60 second precision"), and never before it is due. */
export function firingTime(dueMs: number, delaySeconds: number): number {
  return Math.max(dueMs, Math.floor(dueMs / minuteMs) * minuteMs + delaySeconds * 1000)
}
