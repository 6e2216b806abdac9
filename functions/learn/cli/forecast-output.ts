// What `npm run forecast` writes. Other programs read it: names and units stay.
import { z } from 'zod'
import type { Forecast } from '../../../shared/domain/forecasting/forecast.ts'

/** By level, as text: "0.5". */
const quantilesSchema = z.record(z.string(), z.number().nonnegative())

const stepSchema = z.strictObject({
  /** Requests in the bin: the forecast to be judged. */
  point: z.number().nonnegative(),
  q: quantilesSchema,
})

const forecastSchema = z.strictObject({
  /** ISO 8601: the start of the first bin that is forecast. */
  origin: z.iso.datetime(),
  /** Milliseconds that this forecast took, fit and all. */
  fitMs: z.number().nonnegative(),
  /** Share of each family, summing to 1. */
  weights: z.record(z.string(), z.number()),
  /** In one sentence, why this forecast is worse than it could be; null when it is not. */
  degraded: z.string().nullable(),
  /** `t` is the start of the bin. */
  steps: z.array(stepSchema.extend({ t: z.iso.datetime() })),
})

export const forecastFileSchema = z.strictObject({
  algorithm: z.string(),
  binSeconds: z.number().int().positive(),
  forecasts: z.array(forecastSchema),
})

/** What `--m4` writes: a forecast for each row of the file, without times. */
export const m4FileSchema = z.array(
  z.strictObject({ id: z.string(), fitMs: z.number().nonnegative(), steps: z.array(stepSchema) }),
)

export type ForecastFile = z.infer<typeof forecastFileSchema>
export type WrittenForecast = z.infer<typeof forecastSchema>
export type M4File = z.infer<typeof m4FileSchema>

/** A forecast and how long it took. */
export interface TimedForecast {
  readonly forecast: Forecast
  readonly fitMs: number
}

/** @param levels those of the forecast's quantiles */
export function writtenForecast({ forecast, fitMs }: TimedForecast, levels: readonly number[]): WrittenForecast {
  const { originMs, binSeconds, weights, degraded } = forecast
  const steps = writtenSteps(forecast, levels, binSeconds).map((step, bin) => ({
    t: new Date(originMs + bin * binSeconds * 1000).toISOString(),
    ...step,
  }))
  return {
    origin: new Date(originMs).toISOString(),
    fitMs: inHundredths(fitMs),
    weights,
    degraded: degraded ?? null,
    steps,
  }
}

export function writtenM4(id: string, { forecast, fitMs }: TimedForecast, levels: readonly number[]): M4File[number] {
  return { id, fitMs: inHundredths(fitMs), steps: writtenSteps(forecast, levels, 1) }
}

/** @param scale from the forecast's unit to that of the file: the seconds of a bin, where rates become requests per bin */
function writtenSteps({ steps }: Forecast, levels: readonly number[], scale: number) {
  return steps.map(({ point, quantiles }) => ({
    point: point * scale,
    q: Object.fromEntries(levels.map((level, index) => [String(level), quantiles[index] * scale])),
  }))
}

function inHundredths(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100
}
