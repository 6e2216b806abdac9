// The traces of the bench in five-minute bins: what CloudWatch keeps for two months, and fine enough for thirty minutes ahead.
import { join } from 'node:path'
import { loadTrace } from '../../simulator/workload/trace.ts'

/** Requests per bin; NaN where nothing is known. */
export interface BenchSeries {
  readonly name: string
  /** Epoch milliseconds of the start of the first bin. */
  readonly startMs: number
  readonly binSeconds: number
  readonly values: Float64Array
}

/** All load traces of a minute or five: an hourly one has nothing to say of the next half-hour. */
export const rollingTraces = [
  'nab-elb-requests-5m',
  'nab-asg-cpu-5m',
  'nab-ec2-netin-onoff-5m',
  'nab-tweets-amzn-5m',
  'azure2017-vm-arrivals-5m',
  'isp-uk-5m',
  'wc98-may-5m',
  'wc98-june-1m',
  'nasa-july95-1m',
  'twitter-stream-aug21-1m',
  'ms-db-app2-1m',
  'ms-db-app3-1m',
  'ms-ingress4-1m',
] as const

export const quickTraces = ['nab-elb-requests-5m', 'ms-db-app3-1m', 'nasa-july95-1m', 'wc98-may-5m'] as const

const binSeconds = 300
export const dayBins = 86_400 / binSeconds
/** Thirty minutes ahead. */
export const rollingBins = 6

/** @throws InputError when the file is missing or no trace */
export function loadSeries(folder: string, name: string): BenchSeries {
  const { startMs, binSeconds: fileSeconds, counts, isGap } = loadTrace(join(folder, `${name}.csv`))
  const known = Float64Array.from(counts, (count, bin) => (isGap[bin] === 1 ? Number.NaN : count))
  const binMs = binSeconds * 1000
  const skipped = (Math.ceil(startMs / binMs) * binMs - startMs) / (fileSeconds * 1000)
  return {
    name,
    startMs: startMs + skipped * fileSeconds * 1000,
    binSeconds,
    values: summed(known.subarray(skipped), binSeconds / fileSeconds),
  }
}

/** Sums of `size` bins; one that lacks a value is not known. An unfinished last one is dropped. */
function summed(values: Float64Array, size: number): Float64Array {
  const sums = new Float64Array(Math.floor(values.length / size))
  for (let bin = 0; bin < sums.length; bin++) {
    for (let part = 0; part < size; part++) sums[bin] += values[bin * size + part]
  }
  return sums
}

/** The values of [from, to) with their gaps bridged by what was known then: straight lines, and the last value to the end. */
export function bridged(values: Float64Array, from: number, to: number): Float64Array {
  const history = values.slice(from, to)
  let last = -1
  for (let bin = 0; bin <= history.length; bin++) {
    if (bin < history.length && Number.isNaN(history[bin])) continue
    bridge(history, last, bin)
    last = bin
  }
  return history
}

/** Fills the bins between two that are known, or between one and an end. */
function bridge(history: Float64Array, left: number, right: number): void {
  const before = left >= 0 ? history[left] : history[right]
  const after = right < history.length ? history[right] : before
  for (let bin = left + 1; bin < right; bin++) {
    history[bin] = before + ((after - before) * (bin - left)) / (right - left)
  }
}
