// Once an hour, for each group: read its history, fit its model, and learn what one instance can do and how long a launch
// takes. Ticks only update and draw.
import type { Fleet, Launches, PolicyTracking } from '../../shared/aws/fleet.ts'
import type { GroupStore } from '../../shared/aws/group-store.ts'
import type { BinnedValues, LoadMetrics, MetricWindow } from '../../shared/aws/load-metrics.ts'
import type { OperatorStore } from '../../shared/aws/operator-store.ts'
import {
  type InstanceCapacity,
  type LoadSample,
  learnInstanceCapacity,
} from '../../shared/domain/capacity/instance-capacity.ts'
import { learnLeadTimes } from '../../shared/domain/capacity/lead-times.ts'
import { floorToMinute } from '../../shared/domain/demand/recent-demand.ts'
import type { DemandSeries } from '../../shared/domain/demand/series.ts'
import { fitBaseline } from '../../shared/domain/forecasting/baseline.ts'
import { fitModel, isAvailableAlgorithm } from '../../shared/domain/forecasting/models.ts'
import type { GroupOrders } from '../../shared/domain/group/orders.ts'
import type { GroupConfig, Learned, MetricReference } from '../../shared/domain/group/records.ts'
import type { Log } from '../../shared/runtime/log.ts'

export interface LearnDependencies {
  readonly fleet: Fleet
  readonly store: GroupStore
  readonly metrics: LoadMetrics
  readonly orders: OperatorStore
  readonly now: () => number
  readonly log: Log
}

const hourMs = 3_600_000

/** CloudWatch keeps one-minute points for 15 days; a fortnight of them is what the models are made for. */
const historyMs = 14 * 24 * hourMs
const capacityWindowMs = 24 * hourMs
const leadTimeWindowMs = 7 * 24 * hourMs

export async function learnGroups(
  deps: LearnDependencies,
  names: readonly string[],
): Promise<{ learned: number; failed: number }> {
  const configs = await deps.store.readConfigs(names)
  const orders = await deps.orders.readOrdersOf(names)
  const outcome = { learned: 0, failed: 0 }
  for (const name of names) {
    try {
      if (await learnGroup(deps, configs.get(name), orders.get(name)?.algorithm)) outcome.learned++
    } catch (error) {
      outcome.failed++
      deps.log.error('group not learned', { group: name, error })
    }
  }
  return outcome
}

/**
 * @param ordered the algorithm that an operator has ordered
 * @returns false where there is nothing to learn from
 */
async function learnGroup(
  deps: LearnDependencies,
  config: GroupConfig | undefined,
  ordered: GroupOrders['algorithm'],
): Promise<boolean> {
  if (config === undefined || config.demandMetrics.length === 0) return false
  const nowMs = deps.now()
  const series = await readDemandHistory(deps, config, nowMs)
  if (series.ratesRps.length === 0) return false
  // A family that is not built yet is accepted by tag, reported, and stands in as `auto`.
  const algorithm = ordered ?? config.settings.algorithm
  const model = fitModel(isAvailableAlgorithm(algorithm) ? algorithm : 'auto', series)
  const capacity = await learnCapacity(deps, config, nowMs)
  const launches = await deps.fleet.launches(config.name, nowMs - leadTimeWindowMs)
  const leadTimes = learnLeadTimes(launches)
  const policies = await deps.fleet.scalingPolicies(config.name)
  const learned: Learned = {
    schemaVersion: 1,
    modelVersion: String(model.fittedAtMs),
    algorithm: model.algorithm,
    saturationRps: capacity?.saturationRps,
    saturationUncertaintyRps: capacity?.uncertaintyRps,
    coldLeadSeconds: leadTimes.coldSeconds,
    coldLeadObservations: leadTimes.coldObservations,
    stoppedLeadSeconds: leadTimes.stoppedSeconds,
    stoppedLeadObservations: leadTimes.stoppedObservations,
    launchesPerHour: launchesPerHour(launches, nowMs),
    hasLaunchHook: await deps.fleet.hasLaunchHook(config.name),
    baseline: fitReactiveBaseline(config, series),
    canScaleIn: policies.canScaleIn,
    policyTargetPercent: targetPercentOf(policies.tracking, capacity?.saturationRps),
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

function sumOfMinutes(answers: readonly BinnedValues[]): Float64Array {
  const [first, ...others] = answers
  const sum = first.values.slice()
  for (const { values } of others) {
    for (let minute = 0; minute < sum.length; minute++) {
      if (Number.isNaN(values[minute])) continue
      sum[minute] = Number.isNaN(sum[minute]) ? values[minute] : sum[minute] + values[minute]
    }
  }
  return sum
}

/** CPU against requests per instance, minute by minute, over the last day. */
async function learnCapacity(
  deps: LearnDependencies,
  config: GroupConfig,
  nowMs: number,
): Promise<InstanceCapacity | undefined> {
  const window = { startMs: floorToMinute(nowMs) - capacityWindowMs, endMs: floorToMinute(nowMs) }
  const [cpu, ...perTarget] = await deps.metrics.read(
    capacityMetrics(config).map((metric): MetricWindow => ({ metric, ...window })),
  )
  const requests = sumOfMinutes(perTarget)
  const samples: LoadSample[] = []
  cpu.values.forEach((percent, minute) => {
    const utilisation = percent / 100
    const rpsPerInstance = requests[minute] / 60
    if (utilisation > 0 && rpsPerInstance > 0) samples.push({ utilisation, rpsPerInstance })
  })
  return learnInstanceCapacity(samples)
}

function capacityMetrics(config: GroupConfig): MetricReference[] {
  return [
    {
      namespace: 'AWS/EC2',
      metricName: 'CPUUtilization',
      dimensions: { AutoScalingGroupName: config.name },
      statistic: 'Average',
    },
    ...config.demandMetrics.map(metric => ({ ...metric, metricName: 'RequestCountPerTarget' })),
  ]
}
