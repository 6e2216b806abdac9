// One metric of the simulated CloudWatch with its retention tiers (source: GetMetricData's description, "CloudWatch retains
// metric data as follows"): what is published finer is also added up coarser, and each tier forgets at its own age.
import { BinRing } from './bin-ring.ts'
import type { Datum, MetricKey } from './metric-key.ts'
import type { Statistic } from './statistic.ts'

export type ResolutionSeconds = 60 | 10 | 1

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** GetMetricData rounds its start down to the minute, so that the first bin of a full retention is a little older. */
const roundingMs = 60_000

export class MetricSeries {
  readonly key: MetricKey
  readonly resolutionSeconds: ResolutionSeconds
  readonly #delayMs: number
  /** The only statistic that has data; undefined: every one has. */
  readonly #onlyStatistic: Statistic | undefined
  /** Finest first. */
  readonly #tiers: readonly BinRing[]

  /** @param delayMs milliseconds from the end of a bin until it can be read */
  constructor(key: MetricKey, resolutionSeconds: ResolutionSeconds, delayMs: number) {
    this.key = key
    this.resolutionSeconds = resolutionSeconds
    this.#delayMs = delayMs
    this.#onlyStatistic = onlyStatisticOf(key)
    const shared = [new BinRing(60_000, 15 * dayMs), new BinRing(300_000, 63 * dayMs), new BinRing(hourMs, 455 * dayMs)]
    this.#tiers = resolutionSeconds === 60 ? shared : [new BinRing(resolutionSeconds * 1000, 3 * hourMs), ...shared]
  }

  /** Epoch milliseconds of the start of the newest bin; negative while there is none. */
  get newestMs(): number {
    return this.#tiers[0].newest * this.#tiers[0].binMs
  }

  /** Adds samples to the bin that holds `binStartMs`; a datum without samples changes nothing. */
  record(binStartMs: number, datum: Datum): void {
    if (!(datum.sampleCount > 0)) return
    for (const tier of this.#tiers) tier.add(Math.floor(binStartMs / tier.binMs), datum)
  }

  /** One statistic of one bin; undefined while it is missing, not yet readable or no longer kept. */
  value(statistic: Statistic, periodSeconds: number, binStartMs: number, nowMs: number): number | undefined {
    const value = this.#read(statistic, binStartMs, periodSeconds * 1000, nowMs)
    return Number.isNaN(value) ? undefined : value
  }

  /** One statistic of `count` bins of `periodMs` from `startMs` on, as they can be read at `nowMs`; NaN where missing. */
  values(statistic: Statistic, startMs: number, periodMs: number, count: number, nowMs: number): Float64Array {
    const values = new Float64Array(count)
    for (let index = 0; index < count; index++) {
      values[index] = this.#read(statistic, startMs + index * periodMs, periodMs, nowMs)
    }
    return values
  }

  #read(statistic: Statistic, startMs: number, periodMs: number, nowMs: number): number {
    if (this.#onlyStatistic !== undefined && statistic !== this.#onlyStatistic) return Number.NaN
    const tier = this.#tierFor(startMs, periodMs, nowMs)
    if (tier === undefined) return Number.NaN
    const from = startMs / tier.binMs
    const end = from + periodMs / tier.binMs
    // Only the finest tier reaches up to now; the others are asked for what is hours or weeks old.
    const to = tier === this.#tiers[0] ? Math.min(end, Math.floor((nowMs - this.#delayMs) / tier.binMs)) : end
    return statisticOver(tier, statistic, from, to)
  }

  #tierFor(startMs: number, periodMs: number, nowMs: number): BinRing | undefined {
    for (const tier of this.#tiers) {
      const isAligned = startMs % tier.binMs === 0 && periodMs % tier.binMs === 0
      if (isAligned && startMs > nowMs - tier.retentionMs - roundingMs) return tier
    }
    return undefined
  }
}

/** "The only valid statistic is Sum. This represents the average, not the sum." (user guide, CloudWatch metrics of the ALB) */
function onlyStatisticOf({ namespace, metricName }: MetricKey): Statistic | undefined {
  return namespace === 'AWS/ApplicationELB' && metricName === 'RequestCountPerTarget' ? 'Sum' : undefined
}

function statisticOver(tier: BinRing, statistic: Statistic, from: number, to: number): number {
  const sampleCount = tier.sampleCount(from, to)
  if (sampleCount === 0) return Number.NaN
  switch (statistic) {
    case 'SampleCount':
      return sampleCount
    case 'Sum':
      return tier.sum(from, to)
    case 'Average':
      return tier.sum(from, to) / sampleCount
    case 'Minimum':
      return tier.minimum(from, to)
    case 'Maximum':
      return tier.maximum(from, to)
    default:
      return tier.percentile(from, to, statistic)
  }
}
