// Percentiles need raw values; a simulated minute has thousands, so each bin keeps a histogram of its latencies instead.

const bucketCount = 64
const smallestUpperSeconds = 0.01
const largestUpperSeconds = 60
const range = largestUpperSeconds / smallestUpperSeconds
const bucketsPerLog = (bucketCount - 1) / Math.log(range)

/** Upper edges in seconds, log-spaced from 10 ms to 60 s (15 % apart); slower requests count in the last bucket. */
export const latencyBucketUpperSeconds: Float64Array = Float64Array.from(
  { length: bucketCount },
  (_, bucket) => smallestUpperSeconds * range ** (bucket / (bucketCount - 1)),
)

/** Index of the bucket that a latency in seconds counts in: above the edge before, at most its own edge. */
export function latencyBucketOf(seconds: number): number {
  if (!(seconds > smallestUpperSeconds)) return 0
  const guess = Math.ceil(bucketsPerLog * Math.log(seconds / smallestUpperSeconds))
  const bucket = Math.min(guess, bucketCount - 1)
  // The logarithm may round across an edge.
  if (seconds <= latencyBucketUpperSeconds[bucket - 1]) return bucket - 1
  return seconds > latencyBucketUpperSeconds[bucket] ? Math.min(bucket + 1, bucketCount - 1) : bucket
}

/**
 * The value in seconds that `percentile` percent of the counted latencies do not exceed, interpolated inside its bucket and
 * kept within the smallest and largest value seen; NaN when nothing was counted.
 * @param percentile 0 to 100
 */
export function histogramPercentile(
  counts: ArrayLike<number>,
  percentile: number,
  minimum: number,
  maximum: number,
): number {
  let wanted = (total(counts) * percentile) / 100
  let last = Number.NaN
  for (let bucket = 0; bucket < bucketCount; bucket++) {
    if (counts[bucket] <= 0) continue
    const lower = Math.max(bucket === 0 ? 0 : latencyBucketUpperSeconds[bucket - 1], minimum)
    const upper = Math.min(bucket === bucketCount - 1 ? maximum : latencyBucketUpperSeconds[bucket], maximum)
    if (wanted <= counts[bucket]) return Math.min(upper, lower + Math.max(0, upper - lower) * (wanted / counts[bucket]))
    wanted -= counts[bucket]
    last = upper
  }
  return last
}

function total(counts: ArrayLike<number>): number {
  let sum = 0
  for (let bucket = 0; bucket < bucketCount; bucket++) sum += counts[bucket]
  return sum
}
