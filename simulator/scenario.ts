// Every number that the simulated region rests on. A scenario file changes some of them; docs/scenario.md tells each one's
// unit and source. Scenarios are strict: a misspelt key must not pass as a default.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { InputError } from '../shared/domain/errors.ts'

const positive = z.number().positive()
const nonNegative = z.number().min(0)
const share = z.number().min(0).max(1)
const count = z.number().int().min(0)

const instance = z
  .strictObject({
    servers: z.number().int().min(1).max(256).default(8).describe('parallel servers of one instance (M/M/c)'),
    rpsPerServer: positive.default(6.25).describe('requests per second that one server completes'),
    imbalance: z
      .number()
      .min(0)
      .max(0.3)
      .default(0.05)
      .describe('relative standard deviation of load between instances'),
    slowWaitServiceTimes: positive.default(4).describe('a wait longer than this many mean service times is bad'),
    errorShare: z
      .number()
      .min(0)
      .max(0.99)
      .default(0)
      .describe('share of requests answered with 5xx whatever the load'),
  })
  .prefault({})

const coldServing = z
  .strictObject({
    share: z.number().positive().max(1).default(0.6).describe('share of its capacity that a cold instance serves'),
    rampSeconds: nonNegative.default(180).describe('seconds of serving until an instance has its full capacity'),
  })
  .prefault({})

const leads = z
  .strictObject({
    coldMeanSeconds: positive.default(150).describe('cold launch to healthy, mean (lognormal)'),
    coldP95Seconds: positive.default(210).describe('cold launch to healthy, 95th percentile'),
    stoppedMeanSeconds: positive.default(90).describe('stopped warm-pool instance to healthy, mean (lognormal)'),
    stoppedP95Seconds: positive.default(125).describe('stopped warm-pool instance to healthy, 95th percentile'),
    registrationMinSeconds: nonNegative.default(5).describe('registration or running pool to healthy, least'),
    registrationMaxSeconds: nonNegative.default(35).describe('registration or running pool to healthy, most'),
  })
  .check(ordered('coldMeanSeconds', 'coldP95Seconds', 3.8), ordered('stoppedMeanSeconds', 'stoppedP95Seconds', 3.8))
  .check(ordered('registrationMinSeconds', 'registrationMaxSeconds'))
  .prefault({})

const prices = z
  .strictObject({
    runningUsdPerHour: nonNegative.default(0.096).describe('price of a running instance'),
    stoppedUsdPerHour: nonNegative.default(0.0022).describe('price of a stopped instance (its volume)'),
    minimumBilledSeconds: nonNegative.default(60).describe('least time billed for a launch'),
    source: z.string().default('static table: m5.large Linux, us-east-1').describe('where the prices come from'),
  })
  .prefault({})

const freshMetric = z
  .strictObject({
    enabled: z.boolean().default(true).describe('whether the application publishes its own 10-second metrics'),
    // What the tag penumbra:fresh-metric cannot say would be a bad tag, and Penumbra would only observe.
    namespace: z
      .string()
      .regex(/^[\w./#-][\w./:#-]*$/, 'expected letters, digits or . - _ / # :, and no : at its beginning')
      .default('Penumbra/Demand')
      .describe('their CloudWatch namespace'),
  })
  .prefault({})

const lambda = z
  .strictObject({
    asyncDelayMs: nonNegative.default(200).describe('delay of an asynchronous invocation'),
    duplicateProbability: share.default(0.001).describe('probability that an asynchronous event is delivered twice'),
  })
  .prefault({})

const events = z
  .strictObject({
    lossProbability: share
      .default(0.01)
      .describe('probability that an EventBridge event of an AWS service never comes'),
    maxDelayMs: nonNegative.default(1000).describe('latest delay of an EventBridge event'),
  })
  .prefault({})

const group = z
  .strictObject({
    minSize: count.default(2).describe('MinSize of the group'),
    maxSize: z.number().int().min(1).default(200).describe('MaxSize of the group'),
    instanceWarmupSeconds: count.default(180).describe('DefaultInstanceWarmup of the group'),
    availabilityZones: z
      .array(z.string().min(1))
      .min(1)
      .default(['us-east-1a', 'us-east-1b', 'us-east-1c'])
      .describe('zones of the group'),
    instanceType: z.string().min(1).default('m5.large').describe('instance type of the group'),
  })
  .check(ordered('minSize', 'maxSize'))
  .prefault({})

const team = z
  .strictObject({
    targetTrackingPercent: z.number().min(1).max(100).default(80).describe("the team's CPU target beneath Penumbra"),
  })
  .prefault({})

const paths = z
  .array(z.strictObject({ path: z.string().describe('path of a request'), share: positive }))
  .min(1)
  .default([{ path: '/', share: 1 }])
  .check(context => {
    for (const [index, { path }] of context.value.entries()) {
      if (/^\/[A-Za-z0-9_\-.$/~"'@:+&]{0,127}$/.test(path)) continue
      const message = `got ${JSON.stringify(path)} for paths.${index}.path, wanted / and at most 127 characters without wildcards`
      context.issues.push({ code: 'custom', message, input: path, path: [index, 'path'] })
    }
  })
  .describe('paths of the requests, reads and writes alike; only the proportions of their shares count')

const slo = z
  .strictObject({
    badShare: share.default(0.01).describe('share of all requests that may be bad'),
    badMinuteShare: share.default(0.01).describe('a minute with a larger share of bad requests is a bad minute'),
  })
  .prefault({})

export const scenarioSchema = z
  .strictObject({
    instance,
    coldServing,
    leads,
    drainSeconds: z.number().int().min(0).max(3600).default(60).describe('draining of a terminated instance, billed'),
    prices,
    metricDelaySeconds: nonNegative.default(120).describe('from the end of a one-minute bin until it can be read'),
    highResolutionDelaySeconds: nonNegative
      .default(10)
      .describe('from the end of a 10-second bin until it can be read'),
    freshMetric,
    readShare: share.default(0.85).describe('share of requests that are reads (GET, HEAD)'),
    paths,
    zoneShares: z
      .array(positive)
      .min(1)
      .default([1, 1, 1])
      .describe("weight of each of the group's zones in the load; only their proportions count"),
    loadBalancing: z
      .enum(['least-outstanding-requests', 'round-robin'])
      .default('least-outstanding-requests')
      .describe("the target group's routing algorithm"),
    schedulerDelaySeconds: nonNegative.default(30).describe('latest delay of an EventBridge Scheduler tick'),
    scheduledActionMaxDelaySeconds: nonNegative.default(120).describe('latest delay of a scheduled scaling action'),
    lambda,
    events,
    group,
    team,
    slo,
    warmUpHours: nonNegative.default(12).describe('simulated before judging begins, not scored'),
  })
  .check(context => {
    const zones = context.value.group.availabilityZones.length
    const shares = context.value.zoneShares.length
    if (zones === shares) return
    const message = `got ${shares} zoneShares, wanted ${zones}, one for each of group.availabilityZones`
    context.issues.push({ code: 'custom', message, input: context.value.zoneShares, path: ['zoneShares'] })
  })

export type Scenario = z.infer<typeof scenarioSchema>
export type InstancePhysics = Scenario['instance']
export type ColdServing = Scenario['coldServing']

/** The physics of design §11, unchanged. */
export const defaultScenario: Scenario = scenarioSchema.parse({})

/** One instance's capacity, requests per second: 50 in the default scenario. */
export function instanceRpsOf(scenario: Scenario): number {
  return scenario.instance.servers * scenario.instance.rpsPerServer
}

/**
 * A scenario with the defaults filled in.
 * @throws InputError that names the first key that is unknown or whose value is not usable
 */
export function parseScenario(input: unknown, source = 'scenario'): Scenario {
  const parsed = scenarioSchema.safeParse(input)
  if (parsed.success) return parsed.data
  throw new InputError(`${source}: ${explain(parsed.error.issues[0], input)}`)
}

/**
 * Reads a `--scenario` file.
 * @throws InputError when it is missing, is not JSON, or is no scenario
 */
export function loadScenario(path: string): Scenario {
  return parseScenario(parseJson(readText(path), path), path)
}

/** Equal for scenarios that mean the same, however their files are ordered or how much they leave to the defaults. */
export function scenarioSha256(scenario: Scenario): string {
  return createHash('sha256').update(canonicalJson(scenario)).digest('hex')
}

/** What docs/scenario.schema.json holds, for editors and for programs that write scenario files. */
export function scenarioJsonSchema(): object {
  return z.toJSONSchema(scenarioSchema, { io: 'input' })
}

/** A lognormal with the asked mean and 95th percentile exists only up to a ratio of exp(1.645²/2) = 3.87 between them. */
function ordered<Key extends string>(lowKey: Key, highKey: Key, maxRatio = Number.POSITIVE_INFINITY) {
  return (context: z.core.ParsePayload<Record<Key, number | string | string[]>>): void => {
    const low = Number(context.value[lowKey])
    const high = Number(context.value[highKey])
    if (low <= high && (maxRatio === Number.POSITIVE_INFINITY || high <= low * maxRatio)) return
    const wanted = `${highKey} at least ${lowKey}${Number.isFinite(maxRatio) ? ` and at most ${maxRatio} times it` : ''}`
    const message = `got ${lowKey} ${low} and ${highKey} ${high}, wanted ${wanted}`
    context.issues.push({ code: 'custom', message, input: low, path: [lowKey] })
  }
}

function explain(issue: z.core.$ZodIssue, input: unknown): string {
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(valueAt(defaultScenario, issue.path) ?? {}).join(', ')
    return `got unknown key ${[...issue.path, issue.keys[0]].join('.')}, wanted one of ${known}`
  }
  if (issue.code === 'custom') return issue.message
  const got = JSON.stringify(valueAt(input, issue.path)) ?? 'nothing'
  const where = issue.path.length > 0 ? ` for ${issue.path.join('.')}` : ''
  const wanted = issue.message.replace(/^.*expected /, '').replace(/, received .*$/, '')
  return `got ${got}${where}, wanted ${wanted === 'int' ? 'whole number' : wanted}`
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, key) => (isRecord(inner) ? inner[String(key)] : undefined), value)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function canonicalJson(value: unknown): string {
  if (!isRecord(value)) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  const entries = Object.keys(value).sort()
  return `{${entries.map(key => `${JSON.stringify(key)}:${canonicalJson(value[key])}`).join(',')}}`
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new InputError(`${path}: got no readable file, wanted a JSON scenario`, { cause })
  }
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new InputError(`${path}: got text that is not JSON, wanted a JSON scenario`, { cause })
  }
}
