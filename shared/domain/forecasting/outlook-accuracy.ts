// How outlooks fared. Every hour is judged three times: by what was said of it up to six hours, a day and two days before. With
// an outlook every six hours, the six hours before each of these leads make each hour judged exactly once for each. What
// is kept is sums by day, four weeks of them; beside the errors those of the plainest forecast, the same hour of the day before
// (of two days before, at two days), so that people see whether the outlook was worth having.
import { z } from 'zod'
import type { DemandSeries } from '../demand/series.ts'
import { endOf } from '../demand/series.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const daysKept = 28

/** Hours between an outlook and the end of what is judged of it; each stands for the six hours up to it. */
const judgedLeads = [6, 24, 48] as const
const hoursOfALead = 6

const leadHours = z.literal([...judgedLeads])

export const awaitedHourSchema = z.object({
  leadHours,
  /** Epoch milliseconds at which the hour begins. */
  fromMs: z.number(),
  point: z.number(),
  p05: z.number(),
  p95: z.number(),
  /** The same hour one or two days before; absent where it is not known. */
  dayBefore: z.number().optional(),
})

export type AwaitedHour = Readonly<z.infer<typeof awaitedHourSchema>>

/** Sums over the hours of one day. */
export const judgedDaySchema = z.object({
  leadHours,
  /** Days since the epoch. */
  day: z.number().int(),
  hours: z.number().int(),
  /** Hours that came within the 5 % and the 95 % quantile. */
  covered: z.number().int(),
  /** Hours at or below the 95 % quantile. */
  below: z.number().int(),
  /** Of the point, requests per second. */
  absoluteError: z.number(),
  demand: z.number(),
  /** Hours of which the day before was known, the outlook's error in them and that of the day before. */
  compared: z.number().int(),
  comparedError: z.number(),
  dayBeforeError: z.number(),
})

export type JudgedDay = Readonly<z.infer<typeof judgedDaySchema>>

interface AccuracyRecord {
  readonly awaited: AwaitedHour[]
  readonly judged: JudgedDay[]
}

/** What an outlook says of the hours that will be judged. */
interface Said {
  readonly fromMs: number
  readonly point: readonly number[]
  readonly p05: readonly number[]
  readonly p95: readonly number[]
}

/** @param hourly what is known, in hours; for the day before */
export function awaitedOf({ fromMs, point, p05, p95 }: Said, hourly: DemandSeries): AwaitedHour[] {
  return judgedLeads.flatMap(lead =>
    Array.from({ length: hoursOfALead }, (_, index) => lead - hoursOfALead + index)
      .filter(hour => hour < point.length)
      .map(hour => {
        const atMs = fromMs + hour * hourMs
        const dayBefore = rateAt(hourly, atMs - Math.ceil(lead / 24) * dayMs)
        const said = { point: point[hour], p05: p05[hour], p95: p95[hour] }
        return { leadHours: lead, fromMs: atMs, ...said, ...(!Number.isNaN(dayBefore) && { dayBefore }) }
      }),
  )
}

/**
 * Judges every awaited hour that is known by now. One that ended before the series does and is still not known never will be.
 * @param hourly what is known, in hours, NaN where nothing is
 */
export function judgeOutlooks(record: AccuracyRecord, hourly: DemandSeries): AccuracyRecord {
  const awaited: AwaitedHour[] = []
  let judged = record.judged
  for (const hour of record.awaited) {
    const came = rateAt(hourly, hour.fromMs)
    if (!Number.isNaN(came)) judged = addHour(judged, hour, came)
    else if (hour.fromMs + hourMs > endOf(hourly)) awaited.push(hour)
  }
  const newest = Math.floor(endOf(hourly) / dayMs)
  return { awaited, judged: judged.filter(({ day }) => day > newest - daysKept) }
}

function rateAt({ startMs, binSeconds, ratesRps }: DemandSeries, atMs: number): number {
  return ratesRps[Math.round((atMs - startMs) / (binSeconds * 1000))] ?? Number.NaN
}

function addHour(judged: readonly JudgedDay[], hour: AwaitedHour, came: number): JudgedDay[] {
  const { leadHours: lead, fromMs, point, p05, p95, dayBefore } = hour
  const day = Math.floor(fromMs / dayMs)
  const open = judged.find(each => each.day === day && each.leadHours === lead) ?? nothingJudged(lead, day)
  const error = Math.abs(point - came)
  const added = {
    ...open,
    hours: open.hours + 1,
    covered: open.covered + (p05 <= came && came <= p95 ? 1 : 0),
    below: open.below + (came <= p95 ? 1 : 0),
    absoluteError: open.absoluteError + error,
    demand: open.demand + came,
    ...(dayBefore !== undefined && {
      compared: open.compared + 1,
      comparedError: open.comparedError + error,
      dayBeforeError: open.dayBeforeError + Math.abs(dayBefore - came),
    }),
  }
  return [...judged.filter(each => each !== open), added]
}

function nothingJudged(lead: JudgedDay['leadHours'], day: number): JudgedDay {
  const sums = { hours: 0, covered: 0, below: 0, absoluteError: 0, demand: 0 }
  return { leadHours: lead, day, ...sums, compared: 0, comparedError: 0, dayBeforeError: 0 }
}

/** How outlooks of one lead fared over the last four weeks. */
export interface OutlookAccuracy {
  /** Up to how many hours before the outlooks were made. */
  readonly leadHours: number
  readonly hours: number
  /** Share of hours within the interval that was said to hold 90 % of them, 0 to 1. */
  readonly coveredShare: number
  /** Share of hours at or below the 95 % quantile, 0 to 1. */
  readonly belowShare: number
  /** Mean error of the point, percent of the mean demand; undefined where there was none. */
  readonly errorPercent: number | undefined
  /** Its errors over those of the same hour one or two days before, below 1 where it was better. */
  readonly ofDayBefore: number | undefined
}

/** By lead; leads of which nothing is judged yet are missing. */
export function accuracyOf(judged: readonly JudgedDay[]): OutlookAccuracy[] {
  return judgedLeads.flatMap(lead => {
    const days = judged.filter(({ leadHours: of }) => of === lead)
    const sum = (of: (day: JudgedDay) => number) => days.reduce((total, day) => total + of(day), 0)
    const hours = sum(day => day.hours)
    if (hours === 0) return []
    return {
      leadHours: lead,
      hours,
      coveredShare: sum(day => day.covered) / hours,
      belowShare: sum(day => day.below) / hours,
      errorPercent: share(
        100 * sum(day => day.absoluteError),
        sum(day => day.demand),
      ),
      ofDayBefore: share(
        sum(day => day.comparedError),
        sum(day => day.dayBeforeError),
      ),
    }
  })
}

function share(part: number, whole: number): number | undefined {
  return whole > 0 ? part / whole : undefined
}
