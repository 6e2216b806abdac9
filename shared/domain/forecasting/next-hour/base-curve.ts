// The base curve of a fitted model: log demand as the season alone would have it, in full detail from shortly before the fit
// to a few hours after it, coarser to the end of a day, and then that day again.
import { memoryBins } from './residual-trace.ts'

export interface BaseCurve {
  /** One value a bin, the first `memoryBins` before the end of the history. */
  readonly fine: Float32Array
  /** One value every `coarseStep` bins, going on where `fine` ends; the last one closes the day. */
  readonly coarse: Float32Array
}

const coarseStep = 15
const fineSeconds = 4 * 3600
const daySeconds = 86_400

/** Bins after the end of the history that the detailed part covers. */
function fineBinsAhead(binSeconds: number): number {
  return Math.ceil(fineSeconds / binSeconds) + memoryBins
}

/** Bins after the end of the history that a curve covers. */
export function binsAhead(binSeconds: number): number {
  const fine = fineBinsAhead(binSeconds)
  const day = Math.round(daySeconds / binSeconds)
  return fine + coarseStep * Math.ceil(Math.max(day - fine, coarseStep) / coarseStep) + 1
}

/** The curve from bin `first` of `values` (before 0 there is nothing: 0) on to their end, one value a bin. */
export function curveFrom(values: Float64Array, first: number): Float64Array {
  const curve = new Float64Array(values.length - first)
  curve.set(values.subarray(Math.max(first, 0)), Math.max(-first, 0))
  return curve
}

/** Packs `values`, one a bin, which begin `memoryBins` before the end of the history and reach `binsAhead` after it. */
export function packCurve(values: Float64Array, binSeconds: number): BaseCurve {
  const fineEnd = memoryBins + fineBinsAhead(binSeconds)
  const coarse: number[] = []
  for (let bin = fineEnd; bin < values.length; bin += coarseStep) coarse.push(values[bin])
  return { fine: Float32Array.from(values.subarray(0, fineEnd)), coarse: Float32Array.from(coarse) }
}

/** The curve in `bins` bins from `startMs` on. */
export function readCurve(
  curve: BaseCurve,
  fittedAtMs: number,
  startMs: number,
  binSeconds: number,
  bins: number,
): Float64Array {
  const values = new Float64Array(bins)
  const first = Math.round((startMs - fittedAtMs) / (binSeconds * 1000)) + memoryBins
  const dayBins = Math.max(Math.round(daySeconds / binSeconds), 1)
  const end = curve.fine.length + Math.max(curve.coarse.length - 1, 0) * coarseStep
  for (let bin = 0; bin < bins; bin++) values[bin] = valueAt(curve, intoDay(first + bin, dayBins, end))
  return values
}

function intoDay(index: number, dayBins: number, end: number): number {
  if (index < 0) return index + dayBins * Math.ceil(-index / dayBins)
  return index < end ? index : index - dayBins * (Math.floor((index - end) / dayBins) + 1)
}

function valueAt({ fine, coarse }: BaseCurve, index: number): number {
  if (index < fine.length) return fine[Math.max(index, 0)]
  const position = (index - fine.length) / coarseStep
  const left = Math.min(Math.floor(position), coarse.length - 1)
  const right = Math.min(left + 1, coarse.length - 1)
  return coarse[left] + (position - left) * (coarse[right] - coarse[left])
}
