// What a team says about its group, as tags on the Auto Scaling group. Tags are user input: each is parsed by its own
// schema, and a bad one is reported with what was got and what was wanted.
import { z } from 'zod'
import { forecastAlgorithms } from '../forecasting/algorithms.ts'
import { defaultTagKeys, type TagKeys, tagKey } from './tag-keys.ts'

const numberBetween = (minimum: number, maximum: number) => z.coerce.number().min(minimum).max(maximum)

/** A tag that shapes a decision today: its schema, what to tell somebody who got it wrong, and the default. */
const tagsInUse = {
  mode: tag('mode', z.enum(['observe', 'act']), 'observe or act', 'observe'),
  algorithm: tag('algorithm', z.enum(forecastAlgorithms), forecastAlgorithms.join(', '), 'auto'),
  requestsPerInstance: tag(
    'requests-per-instance',
    numberBetween(0.001, 1e6).optional(),
    'requests per second that one instance serves, 0.001 to 1000000',
    undefined,
  ),
  missCostRatio: tag('miss-cost-ratio', numberBetween(1.01, 10_000), 'a number from 1.01 to 10000', 700),
  maxHourlyCostUsd: tag('max-hourly-cost', numberBetween(0, 1e6).optional(), 'US dollars, 0 to 1000000', undefined),
  budgetPercent: tag('budget', numberBetween(1, 1000).default(100), 'percent, 1 to 1000', 100),
  freshMetric: tag(
    'fresh-metric',
    z
      .string()
      // CloudWatch refuses a namespace that begins with a colon, and every other group's metric in the same call.
      .regex(/^[\w./#-][\w./:#-]*\/[\w./:#-]+$/)
      .optional(),
    'namespace/metric name of a count of requests with 10-second resolution',
    undefined,
  ),
  bootSafe: tag('boot-safe', z.enum(['true', 'false']).default('false'), 'true or false', 'false'),
  scaleIn: tag('scale-in', z.enum(['policy', 'penumbra']), 'policy or penumbra', 'policy'),
  application: tag(
    'application',
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
  'shadow-percentage': { schema: numberBetween(0, 100), wanted: 'percent, 0 to 100' },
  'warmup-percentage': { schema: numberBetween(1, 5), wanted: 'percent, 1 to 5' },
  'read-paths': { schema: z.string().min(1), wanted: 'path patterns' },
  'slo-latency-ms': { schema: numberBetween(1, 600_000), wanted: 'milliseconds, 1 to 600000' },
  'slo-error-percent': { schema: numberBetween(0, 100), wanted: 'percent, 0 to 100' },
  'relax-target': { schema: numberBetween(1, 100), wanted: 'percent, 1 to 100' },
  release: { schema: z.enum(['off', 'observe', 'auto']), wanted: 'off, observe or auto' },
  'shadow-market': { schema: z.enum(['on-demand', 'spot']), wanted: 'on-demand or spot' },
  'patch-runbook': { schema: z.string().min(1), wanted: 'the name of an SSM document' },
  calendar: { schema: z.string().min(1), wanted: 'the name of an SSM Change Calendar' },
}

/** Written by Penumbra itself, or the opt-in: never a problem. */
const tagsOfPenumbra = ['enabled', 'managed', 'shadow-of', 'role']

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

export const defaultSettings: GroupSettings = Object.freeze(parseTags({}, defaultTagKeys).settings)

/** Opted in is exactly `penumbra:enabled=true`; any other value of that tag is reported by `parseTags`. */
export function isOptedIn(tags: Readonly<Record<string, string>>, { enabled }: TagKeys): boolean {
  return tags[enabled] === 'true'
}

/** Reads the tags of a group whose keys begin with Penumbra's prefix; other tags are none of our business. */
export function parseTags(tags: Readonly<Record<string, string>>, keys: TagKeys): ParsedTags {
  const problems: TagProblem[] = []
  const settings = Object.fromEntries(
    Object.entries(tagsInUse).map(([name, definition]) => [name, readTag(tags, keys, definition, problems)]),
  ) as GroupSettings
  const notYetInUse: string[] = []
  for (const [name, { schema, wanted }] of Object.entries(tagsNotYetInUse)) {
    const key = tagKey(keys.prefix, name)
    if (tags[key] === undefined) continue
    notYetInUse.push(key)
    if (!isGood(schema, tags[key])) problems.push({ tag: key, got: tags[key], wanted })
  }
  problems.push(...strayTags(tags, keys))
  return { settings, problems, notYetInUse }
}

/** `penumbra:mode: got "fast", wanted observe or act` */
export function describeProblem(problem: TagProblem): string {
  return `${problem.tag}: got "${problem.got}", wanted ${problem.wanted}`
}

const knownNames = new Set([
  ...Object.values(tagsInUse).map(({ name }) => name),
  ...Object.keys(tagsNotYetInUse),
  ...tagsOfPenumbra,
])

function strayTags(tags: Readonly<Record<string, string>>, keys: TagKeys): TagProblem[] {
  const start = tagKey(keys.prefix, '')
  const stray = Object.keys(tags)
    .filter(key => key.startsWith(start) && !knownNames.has(key.slice(start.length)))
    .map(key => ({ tag: key, got: tags[key], wanted: 'no such tag (see the README for the tags that exist)' }))
  const enabled = tags[keys.enabled]
  if (enabled === undefined || enabled === 'true' || enabled === 'false') return stray
  return [...stray, { tag: keys.enabled, got: enabled, wanted: 'true or false' }]
}

interface TagDefinition<Schema extends z.ZodType> {
  /** What follows the prefix and its colon. */
  readonly name: string
  readonly schema: Schema
  readonly wanted: string
  readonly fallback: z.output<Schema>
}

function tag<Schema extends z.ZodType>(
  name: string,
  schema: Schema,
  wanted: string,
  fallback: z.output<Schema>,
): TagDefinition<Schema> {
  return { name, schema, wanted, fallback }
}

function readTag(
  tags: Readonly<Record<string, string>>,
  { prefix }: TagKeys,
  { name, schema, wanted, fallback }: TagDefinition<z.ZodType>,
  problems: TagProblem[],
): unknown {
  const key = tagKey(prefix, name)
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
