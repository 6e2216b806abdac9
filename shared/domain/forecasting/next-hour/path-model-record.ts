// What a path model consists of, and its compact record: plain JSON, arrays as base64 of their little-endian bytes, some
// 45 KB.
import { z } from 'zod'
import { InputError } from '../../errors.ts'
import type { ModelRecord } from '../model.ts'
import type { BaseCurve } from './base-curve.ts'
import { scaleFeatureCount } from './error-scale.ts'
import type { ResidualFit } from './fit-residuals.ts'
import { featureCount, memoryBins } from './residual-trace.ts'

export interface PathModelParameters extends ResidualFit {
  readonly algorithm: string
  readonly fittedAtMs: number
  readonly binSeconds: number
  readonly horizonBins: number
  readonly base: BaseCurve
  /** Mean square of one-bin innovations in the long run. */
  readonly usualTurbulence: number
  /** Share of a bin in the level after it, above 0 and at most 1. */
  readonly levelRate: number
  /** Largest rate in the history, requests per second. */
  readonly largestRps: number
}

const schema = z.object({
  schemaVersion: z.literal(2),
  horizonBins: z.number().int().min(1).max(60),
  usualTurbulence: z.number().positive(),
  levelRate: z.number().positive().max(1),
  largestRps: z.number().nonnegative(),
  surpriseThreshold: z.number().positive(),
  usualErrors: z.object({ learned: z.number().positive(), level: z.number().positive() }),
  baseFine: z.string(),
  baseCoarse: z.string(),
  weights: z.string(),
  reach: z.string(),
  scaleWeights: z.string(),
  hourlyErrors: z.string(),
  dailyErrors: z.string(),
  errorPaths: z.string(),
  /** Absent from records of earlier versions. */
  idleErrorPaths: z.string().default(''),
})

type Encoded = z.infer<typeof schema>

export function encodePathModel(model: PathModelParameters): Encoded {
  const { horizonBins, usualTurbulence, levelRate, largestRps, surpriseThreshold, usualErrors } = model
  return {
    schemaVersion: 2,
    horizonBins,
    usualTurbulence,
    levelRate,
    largestRps,
    surpriseThreshold,
    usualErrors,
    baseFine: toText(model.base.fine),
    baseCoarse: toText(model.base.coarse),
    weights: toText(model.weights),
    reach: toText(model.reach),
    scaleWeights: toText(model.scaleWeights),
    hourlyErrors: toText(model.seasons.hourly),
    dailyErrors: toText(model.seasons.daily),
    errorPaths: toText(model.errors),
    idleErrorPaths: toText(model.idleErrors),
  }
}

/** @throws InputError when the record is not one that `encodePathModel` could have written */
export function decodePathModel({ algorithm, fittedAtMs, binSeconds, parameters }: ModelRecord): PathModelParameters {
  const parsed = schema.safeParse(parameters)
  if (!parsed.success) throw new InputError(`model record with ${describe(parsed.error)}, wanted schema version 2`)
  const { horizonBins, usualTurbulence, levelRate, largestRps, surpriseThreshold, usualErrors, ...texts } = parsed.data
  const model = {
    ...{ algorithm, fittedAtMs, binSeconds, horizonBins, usualTurbulence, levelRate, largestRps },
    ...{ surpriseThreshold, usualErrors },
    base: { fine: floats(texts.baseFine), coarse: floats(texts.baseCoarse) },
    weights: floats(texts.weights),
    reach: floats(texts.reach),
    scaleWeights: floats(texts.scaleWeights),
    seasons: { hourly: floats(texts.hourlyErrors), daily: floats(texts.dailyErrors) },
    errors: integers(texts.errorPaths),
    idleErrors: integers(texts.idleErrorPaths),
  }
  refuseMisshapen(model)
  return model
}

function describe(error: z.ZodError): string {
  return error.issues.map(issue => `${issue.path.join('.') || 'parameters'}: ${issue.message.toLowerCase()}`).join(', ')
}

function refuseMisshapen(model: PathModelParameters) {
  const { horizonBins, base, weights, reach, scaleWeights, seasons, errors, idleErrors } = model
  const lengths: readonly (readonly [string, number, number])[] = [
    ['weights', weights.length, horizonBins * featureCount],
    ['reach', reach.length, horizonBins],
    ['scaleWeights', scaleWeights.length, scaleFeatureCount + 1],
    ['errorPaths beyond whole paths', errors.length % horizonBins, 0],
    ['idleErrorPaths beyond whole paths', idleErrors.length % horizonBins, 0],
    ['baseFine', Math.min(base.fine.length, memoryBins), memoryBins],
  ]
  for (const [name, got, want] of lengths) {
    if (got !== want) throw new InputError(`model record with ${got} values of ${name}, wanted ${want}`)
  }
  for (const values of [base.fine, base.coarse, weights, reach, scaleWeights, seasons.hourly, seasons.daily]) {
    if (values.length === 0 || !values.every(Number.isFinite)) {
      throw new InputError('model record with values that are missing or not finite, wanted finite numbers')
    }
  }
  if (errors.length === 0) throw new InputError('model record with 0 values of errorPaths, wanted whole paths')
}

function toText(values: Float32Array | Int16Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64')
}

function floats(text: string): Float32Array {
  const bytes = aligned(text)
  return new Float32Array(bytes.buffer, 0, bytes.length >> 2)
}

function integers(text: string): Int16Array {
  const bytes = aligned(text)
  return new Int16Array(bytes.buffer, 0, bytes.length >> 1)
}

/** The bytes in a buffer of their own: small Node buffers share one and may begin at an odd place. */
function aligned(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(text, 'base64'))
}
