// What one instance of a group can do: CPU against requests per instance, minute by minute, over the last day. A regression
// over a whole day hardly moves within hours, and its two metrics cost as much as all else that is learned, so once there was a
// whole day it holds for a quarter of one.
import type { LoadMetrics, MetricWindow } from '../../shared/aws/load-metrics.ts'
import { type LoadSample, learnInstanceCapacity } from '../../shared/domain/capacity/instance-capacity.ts'
import { floorToMinute } from '../../shared/domain/demand/recent-demand.ts'
import type { GroupConfig, Learned, MetricReference } from '../../shared/domain/group/records.ts'
import { sumOfBins } from './sum-of-bins.ts'

const hourMs = 3_600_000
const windowMs = 24 * hourMs
const holdsForMs = 6 * hourMs

/** Minutes of the day that make a whole one: some are idle, and the last are still on their way. */
const wholeDay = 1200

export type LearnedCapacity = Pick<Learned, 'saturationRps' | 'saturationUncertaintyRps' | 'capacityAsOfMs'>

export async function learnCapacity(
  metrics: LoadMetrics,
  config: GroupConfig,
  before: Learned | undefined,
  nowMs: number,
): Promise<LearnedCapacity> {
  if (before !== undefined && stillHolds(before, nowMs)) {
    const { saturationRps, saturationUncertaintyRps, capacityAsOfMs } = before
    return { saturationRps, saturationUncertaintyRps, capacityAsOfMs }
  }
  const samples = await readSamples(metrics, config, nowMs)
  const capacity = learnInstanceCapacity(samples)
  return {
    saturationRps: capacity?.saturationRps,
    saturationUncertaintyRps: capacity?.uncertaintyRps,
    capacityAsOfMs: capacity !== undefined && samples.length >= wholeDay ? nowMs : undefined,
  }
}

/** Learning comes every hour, give or take some seconds. */
function stillHolds({ capacityAsOfMs }: Learned, nowMs: number): boolean {
  return capacityAsOfMs !== undefined && nowMs - capacityAsOfMs < holdsForMs - hourMs / 2
}

async function readSamples(metrics: LoadMetrics, config: GroupConfig, nowMs: number): Promise<LoadSample[]> {
  const window = { startMs: floorToMinute(nowMs) - windowMs, endMs: floorToMinute(nowMs) }
  const [cpu, ...perTarget] = await metrics.read(
    capacityMetrics(config).map((metric): MetricWindow => ({ metric, ...window })),
  )
  const requests = sumOfBins(perTarget)
  const samples: LoadSample[] = []
  cpu.values.forEach((percent, minute) => {
    const utilisation = percent / 100
    const rpsPerInstance = requests[minute] / 60
    if (utilisation > 0 && rpsPerInstance > 0) samples.push({ utilisation, rpsPerInstance })
  })
  return samples
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
