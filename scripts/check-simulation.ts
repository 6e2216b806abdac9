// Recounts a simulation from its own timeline and from the trace, without any of the simulator's code.
// node scripts/check-simulation.ts RESULT.json [--trace FILE.csv] [--min SIZE]; ends with "N passed, N failed".
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { z } from 'zod'

const timelineRow = z.object({
  t: z.iso.datetime(),
  requests: z.number().min(0),
  bad: z.number().min(0),
  inService: z.number().min(0),
  shadow: z.number().min(0),
  warmRunning: z.number().min(0),
  warmStopped: z.number().min(0),
  pending: z.number().min(0),
  draining: z.number().min(0),
  desired: z.number().min(0),
  floor: z.number().min(0),
  forecastP50: z.number().nullable(),
  forecastP95: z.number().nullable(),
})
type TimelineRow = z.output<typeof timelineRow>

const states = ['inService', 'shadow', 'warmRunning', 'warmStopped', 'pending', 'draining'] as const

const policyResult = z.object({
  requests: z.number(),
  badRequests: z.number(),
  badMinutes: z.number(),
  costUsd: z.number(),
  instanceHours: z.record(z.enum(states), z.number()),
  p50Ms: z.number(),
  p99Ms: z.number(),
  launches: z.number(),
  timeline: z.array(timelineRow),
})
type PolicyResult = z.output<typeof policyResult>

export const simulationSchema = z.object({
  scale: z.number().positive(),
  slo: z.object({ badMinuteShare: z.number() }),
  prices: z.object({ runningUsdPerHour: z.number(), stoppedUsdPerHour: z.number() }),
  start: z.iso.datetime(),
  days: z.number().positive(),
  traceRequests: z.number().positive(),
  policies: z.record(z.string(), policyResult).refine(policies => Object.keys(policies).length > 0),
})
export type Simulation = z.output<typeof simulationSchema>

export interface TraceRow {
  readonly timeMs: number
  readonly requests: number
}

export interface CheckOptions {
  /** Known rows of the trace, ascending. */
  readonly trace?: readonly TraceRow[]
  /** MinSize of the scenario's group. */
  readonly minSize: number
}

export interface Check {
  readonly name: string
  /** What was got and what was wanted; absent when all is well. */
  readonly problem?: string
}

const minuteMs = 60_000

export function checkSimulation(simulation: Simulation, options: CheckOptions): Check[] {
  const judged = options.trace && judgedTrace(simulation, options.trace)
  return [
    ...(judged ? [near('trace: requests', simulation.traceRequests, judged.requests)] : []),
    ...Object.entries(simulation.policies).flatMap(([name, policy]) =>
      policyChecks(simulation, policy, options.minSize, judged?.minutes).map(check => ({
        ...check,
        name: `${name}: ${check.name}`,
      })),
    ),
  ]
}

interface JudgedTrace {
  /** Of the judged time, after scaling. */
  readonly requests: number
  /** Minutes of the judged time that the trace holds. */
  readonly minutes: number
}

function judgedTrace({ start, days, scale }: Simulation, trace: readonly TraceRow[]): JudgedTrace {
  const fromMs = Date.parse(start)
  const toMs = fromMs + days * 1440 * minuteMs
  const binMs = Math.min(...trace.slice(1).map((row, index) => row.timeMs - trace[index].timeMs))
  let requests = 0
  let minutes = 0
  for (const row of trace) {
    const insideMs = Math.max(0, Math.min(toMs, row.timeMs + binMs) - Math.max(fromMs, row.timeMs))
    requests += (row.requests * scale * insideMs) / binMs
    minutes += insideMs / minuteMs
  }
  return { requests, minutes: Math.round(minutes) }
}

function policyChecks(simulation: Simulation, policy: PolicyResult, minSize: number, minutes?: number): Check[] {
  return [
    near('requests of the trace', policy.requests, simulation.traceRequests),
    ...figureChecks(simulation, policy),
    ...(minutes === undefined ? [] : [equal('rows', policy.timeline.length, minutes)]),
    ...rowChecks(simulation, policy.timeline, minSize),
  ]
}

/** Every figure of a policy, added up again from its timeline. */
function figureChecks({ prices, slo }: Simulation, policy: PolicyResult): Check[] {
  const total = (value: (row: TimelineRow) => number) => policy.timeline.reduce((sum, row) => sum + value(row), 0)
  const runningHours = total(billedRunning) / 60
  const stoppedHours = total(row => row.warmStopped) / 60
  const costUsd = runningHours * prices.runningUsdPerHour + stoppedHours * prices.stoppedUsdPerHour
  const badMinutes = total(row => (row.bad > slo.badMinuteShare * row.requests ? 1 : 0))
  // An instance is billed for a minute at least, however short the timeline shows it.
  const leastBilledHours = policy.launches / 60
  const hours = (state: (typeof states)[number]) => total(row => row[state]) / 60
  return [
    near(
      'requests of the timeline',
      policy.requests,
      total(row => row.requests),
    ),
    near(
      'bad requests',
      policy.badRequests,
      total(row => row.bad),
      0.5,
    ),
    equal('bad minutes', policy.badMinutes, badMinutes),
    near('cost', policy.costUsd, costUsd),
    ...states.map(state => near(`hours ${state}`, policy.instanceHours[state], hours(state), leastBilledHours)),
  ]
}

/** What must hold in every minute. */
function rowChecks(simulation: Simulation, timeline: readonly TimelineRow[], minSize: number): Check[] {
  const crossed = (row: TimelineRow) => (row.forecastP50 ?? 0) > (row.forecastP95 ?? Number.POSITIVE_INFINITY)
  const isMisplaced = (row: TimelineRow, index: number) => !isInPlace(simulation, row, timeline[index - 1])
  return [
    none('minutes', timeline.filter(isMisplaced), 'each in the judged time and after the one before'),
    none(
      'floor',
      timeline.filter(row => row.floor < minSize),
      `a floor of ${minSize} or more`,
    ),
    none(
      'bad share',
      timeline.filter(row => row.bad > row.requests),
      'no more bad requests than requests',
    ),
    none('forecast', timeline.filter(crossed), 'the median at or below the 95 % quantile'),
  ]
}

function isInPlace({ start, days }: Simulation, row: TimelineRow, before: TimelineRow | undefined): boolean {
  const timeMs = Date.parse(row.t)
  const earliestMs = before === undefined ? Date.parse(start) : Date.parse(before.t) + minuteMs
  const endMs = Date.parse(start) + Math.round(days * 1440) * minuteMs
  return timeMs >= earliestMs && timeMs < endMs && timeMs % minuteMs === 0
}

function billedRunning({ inService, shadow, warmRunning, pending, draining }: TimelineRow): number {
  return inService + shadow + warmRunning + pending + draining
}

/** Within 1 %, or within `slack` where the figure is small. */
function near(name: string, got: number, wanted: number, slack = 0): Check {
  if (Math.abs(got - wanted) <= Math.max(slack, 0.01 * Math.abs(wanted))) return { name }
  return { name, problem: `got ${got}, wanted ${wanted} within 1 %` }
}

function equal(name: string, got: number, wanted: number): Check {
  return got === wanted ? { name } : { name, problem: `got ${got}, wanted ${wanted}` }
}

function none(name: string, rows: readonly TimelineRow[], wanted: string): Check {
  if (rows.length === 0) return { name }
  return { name, problem: `got ${rows.length} minutes, first ${rows[0].t}, wanted ${wanted}` }
}

/** Rows `timestamp,value`; a row without a value is unknown and left out. */
export function parseTraceRows(text: string): TraceRow[] {
  return text
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map(line => line.split(','))
    .filter(([, value]) => value !== '')
    .map(([timestamp, value]) => ({ timeMs: Date.parse(timestamp), requests: Number(value) }))
}

interface Arguments {
  readonly resultPath: string
  readonly tracePath?: string
  readonly minSize: number
}

function readArguments(): Arguments {
  const options = { trace: { type: 'string' }, min: { type: 'string', default: '2' } } as const
  const { values, positionals } = parseArgs({ options, allowPositionals: true })
  if (positionals.length !== 1) throw new Error(`got ${positionals.length} files, wanted one result`)
  return { resultPath: positionals[0], tracePath: values.trace, minSize: Number(values.min) }
}

/** A file that is no result counts as one failed check. */
function runChecks({ resultPath, tracePath, minSize }: Arguments): Check[] {
  const parsed = simulationSchema.safeParse(JSON.parse(readFileSync(resultPath, 'utf8')))
  if (!parsed.success) return [{ name: resultPath, problem: z.prettifyError(parsed.error) }]
  const trace = tracePath === undefined ? undefined : parseTraceRows(readFileSync(tracePath, 'utf8'))
  return checkSimulation(parsed.data, { trace, minSize })
}

function main(): number {
  const checks = runChecks(readArguments())
  const failures = checks.filter(check => check.problem !== undefined)
  for (const { name, problem } of failures) console.error(`${name}: ${problem}`)
  console.log(`${checks.length - failures.length} passed, ${failures.length} failed`)
  return failures.length > 0 ? 1 : 0
}

if (import.meta.main) {
  try {
    process.exitCode = main()
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 2
  }
}
