// What CloudWatch has of the groups' demand beyond what they know already, in as few calls as it takes.
import type { BinnedValues, LoadMetrics, MetricWindow } from '../../shared/aws/load-metrics.ts'
import { freshBinSeconds, readFreshFromMs } from '../../shared/domain/demand/fresh-demand.ts'
import { floorToMinute, readFromMs, recentOf } from '../../shared/domain/demand/recent-demand.ts'
import type { GroupRecords } from '../../shared/domain/group/records.ts'

/** By group: where its demand is counted, and what is known of it. */
export type KnownDemand = ReadonlyMap<string, Pick<GroupRecords, 'config' | 'state'>>

export interface ReadDemand {
  readonly minutes: ReadonlyMap<string, BinnedValues>
  /** Of the groups that count every ten seconds. */
  readonly freshBins: ReadonlyMap<string, BinnedValues>
  /** Why something could not be read; the groups concerned go on with what they know. */
  readonly failure: unknown
}

/**
 * Never fails: what cannot be read must not keep an opt-out, or the kill switch, from being heeded.
 * @param knownByMinute groups whose minutes are wanted
 */
export async function readDemand(
  metrics: LoadMetrics,
  knownByMinute: KnownDemand,
  known: KnownDemand,
  nowMs: number,
): Promise<ReadDemand> {
  const [minutes, freshBins] = await Promise.allSettled([
    readMinutes(metrics, knownByMinute, nowMs),
    readFreshBins(metrics, known, nowMs),
  ])
  const failed = [minutes, freshBins].find(result => result.status === 'rejected')
  return { minutes: whatCame(minutes), freshBins: whatCame(freshBins), failure: failed?.reason }
}

function whatCame(read: PromiseSettledResult<Map<string, BinnedValues>>): ReadonlyMap<string, BinnedValues> {
  return read.status === 'fulfilled' ? read.value : new Map()
}

/** The new minutes of every group's demand; a group with several target groups gets their sum. */
async function readMinutes(
  metrics: LoadMetrics,
  known: KnownDemand,
  nowMs: number,
): Promise<Map<string, BinnedValues>> {
  const windows: (MetricWindow & { readonly group: string })[] = []
  for (const [group, { config, state }] of known) {
    const startMs = readFromMs(recentOf(state), nowMs)
    for (const metric of config?.demandMetrics ?? [])
      windows.push({ group, metric, startMs, endMs: floorToMinute(nowMs) })
  }
  const answers = await metrics.read(windows)
  const sums = new Map<string, BinnedValues>()
  answers.forEach((answer, index) => {
    const { group } = windows[index]
    const sum = sums.get(group)
    sums.set(group, sum === undefined ? answer : sumOf(sum, answer))
  })
  return sums
}

/** The new ten-second bins of the groups that count them. */
async function readFreshBins(
  metrics: LoadMetrics,
  known: KnownDemand,
  nowMs: number,
): Promise<Map<string, BinnedValues>> {
  const endMs = Math.floor(nowMs / (freshBinSeconds * 1000)) * freshBinSeconds * 1000
  const windows: (MetricWindow & { readonly group: string })[] = []
  for (const [group, { config, state }] of known) {
    if (config?.freshMetric === undefined) continue
    const startMs = readFreshFromMs(state?.fresh, nowMs)
    windows.push({ group, metric: config.freshMetric, periodSeconds: freshBinSeconds, startMs, endMs })
  }
  const answers = await metrics.read(windows)
  return new Map(windows.map(({ group }, index) => [group, answers[index]]))
}

/** A minute that only one of two has reported is that one's count: a target group without requests reports nothing. */
function sumOf(a: BinnedValues, b: BinnedValues): BinnedValues {
  const values = a.values.map((value, minute) => {
    const other = b.values[minute]
    if (Number.isNaN(value)) return other
    return Number.isNaN(other) ? value : value + other
  })
  return { startMs: a.startMs, values }
}
