// One retention tier of one metric: equal bins in typed arrays used as a ring, grown as history comes in, never one object
// per bin. A bin without samples is missing, which is not the same as zero.
import { histogramPercentile, latencyBucketUpperSeconds } from './latency-histogram.ts'
import type { Datum } from './metric-key.ts'

const fields = 4
const sumField = 0
const countField = 1
const minimumField = 2
const maximumField = 3
const buckets = latencyBucketUpperSeconds.length
const initialCapacity = 64

export class BinRing {
  readonly binMs: number
  readonly retentionMs: number
  readonly #maximumCapacity: number
  readonly #scratch = new Float32Array(buckets)
  #capacity = initialCapacity
  #bins = new Float64Array(initialCapacity * fields)
  #histograms: Float32Array | undefined
  #oldest = 0
  #newest = -1

  /** Keeps at least `retentionMs` of bins of `binMs`; both in milliseconds. */
  constructor(binMs: number, retentionMs: number) {
    this.binMs = binMs
    this.retentionMs = retentionMs
    this.#maximumCapacity = nextPowerOfTwo(retentionMs / binMs + 120)
  }

  /** Index of the newest bin that was written, -1 while there is none. A bin's index is its start divided by `binMs`. */
  get newest(): number {
    return this.#newest
  }

  /** Adds samples to the bin; what is older than the ring can hold is dropped. */
  add(bin: number, datum: Datum): void {
    if (!this.#makeRoom(bin)) return
    const slot = bin & (this.#capacity - 1)
    const at = slot * fields
    const isEmpty = this.#bins[at + countField] === 0
    this.#bins[at + sumField] += datum.sum
    this.#bins[at + countField] += datum.sampleCount
    if (isEmpty || datum.minimum < this.#bins[at + minimumField]) this.#bins[at + minimumField] = datum.minimum
    if (isEmpty || datum.maximum > this.#bins[at + maximumField]) this.#bins[at + maximumField] = datum.maximum
    if (datum.histogram) this.#addHistogram(slot * buckets, datum.histogram)
  }

  /** Sum over the bins from `from` up to, not including, `to`; 0 when all are missing. */
  sum(from: number, to: number): number {
    return this.#total(from, to, sumField)
  }

  /** Samples in the bins from `from` up to, not including, `to`; 0 means that there is no data. */
  sampleCount(from: number, to: number): number {
    return this.#total(from, to, countField)
  }

  /** Smallest sample of the bins, +Infinity when all are missing. */
  minimum(from: number, to: number): number {
    let least = Number.POSITIVE_INFINITY
    for (let bin = Math.max(from, this.#oldest); bin < to && bin <= this.#newest; bin++) {
      const at = this.#at(bin)
      if (this.#bins[at + countField] > 0) least = Math.min(least, this.#bins[at + minimumField])
    }
    return least
  }

  /** Largest sample of the bins, -Infinity when all are missing. */
  maximum(from: number, to: number): number {
    let greatest = Number.NEGATIVE_INFINITY
    for (let bin = Math.max(from, this.#oldest); bin < to && bin <= this.#newest; bin++) {
      const at = this.#at(bin)
      if (this.#bins[at + countField] > 0) greatest = Math.max(greatest, this.#bins[at + maximumField])
    }
    return greatest
  }

  /** Percentile (0 to 100) of bins that have samples; NaN where only statistics were published and the samples differ. */
  percentile(from: number, to: number, percentile: number): number {
    const minimum = this.minimum(from, to)
    const maximum = this.maximum(from, to)
    if (minimum >= maximum) return minimum
    return histogramPercentile(this.#histogram(from, to), percentile, minimum, maximum)
  }

  #histogram(from: number, to: number): Float32Array {
    const histograms = this.#histograms
    this.#scratch.fill(0)
    if (histograms === undefined) return this.#scratch
    const slotAt = (bin: number): number => (bin & (this.#capacity - 1)) * buckets
    if (to - from === 1) return histograms.subarray(slotAt(from), slotAt(from) + buckets)
    for (let bin = Math.max(from, this.#oldest); bin < to && bin <= this.#newest; bin++) {
      const at = slotAt(bin)
      for (let bucket = 0; bucket < buckets; bucket++) this.#scratch[bucket] += histograms[at + bucket]
    }
    return this.#scratch
  }

  #total(from: number, to: number, field: number): number {
    let total = 0
    for (let bin = Math.max(from, this.#oldest); bin < to && bin <= this.#newest; bin++) {
      total += this.#bins[this.#at(bin) + field]
    }
    return total
  }

  #at(bin: number): number {
    return (bin & (this.#capacity - 1)) * fields
  }

  #addHistogram(at: number, counts: Float64Array): void {
    this.#histograms ??= new Float32Array(this.#capacity * buckets)
    for (let bucket = 0; bucket < buckets; bucket++) this.#histograms[at + bucket] += counts[bucket]
  }

  #makeRoom(bin: number): boolean {
    if (this.#newest < 0) {
      this.#oldest = bin
      this.#newest = bin
    }
    if (bin >= this.#oldest && bin <= this.#newest) return true
    const oldest = Math.min(bin, this.#oldest)
    const newest = Math.max(bin, this.#newest)
    this.#grow(newest - oldest + 1)
    const kept = Math.max(oldest, newest - this.#capacity + 1)
    if (bin < kept) return false
    // Slots outside the old range may still hold bins of an earlier turn of the ring.
    this.#clear(Math.max(this.#newest + 1, kept), newest + 1)
    this.#clear(kept, Math.min(this.#oldest, newest + 1))
    this.#oldest = kept
    this.#newest = newest
    return true
  }

  #clear(from: number, to: number): void {
    for (let bin = from; bin < to; bin++) {
      const at = this.#at(bin)
      this.#bins.fill(0, at, at + fields)
      const slot = at / fields
      this.#histograms?.fill(0, slot * buckets, (slot + 1) * buckets)
    }
  }

  #grow(neededBins: number): void {
    if (neededBins <= this.#capacity || this.#capacity === this.#maximumCapacity) return
    const capacity = Math.min(nextPowerOfTwo(neededBins), this.#maximumCapacity)
    this.#bins = this.#rearranged(this.#bins, new Float64Array(capacity * fields), fields)
    if (this.#histograms) {
      this.#histograms = this.#rearranged(this.#histograms, new Float32Array(capacity * buckets), buckets)
    }
    this.#capacity = capacity
  }

  #rearranged<Values extends Float64Array | Float32Array>(from: Values, to: Values, width: number): Values {
    const capacity = to.length / width
    for (let bin = this.#oldest; bin <= this.#newest; bin++) {
      const at = (bin & (this.#capacity - 1)) * width
      to.set(from.subarray(at, at + width), (bin & (capacity - 1)) * width)
    }
    return to
  }
}

function nextPowerOfTwo(value: number): number {
  return 2 ** Math.ceil(Math.log2(value))
}
