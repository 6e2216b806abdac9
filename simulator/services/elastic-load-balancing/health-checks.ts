// What a target's health checks have found so far. Pure: the checks come at fixed times, an outage makes those fail that fall
// into it.
//
// initial ── one passing check ──► healthy ── `unhealthyThreshold` failing in a row ──► unhealthy
//    └────── `unhealthyThreshold` failing in a row ──► unhealthy ── `healthyThreshold` passing in a row ──► healthy
// Source: "Health checks for Application Load Balancer target groups" in the user guide.

/** Reason codes of a failing check (source: TargetHealth.Reason in the SDK). */
export type FailureReason = 'Target.ResponseCodeMismatch' | 'Target.Timeout' | 'Target.FailedHealthChecks'

/** Epoch milliseconds; those of one instance are in order and do not overlap. */
export interface Outage {
  readonly fromMs: number
  /** Infinity while it lasts. */
  readonly toMs: number
  readonly reason: FailureReason
}

export interface CheckSchedule {
  /** Epoch milliseconds of the first check. */
  readonly firstMs: number
  readonly intervalMs: number
  readonly healthyThreshold: number
  readonly unhealthyThreshold: number
  /** Epoch milliseconds since which it is known to be healthy before any check; undefined for a newly registered target. */
  readonly healthyFromMs: number | undefined
}

export interface CheckedHealth {
  readonly state: 'initial' | 'healthy' | 'unhealthy'
  /** Epoch milliseconds at which it took that state; for `initial` the time of the first check. */
  readonly sinceMs: number
  /** Why the last check failed; undefined unless unhealthy. */
  readonly reason: FailureReason | undefined
}

/** Consecutive checks with one result. */
interface Stretch {
  readonly firstCheck: number
  readonly checks: number
  readonly failure: FailureReason | undefined
}

export function checkedHealth(schedule: CheckSchedule, outages: readonly Outage[], nowMs: number): CheckedHealth {
  let health = healthBefore(schedule)
  let streak = { isFailing: false, checks: 0 }
  for (const stretch of stretches(schedule, outages, nowMs)) {
    const isFailing = stretch.failure !== undefined
    const before = streak.isFailing === isFailing ? streak.checks : 0
    health = healthAfter(health, stretch, before, schedule)
    streak = { isFailing, checks: before + stretch.checks }
  }
  return health
}

function healthBefore({ firstMs, healthyFromMs }: CheckSchedule): CheckedHealth {
  if (healthyFromMs === undefined) return { state: 'initial', sinceMs: firstMs, reason: undefined }
  return { state: 'healthy', sinceMs: healthyFromMs, reason: undefined }
}

/** @param before checks with the same result right before the stretch */
function healthAfter(health: CheckedHealth, stretch: Stretch, before: number, schedule: CheckSchedule): CheckedHealth {
  const { failure, checks, firstCheck } = stretch
  const needed =
    failure !== undefined ? schedule.unhealthyThreshold : health.state === 'initial' ? 1 : schedule.healthyThreshold
  const state = failure === undefined ? 'healthy' : 'unhealthy'
  if (health.state === state) return { ...health, reason: failure }
  if (before + checks < needed) return health
  const turningCheck = firstCheck + Math.max(0, needed - before - 1)
  return { state, sinceMs: schedule.firstMs + turningCheck * schedule.intervalMs, reason: failure }
}

/** The checks up to `nowMs`, cut where an outage begins or ends. */
function stretches({ firstMs, intervalMs }: CheckSchedule, outages: readonly Outage[], nowMs: number): Stretch[] {
  const total = nowMs < firstMs ? 0 : Math.floor((nowMs - firstMs) / intervalMs) + 1
  // Checks before a time; a check at the very time belongs to what begins then.
  const checksBefore = (timeMs: number) => Math.min(total, Math.max(0, Math.ceil((timeMs - firstMs) / intervalMs)))
  const result: Stretch[] = []
  let next = 0
  const add = (end: number, failure: FailureReason | undefined) => {
    if (end > next) result.push({ firstCheck: next, checks: end - next, failure })
    next = Math.max(next, end)
  }
  for (const { fromMs, toMs, reason } of outages) {
    add(checksBefore(fromMs), undefined)
    add(checksBefore(toMs), reason)
  }
  add(total, undefined)
  return result
}
