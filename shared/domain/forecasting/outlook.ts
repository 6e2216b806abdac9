// What is expected of the next two days, hour by hour, for people and for plans that need more than an hour. It is drawn every
// six hours, since the season of days hardly moves within one, and reaches six hours beyond the two days, so that two days are
// always ahead. What it said is kept until it is known what came (outlook-accuracy.ts).
import { z } from 'zod'
import type { ForecastAlgorithm } from './algorithms.ts'
import { forecastAlgorithms } from './algorithms.ts'
import type { Forecast } from './forecast.ts'
import { awaitedHourSchema, judgedDaySchema } from './outlook-accuracy.ts'

const hourMs = 3_600_000

const outlookEveryMs = 6 * hourMs

/** Two days after the next outlook is due. */
export const outlookHours = 54

/** Quantiles of an outlook. */
export const outlookLevels = [0.05, 0.25, 0.5, 0.75, 0.95] as const

const rates = z.array(z.number().nonnegative())

export const outlookSchema = z.object({
  schemaVersion: z.literal(1),
  madeAtMs: z.number(),
  /** What the group's settings ask for. */
  asked: z.enum(forecastAlgorithms),
  /** What it was drawn with. */
  algorithm: z.string(),
  weights: z.record(z.string(), z.number()),
  /** Why it is worth less than it could be, in one plain sentence. */
  degraded: z.string().optional(),
  /** Epoch milliseconds at which the first hour begins. */
  fromMs: z.number(),
  /** Mean requests per second of every hour. */
  point: rates,
  p05: rates,
  p25: rates,
  p50: rates,
  p75: rates,
  p95: rates,
  /** What earlier outlooks and this one said of hours that are not over. */
  awaited: z.array(awaitedHourSchema),
  /** How outlooks fared, by day. */
  judged: z.array(judgedDaySchema),
})

export type Outlook = Readonly<z.infer<typeof outlookSchema>>

type Record = Pick<Outlook, 'awaited' | 'judged'>

/** @param record what is kept of earlier outlooks */
export function outlookOf(
  { algorithm, weights, degraded, originMs, steps }: Forecast,
  asked: ForecastAlgorithm,
  madeAtMs: number,
  record: Record,
): Outlook {
  const at = (level: (typeof outlookLevels)[number]) =>
    steps.map(({ quantiles }) => rounded(quantiles[outlookLevels.indexOf(level)]))
  return {
    ...{ schemaVersion: 1, madeAtMs, asked, algorithm, weights: roundedWeights(weights), degraded, fromMs: originMs },
    point: steps.map(({ point }) => rounded(point)),
    ...{ p05: at(0.05), p25: at(0.25), p50: at(0.5), p75: at(0.75), p95: at(0.95) },
    ...record,
  }
}

/** Whether the group's next outlook is due: learning comes every hour, give or take some minutes. */
export function isOutlookDue(outlook: Outlook | undefined, asked: ForecastAlgorithm, nowMs: number): boolean {
  if (outlook === undefined || outlook.asked !== asked) return true
  return nowMs - outlook.madeAtMs >= outlookEveryMs - hourMs / 2
}

/** Four digits are more than anybody can foretell. */
function rounded(value: number): number {
  return Number(Math.max(value, 0).toPrecision(4))
}

function roundedWeights(weights: Forecast['weights']): { [family: string]: number } {
  return Object.fromEntries(Object.entries(weights).map(([family, weight]) => [family, Number(weight.toFixed(4))]))
}
