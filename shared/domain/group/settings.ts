// What a team says about its group, as tags on the Auto Scaling group. Tags are user input: each is parsed by its own
// schema, and a bad one is reported with what was got and what was wanted.
import { z } from 'zod'
import { isAvailableAlgorithm } from '../forecasting/models.ts'

export const tagKeys = {
  enabled: 'penumbra:enabled',
  managed: 'penumbra:managed',
} as const

export const forecastAlgorithms = [
  'auto',
  'seasonal-naive',
  'ets',
  'mstl',
  'arima',
  'prophet',
  'harmonic',
  'seasonal-ar',
  'holt-winters',
  'neural',
] as const

const numberBetween = (minimum: number, maximum: number) => z.coerce.number().min(minimum).max(maximum)

/** A tag that shapes a decision today: its schema, what to tell somebody who got it wrong, and the default. */
const tagsInUse = {
  mode: tag('penumbra:mode', z.enum(['observe', 'act']), 'observe or act', 'observe'),
  algorithm: tag('penumbra:algorithm', z.enum(forecastAlgorithms), forecastAlgorithms.join(', '), 'auto'),
  requestsPerInstance: tag(
    'penumbra:requests-per-instance',
    numberBetween(0.001, 1e6).optional(),
    'requests per second that one instance serves, 0.001 to 1000000',
    undefined,
  ),
  missCostRatio: tag('penumbra:miss-cost-ratio', numberBetween(1.01, 10_000), 'a number from 1.01 to 10000', 700),
  maxHourlyCostUsd: tag(
    'penumbra:max-hourly-cost',
    numberBetween(0, 1e6).optional(),
    'US dollars, 0 to 1000000',
    undefined,
  ),
  budgetPercent: tag('penumbra:budget', numberBetween(1, 1000).default(100), 'percent, 1 to 1000', 100),
  freshMetric: tag(
    'penumbra:fresh-metric',
    z
      .string()
      // CloudWatch refuses a namespace that begins with a colon, and every other group's metric in the same call.
      .regex(/^[\w./#-][\w./:#-]*\/[\w./:#-]+$/)
      .optional(),
    'namespace/metric name of a count of requests with 10-second resolution',
    undefined,
  ),
  bootSafe: tag('penumbra:boot-safe', z.enum(['true', 'false']).default('false'), 'true or false', 'false'),
  scaleIn: tag('penumbra:scale-in', z.enum(['policy', 'penumbra']), 'policy or penumbra', 'policy'),
  application: tag(
    'penumbra:application',
    z
      .string()
      .regex(/^[\w.:/=+@ -]{1,128}$/)
      .optional(),
    '1 to 128 letters, digits, spaces or _ . : / = + - @',
    undefined,
  ),
} as const

/** Accepted and checked, but their features come later; reported so that nobody believes otherwise. */
const tagsNotYetInUse: Readonly<Record<string, { schema: z.ZodType; wanted: string }>> = {
  'penumbra:shadow-percentage': { schema: numberBetween(0, 100), wanted: 'percent, 0 to 100' },
  'penumbra:warmup-percentage': { schema: numberBetween(1, 5), wanted: 'percent, 1 to 5' },
  'penumbra:read-paths': { schema: z.string().min(1), wanted: 'path patterns' },
  'penumbra:slo-latency-ms': { schema: numberBetween(1, 600_000), wanted: 'milliseconds, 1 to 600000' },
  'penumbra:slo-error-percent': { schema: numberBetween(0, 100), wanted: 'percent, 0 to 100' },
  'penumbra:relax-target': { schema: numberBetween(1, 100), wanted: 'percent, 1 to 100' },
  'penumbra:release': { schema: z.enum(['off', 'observe', 'auto']), wanted: 'off, observe or auto' },
  'penumbra:shadow-market': { schema: z.enum(['on-demand', 'spot']), wanted: 'on-demand or spot' },
  'penumbra:patch-runbook': { schema: z.string().min(1), wanted: 'the name of an SSM document' },
  'penumbra:calendar': { schema: z.string().min(1), wanted: 'the name of an SSM Change Calendar' },
}

/** Written by Penumbra itself, or the opt-in: never a problem. */
const tagsOfPenumbra = new Set<string>([tagKeys.enabled, tagKeys.managed, 'penumbra:shadow-of', 'penumbra:role'])

export type GroupSettings = {
  readonly [Name in keyof typeof tagsInUse]: z.output<(typeof tagsInUse)[Name]['schema']>
}

export interface TagProblem {
  readonly tag: string
  readonly got: string
  readonly wanted: string
}

export interface ParsedTags {
  /** Every tag that is good, with defaults for what is missing or bad. */
  readonly settings: GroupSettings
  readonly problems: readonly TagProblem[]
  /** Tags that are set and accepted although their feature is not built yet. */
  readonly notYetInUse: readonly string[]
}

export const groupSettingsSchema = z.object({
  mode: tagsInUse.mode.schema,
  algorithm: tagsInUse.algorithm.schema,
  requestsPerInstance: tagsInUse.requestsPerInstance.schema,
  missCostRatio: tagsInUse.missCostRatio.schema,
  maxHourlyCostUsd: tagsInUse.maxHourlyCostUsd.schema,
  budgetPercent: tagsInUse.budgetPercent.schema,
  freshMetric: tagsInUse.freshMetric.schema,
  bootSafe: tagsInUse.bootSafe.schema,
  scaleIn: tagsInUse.scaleIn.schema,
  application: tagsInUse.application.schema,
})

export const defaultSettings: GroupSettings = Object.freeze(parseTags({}).settings)

/** Opted in is exactly `penumbra:enabled=true`; any other value of that tag is reported by `parseTags`. */
export function isOptedIn(tags: Readonly<Record<string, string>>): boolean {
  return tags[tagKeys.enabled] === 'true'
}

/** Reads the `penumbra:*` tags of a group; other tags are none of our business. */
export function parseTags(tags: Readonly<Record<string, string>>): ParsedTags {
  const problems: TagProblem[] = []
  const settings = Object.fromEntries(
    Object.entries(tagsInUse).map(([name, definition]) => [name, readTag(tags, definition, problems)]),
  ) as GroupSettings
  const notYetInUse = Object.keys(tags).filter(key => key in tagsNotYetInUse)
  for (const key of notYetInUse) {
    const { schema, wanted } = tagsNotYetInUse[key]
    if (!isGood(schema, tags[key])) problems.push({ tag: key, got: tags[key], wanted })
  }
  problems.push(...strayTags(tags))
  if (!isAvailableAlgorithm(settings.algorithm)) notYetInUse.push(tagsInUse.algorithm.key)
  if (settings.application !== undefined) notYetInUse.push(tagsInUse.application.key)
  return { settings, problems, notYetInUse }
}

/** `penumbra:mode: got "fast", wanted observe or act` */
export function describeProblem(problem: TagProblem): string {
  return `${problem.tag}: got "${problem.got}", wanted ${problem.wanted}`
}

function strayTags(tags: Readonly<Record<string, string>>): TagProblem[] {
  const known = new Set([...Object.values(tagsInUse).map(({ key }) => key), ...Object.keys(tagsNotYetInUse)])
  const stray = Object.keys(tags)
    .filter(key => key.startsWith('penumbra:') && !known.has(key) && !tagsOfPenumbra.has(key))
    .map(key => ({ tag: key, got: tags[key], wanted: 'no such tag (see the README for the tags that exist)' }))
  const enabled = tags[tagKeys.enabled]
  if (enabled === undefined || enabled === 'true' || enabled === 'false') return stray
  return [...stray, { tag: tagKeys.enabled, got: enabled, wanted: 'true or false' }]
}

interface TagDefinition<Schema extends z.ZodType> {
  readonly key: string
  readonly schema: Schema
  readonly wanted: string
  readonly fallback: z.output<Schema>
}

function tag<Schema extends z.ZodType>(
  key: string,
  schema: Schema,
  wanted: string,
  fallback: z.output<Schema>,
): TagDefinition<Schema> {
  return { key, schema, wanted, fallback }
}

function readTag(
  tags: Readonly<Record<string, string>>,
  { key, schema, wanted, fallback }: TagDefinition<z.ZodType>,
  problems: TagProblem[],
): unknown {
  const got = tags[key]
  if (got === undefined) return fallback
  if (isGood(schema, got)) return schema.parse(got)
  problems.push({ tag: key, got, wanted })
  return fallback
}

/** An empty value is never good: `Number('')` is 0, which nobody means. */
function isGood(schema: z.ZodType, value: string): boolean {
  return value.trim() !== '' && schema.safeParse(value).success
}
