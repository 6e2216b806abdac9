// Which bins a GetMetricData query asks for. Rules by the age of StartTime: MetricStat.Period and GetMetricDataInput.StartTime.

export interface QueryGrid {
  /** Epoch milliseconds of the first bin. */
  readonly startMs: number
  readonly periodMs: number
  /** 0 where the period is too fine for the age: CloudWatch then returns no data. */
  readonly bins: number
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** Up to each age: the period must be a multiple of `periodMs`, the start is rounded down to `roundingMs`. */
const ageRules = [
  { ageMs: 3 * hourMs, periodMs: 1000, roundingMs: 60_000 },
  { ageMs: 15 * dayMs, periodMs: 60_000, roundingMs: 60_000 },
  { ageMs: 63 * dayMs, periodMs: 300_000, roundingMs: 300_000 },
  { ageMs: Number.POSITIVE_INFINITY, periodMs: hourMs, roundingMs: hourMs },
]

/** Bins start at the rounded start; none lies after `nowMs`, where nothing can be read yet. */
export function queryGrid(startMs: number, endMs: number, periodSeconds: number, nowMs: number): QueryGrid {
  const periodMs = periodSeconds * 1000
  const rule = ageRules.find(({ ageMs }) => nowMs - startMs <= ageMs)!
  if (periodMs % rule.periodMs !== 0) return { startMs, periodMs, bins: 0 }
  const roundingMs = Math.min(rule.roundingMs, periodMs)
  const firstMs = Math.floor(startMs / roundingMs) * roundingMs
  return { startMs: firstMs, periodMs, bins: Math.max(0, Math.ceil((Math.min(endMs, nowMs) - firstMs) / periodMs)) }
}

/** 1, 5, 10, 20 or 30 seconds, or a multiple of a minute. */
export function isPeriod(seconds: number | undefined): seconds is number {
  if (seconds === undefined || !(seconds > 0)) return false
  return [1, 5, 10, 20, 30].includes(seconds) || seconds % 60 === 0
}
