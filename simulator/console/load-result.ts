// Reads a result that was written before. What another version wrote, or what was cut off, is told in one line before
// anything is shown.
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { InputError } from '../../shared/domain/errors.ts'
import type { SimulationResult } from '../result.ts'

const count = z.number()

const timelineRow = z.object({
  t: z.iso.datetime(),
  requests: count,
  bad: count,
  inService: count,
  shadow: count,
  warmRunning: count,
  warmStopped: count,
  pending: count,
  draining: count,
  desired: count,
  floor: count,
  forecastP50: count.nullable(),
  forecastP95: count.nullable(),
})

const decisionRow = z.object({
  t: z.iso.datetime(),
  action: z.string(),
  reason: z.string(),
  floorBefore: count,
  floorAfter: count,
  costUsdPerHour: count,
})

const quantiles = z.array(count)

const fanRow = z.object({
  t: z.iso.datetime(),
  minutesAhead: z.array(count),
  p05: quantiles,
  p25: quantiles,
  p50: quantiles,
  p75: quantiles,
  p95: quantiles,
})

const forecastHour = z.object({
  t: z.iso.datetime(),
  evaluated: count,
  covered: count,
  lossRps: count,
  reactiveLossRps: count.optional(),
  windowMinutes: count,
})

const policyResult = z.object({
  requests: count,
  badRequests: count,
  badMinutes: count,
  costUsd: count,
  instanceHours: z.object({
    inService: count,
    shadow: count,
    warmRunning: count,
    warmStopped: count,
    pending: count,
    draining: count,
  }),
  p50Ms: count,
  p99Ms: count,
  launches: count,
  timeline: z.array(timelineRow),
  decisions: z.array(decisionRow).optional(),
  forecast: z.object({ coverage95: count, evaluated: count, hours: z.array(forecastHour).optional() }).optional(),
  fans: z.array(fanRow).optional(),
  calls: z.record(z.string(), count).optional(),
})

const simulationResult = z.object({
  seed: count,
  trace: z.string(),
  scale: count,
  instanceRps: count.positive(),
  slo: z.object({ badShare: count, badMinuteShare: count, waitSeconds: count }),
  prices: z.object({ runningUsdPerHour: count, stoppedUsdPerHour: count, source: z.string() }),
  scenarioSha256: z.string(),
  configSha256: z.string(),
  start: z.iso.datetime(),
  days: count,
  traceRequests: count,
  policies: z.record(z.string(), policyResult),
}) satisfies z.ZodType<SimulationResult>

/** A result, and the text it was read from. */
export interface LoadedResult {
  readonly result: SimulationResult
  readonly json: string
}

/** @throws InputError in one line when there is no such file, or it is not a result of this version */
export function loadResult(path: string): LoadedResult {
  const json = readText(path)
  return { result: parseResult(path, json), json }
}

/**
 * @param path in messages
 * @throws InputError
 */
export function parseResult(path: string, json: string): SimulationResult {
  const parsed = simulationResult.safeParse(parseJson(path, json))
  if (parsed.success) return parsed.data
  const { path: place, message } = parsed.error.issues[0]
  const where = place.length === 0 ? 'the whole' : place.join('.')
  throw new InputError(
    `${path}: got ${where} that is none (${message}), wanted a result of this version: npm start writes one`,
  )
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new InputError(`${path}: got no readable file, wanted a result as npm start writes it`, { cause })
  }
}

function parseJson(path: string, json: string): unknown {
  try {
    return JSON.parse(json)
  } catch (cause) {
    throw new InputError(`${path}: got broken JSON, wanted a result as npm start writes it`, { cause })
  }
}
