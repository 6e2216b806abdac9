// Runs the target-tracking policies of all groups: once per period of their metrics, at its full multiples.
import type { VirtualClock } from '../../kernel/clock.ts'
import type { MetricReader } from '../cloudwatch/metric-key.ts'
import { alarmName, type TrackingPolicy, warmupSeconds } from './scaling-policy.ts'
import type { SimulatedGroup } from './simulated-group.ts'
import { extendRun, type MetricRun, pointsNeeded, propose, resolve } from './target-tracking.ts'

/** How old the newest readable point may be, beyond which a metric counts as missing. */
const longestLagMs = 20 * 60_000

export class PolicyEvaluation {
  readonly #clock: VirtualClock
  readonly #metrics: MetricReader
  readonly #groups: () => Iterable<SimulatedGroup>
  readonly #runningPeriods = new Set<number>()

  constructor(clock: VirtualClock, metrics: MetricReader, groups: () => Iterable<SimulatedGroup>) {
    this.#clock = clock
    this.#metrics = metrics
    this.#groups = groups
  }

  /** Evaluates policies of that period from its next full multiple on, until no group has one any more. */
  ensureRunning(periodSeconds: number): void {
    if (this.#runningPeriods.has(periodSeconds)) return
    this.#runningPeriods.add(periodSeconds)
    this.#scheduleNext(periodSeconds)
  }

  #scheduleNext(periodSeconds: number): void {
    const periodMs = periodSeconds * 1000
    const nextMs = (Math.floor(this.#clock.now() / periodMs) + 1) * periodMs
    this.#clock.at(nextMs, () => this.#evaluateAll(periodSeconds))
  }

  #evaluateAll(periodSeconds: number): void {
    let evaluated = 0
    for (const group of this.#groups()) {
      const due = dueOf(group, periodSeconds)
      evaluated += due.length
      if (due.length > 0) evaluate(group, due, this.#metrics, this.#clock.now())
    }
    if (evaluated > 0) this.#scheduleNext(periodSeconds)
    else this.#runningPeriods.delete(periodSeconds)
  }
}

function dueOf(group: SimulatedGroup, periodSeconds: number): TrackingPolicy[] {
  return [...group.policies.values()].filter(policy => policy.tracking.metric.periodSeconds === periodSeconds)
}

function evaluate(group: SimulatedGroup, due: readonly TrackingPolicy[], metrics: MetricReader, nowMs: number): void {
  const isListening = !group.isDeleting && !group.suspendedProcesses.has('AlarmNotification')
  for (const policy of due) {
    policy.proposal = isListening && policy.isEnabled ? proposalOf(policy, group, metrics, nowMs) : undefined
  }
  const votes = [...group.policies.values()]
    .filter(policy => policy.isEnabled)
    .map(policy => ({
      policyName: policy.name,
      scalesIn: policy.tracking.scalesIn,
      proposal: policy.proposal,
      isNew: due.includes(policy),
    }))
  const verdict = resolve(votes, group)
  const winner = verdict && group.policies.get(verdict.policyName)
  if (verdict === undefined || winner === undefined) return
  const alarm = alarmName(winner, group.name, verdict.direction)
  const subject = `a monitor alarm ${alarm} in state ALARM triggered policy ${winner.name}`
  group.changeSizes({ desiredCapacity: verdict.desiredCapacity }, () => subject)
}

/** Undefined where there is nothing to want, or no point that was not seen before. */
function proposalOf(policy: TrackingPolicy, group: SimulatedGroup, metrics: MetricReader, nowMs: number) {
  const run = readRun(policy, metrics, nowMs)
  const isNew = run !== undefined && run.newestMs !== policy.run?.newestMs
  if (run !== undefined) policy.run = run
  if (!isNew) return undefined
  const warmedUpBeforeMs = nowMs - warmupSeconds(policy, group.attributes) * 1000
  return propose(policy.tracking, run, {
    warmInstances: () => group.inServiceSince(warmedUpBeforeMs),
    isWarmingUp: () => group.isAnyStartingSince(warmedUpBeforeMs),
    measuredInstances: binStartMs => group.measuredInstances(binStartMs),
  })
}

/** The policy's run, continued by the points that have become readable; undefined while there is no new one. */
function readRun(policy: TrackingPolicy, metrics: MetricReader, nowMs: number): MetricRun | undefined {
  const { metric, targetValue } = policy.tracking
  const periodMs = metric.periodSeconds * 1000
  const valueAt = (binStartMs: number) =>
    metrics.value(metric.key, metric.statistic, metric.periodSeconds, binStartMs, nowMs)
  const knownMs = policy.run?.newestMs ?? Number.NEGATIVE_INFINITY
  const newestMs = newestReadable(valueAt, nowMs, periodMs, knownMs)
  if (newestMs === undefined) return undefined
  // Nothing older than the longest run matters.
  const longestMs = newestMs - (pointsNeeded(metric.periodSeconds).in - 1) * periodMs
  let run = knownMs + periodMs >= longestMs ? policy.run : undefined
  for (let binMs = Math.max(knownMs + periodMs, longestMs); binMs <= newestMs; binMs += periodMs) {
    run = extendRun(run, binMs, valueAt(binMs), targetValue)
  }
  return run
}

function newestReadable(
  valueAt: (binStartMs: number) => number | undefined,
  nowMs: number,
  periodMs: number,
  knownMs: number,
): number | undefined {
  const oldestMs = Math.max(knownMs + periodMs, nowMs - longestLagMs)
  for (let binMs = nowMs - periodMs; binMs >= oldestMs; binMs -= periodMs) {
    if (valueAt(binMs) !== undefined) return binMs
  }
  return undefined
}
