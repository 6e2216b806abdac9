// One group's hour of learning. What the next ticks need comes first: should the long view fail, they have it all the same.
import type { EventStore, KnownEvents } from '../../shared/aws/event-store.ts'
import type { Fleet, Launches, PolicyTracking } from '../../shared/aws/fleet.ts'
import type { GroupStore } from '../../shared/aws/group-store.ts'
import type { LoadMetrics } from '../../shared/aws/load-metrics.ts'
import { learnLeadTimes } from '../../shared/domain/capacity/lead-times.ts'
import type { DemandSeries } from '../../shared/domain/demand/series.ts'
import { fitBaseline } from '../../shared/domain/forecasting/baseline.ts'
import type { GroupConfig, GroupRecords, Learned } from '../../shared/domain/group/records.ts'
import type { Log } from '../../shared/runtime/log.ts'
import { fitNextHour } from './fit-next-hour.ts'
import { learnCapacity } from './learn-capacity.ts'
import { learnEvents } from './learn-event-effects.ts'
import { type LongViewDependencies, lookFarAhead } from './look-far-ahead.ts'
import { readMinutes } from './read-demand.ts'

export interface GroupDependencies extends LongViewDependencies {
  readonly fleet: Fleet
  readonly store: GroupStore
  readonly events: EventStore
  readonly metrics: LoadMetrics
  readonly now: () => number
  readonly log: Log
}

const hourMs = 3_600_000

const leadTimeWindowMs = 7 * 24 * hourMs

/**
 * @param longViewsUntilMs after this the long view waits for the next run
 * @returns false where there is nothing to learn from
 */
export async function learnGroup(
  deps: GroupDependencies,
  known: KnownEvents,
  records: GroupRecords | undefined,
  longViewsUntilMs: number,
): Promise<boolean> {
  const config = records?.config
  if (config === undefined || config.demandMetrics.length === 0) return false
  const nowMs = deps.now()
  const [series, facts, longView] = await Promise.all([
    readMinutes(deps.metrics, config, nowMs),
    learnFacts(deps, config, records?.learned, nowMs),
    deps.longView.read(config.name),
  ])
  if (series.ratesRps.length === 0) return false
  const { effects, usual, past } = await learnEvents(deps, known, config, records?.orders, series)
  const asked = records?.orders?.algorithm ?? config.settings.algorithm
  const { result: model, fallback } = await fitNextHour(asked, usual, deps.now() <= longViewsUntilMs)
  if (fallback !== undefined && fallback !== records?.learned?.fallback) {
    deps.log.warn('another algorithm than was asked for', { group: config.name, fallback })
  }
  const learned: Learned = {
    schemaVersion: 1,
    modelVersion: String(model.fittedAtMs),
    algorithm: model.algorithm,
    fallback,
    baseline: fitReactiveBaseline(config, usual),
    eventEffects: effects,
    ...facts,
  }
  await deps.store.writeLearned(config.name, learned, model.toRecord())
  if (deps.now() > longViewsUntilMs) return true
  const events = [...past, ...(records?.orders?.events ?? []).filter(({ startsAtMs }) => startsAtMs > nowMs)]
  await lookFarAhead(deps, { config, asked, minutes: series, events }, longView, nowMs)
  return true
}

type Facts = Omit<Learned, 'schemaVersion' | 'modelVersion' | 'algorithm' | 'fallback' | 'baseline' | 'eventEffects'>

/** What is learned of the group besides its demand. A function is billed while it waits, so it waits for all answers at once. */
async function learnFacts(
  deps: GroupDependencies,
  config: GroupConfig,
  before: Learned | undefined,
  nowMs: number,
): Promise<Facts> {
  const [capacity, launches, policies, hasLaunchHook] = await Promise.all([
    learnCapacity(deps.metrics, config, before, nowMs),
    deps.fleet.launches(config.name, nowMs - leadTimeWindowMs),
    deps.fleet.scalingPolicies(config.name),
    deps.fleet.hasLaunchHook(config.name),
  ])
  const leadTimes = learnLeadTimes(launches)
  return {
    ...capacity,
    coldLeadSeconds: leadTimes.coldSeconds,
    coldLeadObservations: leadTimes.coldObservations,
    stoppedLeadSeconds: leadTimes.stoppedSeconds,
    stoppedLeadObservations: leadTimes.stoppedObservations,
    launchesPerHour: launchesPerHour(launches, nowMs),
    hasLaunchHook,
    canScaleIn: policies.canScaleIn,
    policyTargetPercent: targetPercentOf(policies.tracking, capacity.saturationRps),
    policyMetric: policies.tracking?.metric,
  }
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
