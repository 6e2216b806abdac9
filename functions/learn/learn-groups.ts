// Once an hour, for each group: read its history, fit its model, and learn what one instance can do and how long a launch
// takes. Ticks only update and draw.
import type { EventStore, KnownEvents } from '../../shared/aws/event-store.ts'
import type { Fleet, Launches, PolicyTracking } from '../../shared/aws/fleet.ts'
import type { GroupStore } from '../../shared/aws/group-store.ts'
import type { LoadMetrics } from '../../shared/aws/load-metrics.ts'
import { learnLeadTimes } from '../../shared/domain/capacity/lead-times.ts'
import { floorToMinute } from '../../shared/domain/demand/recent-demand.ts'
import type { DemandSeries } from '../../shared/domain/demand/series.ts'
import { fitBaseline } from '../../shared/domain/forecasting/baseline.ts'
import { fitModel, isAvailableAlgorithm } from '../../shared/domain/forecasting/models.ts'
import type { GroupConfig, GroupRecords, Learned } from '../../shared/domain/group/records.ts'
import type { Log } from '../../shared/runtime/log.ts'
import { learnCapacity } from './learn-capacity.ts'
import { learnEvents, readKnownEvents } from './learn-event-effects.ts'
import { sumOfMinutes } from './sum-of-minutes.ts'

export interface LearnDependencies {
  readonly fleet: Fleet
  readonly store: GroupStore
  readonly events: EventStore
  readonly metrics: LoadMetrics
  readonly now: () => number
  readonly log: Log
}

const hourMs = 3_600_000

/** CloudWatch keeps one-minute points for 15 days; a fortnight of them is what the models are made for. */
const historyMs = 14 * 24 * hourMs
const leadTimeWindowMs = 7 * 24 * hourMs

export async function learnGroups(
  deps: LearnDependencies,
  names: readonly string[],
): Promise<{ learned: number; failed: number }> {
  const records = await deps.store.readGroups(names, 'eventual')
  const known = await readKnownEvents(deps, records.values())
  const outcome = { learned: 0, failed: 0 }
  for (const name of names) {
    try {
      if (await learnGroup(deps, known, records.get(name))) outcome.learned++
    } catch (error) {
      outcome.failed++
      deps.log.error('group not learned', { group: name, error })
    }
  }
  return outcome
}

/** @returns false where there is nothing to learn from */
async function learnGroup(
  deps: LearnDependencies,
  known: KnownEvents,
  records: GroupRecords | undefined,
): Promise<boolean> {
  const config = records?.config
  if (config === undefined || config.demandMetrics.length === 0) return false
  const nowMs = deps.now()
  // A function is billed while it waits, so it waits for all answers at once.
  const [series, capacity, launches, policies, hasLaunchHook] = await Promise.all([
    readDemandHistory(deps, config, nowMs),
    learnCapacity(deps.metrics, config, records?.learned, nowMs),
    deps.fleet.launches(config.name, nowMs - leadTimeWindowMs),
    deps.fleet.scalingPolicies(config.name),
    deps.fleet.hasLaunchHook(config.name),
  ])
  if (series.ratesRps.length === 0) return false
  const { effects, usual } = await learnEvents(deps, known, config, records?.orders, series)
  // A family that is not built yet is accepted by tag, reported, and stands in as `auto`.
  const algorithm = records?.orders?.algorithm ?? config.settings.algorithm
  const model = fitModel(isAvailableAlgorithm(algorithm) ? algorithm : 'auto', usual)
  const leadTimes = learnLeadTimes(launches)
  const learned: Learned = {
    schemaVersion: 1,
    modelVersion: String(model.fittedAtMs),
    algorithm: model.algorithm,
    ...capacity,
    coldLeadSeconds: leadTimes.coldSeconds,
    coldLeadObservations: leadTimes.coldObservations,
    stoppedLeadSeconds: leadTimes.stoppedSeconds,
    stoppedLeadObservations: leadTimes.stoppedObservations,
    launchesPerHour: launchesPerHour(launches, nowMs),
    hasLaunchHook,
    baseline: fitReactiveBaseline(config, usual),
    eventEffects: effects,
    canScaleIn: policies.canScaleIn,
    policyTargetPercent: targetPercentOf(policies.tracking, capacity.saturationRps),
    policyMetric: policies.tracking?.metric,
  }
  await deps.store.writeLearned(config.name, learned, model.toRecord())
  return true
}

/** Requests per target and minute are a share of what an instance can serve, once that is known. */
function targetPercentOf(tracking: PolicyTracking | undefined, saturationRps: number | undefined): number | undefined {
  if (tracking === undefined || tracking.metric === 'cpu') return tracking?.target
  return saturationRps === undefined ? undefined : (100 * tracking.target) / 60 / saturationRps
}

/** Over a day at least, so that the first hour of a group is not taken for a habit. */
function launchesPerHour({ cold, fromPool, fromMs }: Launches, nowMs: number): number {
  return ((cold.length + fromPool.length) * hourMs) / Math.max(24 * hourMs, nowMs - (fromMs ?? nowMs))
}

/** Over the minutes for which a tick usually plans: CloudWatch is two to three behind, and a cold launch takes four. */
function fitReactiveBaseline({ freshMetric }: GroupConfig, series: DemandSeries) {
  return freshMetric === undefined ? fitBaseline(series, 2, 7) : fitBaseline(series, 0, 4)
}

async function readDemandHistory(deps: LearnDependencies, config: GroupConfig, nowMs: number): Promise<DemandSeries> {
  const window = { startMs: floorToMinute(nowMs) - historyMs, endMs: floorToMinute(nowMs) }
  const answers = await deps.metrics.read(config.demandMetrics.map(metric => ({ metric, ...window })))
  return trimmed(window.startMs, sumOfMinutes(answers))
}

/** A minute without any report inside the known time is zero requests; before the first and after the last it is unknown. */
function trimmed(startMs: number, perMinute: Float64Array): DemandSeries {
  let from = 0
  let to = perMinute.length
  while (from < to && Number.isNaN(perMinute[from])) from++
  while (to > from && Number.isNaN(perMinute[to - 1])) to--
  return {
    startMs: startMs + from * 60_000,
    binSeconds: 60,
    ratesRps: perMinute.subarray(from, to).map(requests => (Number.isNaN(requests) ? 0 : requests / 60)),
  }
}
