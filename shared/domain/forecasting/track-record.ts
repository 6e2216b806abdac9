// Law 11: a group is acted on only while its forecasts beat a reactive baseline. Kept as 24 hourly sums, so that a tick adds
// four numbers and a day ago falls out by itself.
import { z } from 'zod'

/** How the forecasts of one hour fared. */
export const judgedHourSchema = z.object({
  /** Hours since the epoch. */
  hour: z.number().int(),
  forecastLoss: z.number(),
  reactiveLoss: z.number(),
  covered: z.number().int(),
  count: z.number().int(),
})

export type JudgedHour = z.infer<typeof judgedHourSchema>

export const trackRecordSchema = z.array(judgedHourSchema)

/** At most 24 hours, oldest first. */
export type TrackRecord = z.infer<typeof trackRecordSchema>

export interface Outcome {
  /** Pinball loss of the forecast's 95 % quantile. */
  readonly forecastLoss: number
  /** Pinball loss of the reactive baseline's. */
  readonly reactiveLoss: number
  /** Whether what came lay at or below the forecast's quantile. */
  readonly covered: boolean
}

export interface TrackSummary extends Omit<JudgedHour, 'hour'> {
  readonly hours: number
}

const hourMs = 3_600_000
const hoursKept = 24

/** A judgement over 24 hours needs 24 hours: fewer outcomes than nine tenths of a day's minutes prove nothing either way. */
const fewestOutcomes = 1296

export function addOutcome(record: TrackRecord, atMs: number, outcome: Outcome): TrackRecord {
  const hour = Math.floor(atMs / hourMs)
  const last = record.at(-1)
  const open = last?.hour === hour ? last : { hour, forecastLoss: 0, reactiveLoss: 0, covered: 0, count: 0 }
  const added = {
    hour,
    forecastLoss: open.forecastLoss + outcome.forecastLoss,
    reactiveLoss: open.reactiveLoss + outcome.reactiveLoss,
    covered: open.covered + (outcome.covered ? 1 : 0),
    count: open.count + 1,
  }
  return [...record.filter(entry => entry.hour !== hour && entry.hour > hour - hoursKept), added]
}

export function summarise(record: readonly JudgedHour[]): TrackSummary {
  const total = { forecastLoss: 0, reactiveLoss: 0, covered: 0, count: 0, hours: record.length }
  for (const entry of record) {
    total.forecastLoss += entry.forecastLoss
    total.reactiveLoss += entry.reactiveLoss
    total.covered += entry.covered
    total.count += entry.count
  }
  return total
}

/**
 * Forecasts that lean on the reactive baseline tie with it, and a tie is a coin toss every minute: worse means worse by this
 * share (docs/decisions: demotion margin).
 */
export const margin = 0.05

/** Whether the group should only be observed. Once demoted, it comes back when the forecasts are no worse than the baseline. */
export function isDemoted(record: TrackRecord, alreadyDemoted: boolean): boolean {
  const { forecastLoss, reactiveLoss, count } = summarise(record)
  if (count < fewestOutcomes) return alreadyDemoted
  return forecastLoss > (alreadyDemoted ? 1 : 1 + margin) * reactiveLoss
}

/** The newest hour of which nothing is on its way any more: forecasts of the last one may still be waiting for its last minutes. */
export function settledHour(record: TrackRecord, nowMs: number): JudgedHour | undefined {
  const settled = Math.floor(nowMs / hourMs) - 2
  return record.find(({ hour }) => hour === settled)
}
