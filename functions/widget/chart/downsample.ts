// A fortnight holds 20,160 minutes and a screen about a thousand columns. What matters in a chart of capacity is the
// extremes, so every bucket keeps its lowest and its highest value, in the order in which they came.

/** A series; null, or no finite number, where it has a gap. */
type Values = Float64Array | readonly (number | null)[]

/** A point of a series: the index it had there; null where the series has a gap. */
export interface SeriesPoint {
  readonly index: number
  readonly value: number | null
}

export interface Bucket {
  /** Index of the bucket's first value. */
  readonly index: number
  /** Both null when the bucket holds no value. */
  readonly min: number | null
  readonly max: number | null
}

/**
 * At most two points for each bucket: the first occurrences of its lowest and its highest value.
 * @param bucketSize values in a bucket, 1 or more; 1 returns every value
 */
export function downsample(values: Values, bucketSize: number): SeriesPoint[] {
  const points: SeriesPoint[] = []
  for (let start = 0; start < values.length; start += bucketSize) {
    const { lowest, highest } = extremes(values, start, Math.min(start + bucketSize, values.length))
    points.push(pointAt(values, Math.min(lowest, highest)))
    if (lowest !== highest) points.push(pointAt(values, Math.max(lowest, highest)))
  }
  return points
}

/** The lowest and the highest value of each bucket. */
export function bucketRanges(values: Values, bucketSize: number): Bucket[] {
  const buckets: Bucket[] = []
  for (let start = 0; start < values.length; start += bucketSize) {
    const { lowest, highest } = extremes(values, start, Math.min(start + bucketSize, values.length))
    buckets.push({ index: start, min: known(values[lowest]), max: known(values[highest]) })
  }
  return buckets
}

/** Values in a bucket, a divisor or multiple of an hour, so that at most `maxBuckets` cover `count` minutes. */
export function niceBucketSize(count: number, maxBuckets: number): number {
  const wanted = Math.max(1, Math.ceil(count / maxBuckets))
  return [1, 2, 3, 5, 10, 15, 20, 30].find(size => size >= wanted) ?? Math.ceil(wanted / 60) * 60
}

function pointAt(values: Values, index: number): SeriesPoint {
  return { index, value: known(values[index]) }
}

function known(value: number | null): number | null {
  return Number.isFinite(value) ? value : null
}

/** Indices of the first lowest and the first highest value; both `start` when there is none. */
function extremes(values: Values, start: number, end: number) {
  let [lowest, highest] = [start, start]
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let index = start; index < end; index++) {
    const value = values[index]
    if (value === null || !Number.isFinite(value)) continue
    if (value < low) {
      low = value
      lowest = index
    }
    if (value > high) {
      high = value
      highest = index
    }
  }
  return { lowest, highest }
}
