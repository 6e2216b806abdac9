// What is expected of the next half-hour, minute by minute, for people to look at beside what came.
import { z } from 'zod'
import { type RecentDemand, toSeries } from '../demand/recent-demand.ts'
import type { FittedModel } from './model.ts'
import { maximumSamples, selectQuantile } from './quantiles.ts'

const quantiles = z.array(z.number())

/** Quantiles of demand in single minutes, requests per second; arrays run over `minutesAhead`. */
export const demandFanSchema = z.object({
  /** Epoch milliseconds at which minute 1 begins. */
  fromMs: z.number(),
  minutesAhead: z.array(z.number()),
  p05: quantiles,
  p25: quantiles,
  p50: quantiles,
  p75: quantiles,
  p95: quantiles,
})

export type DemandFan = z.infer<typeof demandFanSchema>

/** Dense where a launch takes its time, sparse where only the course is of interest. */
const minutesAhead = [1, 2, 3, 4, 5, 7, 10, 15, 20, 25, 30]

/** A fan is drawn at the first tick of every five minutes. */
export const fanEveryMs = 5 * 60_000

export function demandFan(model: FittedModel, recent: RecentDemand): DemandFan {
  const shown = minutesAhead.filter(minute => minute <= model.horizonBins)
  const paths = model.paths(toSeries(recent), shown.at(-1) ?? 1)
  const samples = shown.map(minute => maximumSamples(paths, minute - 1, minute))
  const at = (level: number) => samples.map(values => selectQuantile(values, level))
  return {
    fromMs: recent.endMs,
    minutesAhead: shown,
    p05: at(0.05),
    p25: at(0.25),
    p50: at(0.5),
    p75: at(0.75),
    p95: at(0.95),
  }
}
