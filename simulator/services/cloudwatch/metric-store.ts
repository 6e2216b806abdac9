// Every metric of the simulated region. The region writes into it through handles, policies read single bins, and
// `CloudWatchService` answers the SDK from it.
import { InputError } from '../../../shared/domain/errors.ts'
import type { MetricKey, MetricReader } from './metric-key.ts'
import { MetricSeries, type ResolutionSeconds } from './metric-series.ts'

export interface MetricStoreOptions {
  /** Seconds from the end of a one-minute bin until it can be read; default 120, so minute m is readable at m + 180 s. */
  readonly minuteDelaySeconds?: number
  /** Seconds from the end of a bin of 1 or 10 seconds until it can be read; default 10. */
  readonly highResolutionDelaySeconds?: number
}

export class MetricStore implements MetricReader {
  readonly #minuteDelayMs: number
  readonly #highResolutionDelayMs: number
  readonly #series = new Map<string, MetricSeries>()
  readonly #byKeyObject = new WeakMap<MetricKey, MetricSeries>()

  constructor(options: MetricStoreOptions = {}) {
    this.#minuteDelayMs = (options.minuteDelaySeconds ?? 120) * 1000
    this.#highResolutionDelayMs = (options.highResolutionDelaySeconds ?? 10) * 1000
  }

  /**
   * The handle through which a metric is written; made on first use.
   * @throws InputError when the metric exists with another resolution
   */
  series(key: MetricKey, resolutionSeconds: ResolutionSeconds): MetricSeries {
    const known = this.#findKept(key)
    if (known === undefined) return this.#create(key, resolutionSeconds)
    if (known.resolutionSeconds === resolutionSeconds) return known
    throw new InputError(
      `metric ${key.metricName}: got a resolution of ${resolutionSeconds} s, wanted ${known.resolutionSeconds} s as before`,
    )
  }

  find(key: MetricKey): MetricSeries | undefined {
    return this.#series.get(nameOf(key))
  }

  /** All metrics in the order in which they were first written. */
  all(): Iterable<MetricSeries> {
    return this.#series.values()
  }

  value(
    key: MetricKey,
    statistic: 'Average' | 'Sum' | 'Minimum' | 'Maximum' | 'SampleCount',
    periodSeconds: number,
    binStartMs: number,
    nowMs: number,
  ): number | undefined {
    return this.#findKept(key)?.value(statistic, periodSeconds, binStartMs, nowMs)
  }

  /** Policies ask with the same key object every few seconds; only the first time is its name spelt out. */
  #findKept(key: MetricKey): MetricSeries | undefined {
    const kept = this.#byKeyObject.get(key)
    if (kept !== undefined) return kept
    const found = this.find(key)
    if (found !== undefined) this.#byKeyObject.set(key, found)
    return found
  }

  #create(key: MetricKey, resolutionSeconds: ResolutionSeconds): MetricSeries {
    const delayMs = resolutionSeconds === 60 ? this.#minuteDelayMs : this.#highResolutionDelayMs
    const series = new MetricSeries(key, resolutionSeconds, delayMs)
    this.#series.set(nameOf(key), series)
    this.#byKeyObject.set(key, series)
    return series
  }
}

/** Dimensions have no order: the same set is the same metric. */
function nameOf({ namespace, metricName, dimensions }: MetricKey): string {
  const names = Object.keys(dimensions)
  if (names.length > 1) names.sort()
  let name = `${namespace}\n${metricName}`
  for (const dimension of names) name += `\n${dimension}\t${dimensions[dimension]}`
  return name
}
