// The compact record of a path model: plain JSON, arrays as base64 of their little-endian bytes, some 45 KB.
import { z } from 'zod'
import { InputError } from '../errors.ts'
import type { ModelRecord } from './model.ts'
import type { PathModelParameters } from './path-model.ts'
import { featureCount, memoryBins, scaleFeatureCount } from './residual-trace.ts'

const schema = z.object({
  schemaVersion: z.literal(1),
  horizonBins: z.number().int().min(1).max(60),
  longVariance: z.number().positive(),
  largestRps: z.number().nonnegative(),
  baseFine: z.string(),
  baseCoarse: z.string(),
  weights: z.string(),
  reach: z.string(),
  scaleWeights: z.string(),
  errors: z.string(),
})

type Encoded = z.infer<typeof schema>

export function encodePathModel(model: PathModelParameters): Encoded {
  return {
    schemaVersion: 1,
    horizonBins: model.horizonBins,
    longVariance: model.longVariance,
    largestRps: model.largestRps,
    baseFine: toText(model.base.fine),
    baseCoarse: toText(model.base.coarse),
    weights: toText(model.weights),
    reach: toText(model.reach),
    scaleWeights: toText(model.scaleWeights),
    errors: toText(model.errors),
  }
}

/** @throws InputError when the record is not one that `encodePathModel` could have written */
export function decodePathModel(record: ModelRecord): PathModelParameters {
  const parsed = schema.safeParse(record.parameters)
  if (!parsed.success)
    throw new InputError(`model record with ${describe(parsed.error)}, wanted one of schema version 1`)
  const encoded = parsed.data
  const model = {
    algorithm: record.algorithm,
    fittedAtMs: record.fittedAtMs,
    binSeconds: record.binSeconds,
    horizonBins: encoded.horizonBins,
    longVariance: encoded.longVariance,
    largestRps: encoded.largestRps,
    base: { fine: floats(encoded.baseFine), coarse: floats(encoded.baseCoarse) },
    weights: floats(encoded.weights),
    reach: floats(encoded.reach),
    scaleWeights: floats(encoded.scaleWeights),
    errors: integers(encoded.errors),
  }
  refuseMisshapen(model)
  return model
}

function describe(error: z.ZodError): string {
  return error.issues.map(issue => `${issue.path.join('.') || 'parameters'}: ${issue.message.toLowerCase()}`).join(', ')
}

function refuseMisshapen({ horizonBins, base, weights, reach, scaleWeights, errors }: PathModelParameters): void {
  const wanted: readonly (readonly [string, number, number])[] = [
    ['weights', weights.length, horizonBins * featureCount],
    ['reach', reach.length, horizonBins],
    ['scaleWeights', scaleWeights.length, scaleFeatureCount],
    ['errors', errors.length % horizonBins, 0],
    ['baseFine', Math.min(base.fine.length, memoryBins), memoryBins],
  ]
  for (const [name, got, want] of wanted) {
    if (got !== want) throw new InputError(`model record with ${got} values of ${name}, wanted ${want}`)
  }
  for (const values of [base.fine, base.coarse, weights, reach, scaleWeights]) {
    if (values.length === 0 || !values.every(Number.isFinite)) {
      throw new InputError('model record with values that are missing or not finite, wanted finite numbers')
    }
  }
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
function aligned(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'base64'))
}
