// A load trace: requests per equal bin, from a `timestamp,value` CSV or from the default story.
import { basename } from 'node:path'
import { InputError } from '../../shared/domain/errors.ts'
import {
  commonestSeconds,
  parseTraceRows,
  readTraceText,
  refuseIrregular,
  type TraceRow,
} from '../../shared/runtime/trace-rows.ts'
import { filledGaps } from './gap-filling.ts'

export interface Trace {
  readonly name: string
  /** Epoch milliseconds of the start of the first bin, a multiple of the bin. */
  readonly startMs: number
  /** 60, 300 or 3600 in a file. */
  readonly binSeconds: number
  /** Requests in each bin, in the trace's own units; gaps are filled. */
  readonly counts: Float64Array
  /** 1 where the trace holds nothing and `counts` was filled; such bins are never scored. */
  readonly isGap: Uint8Array
}

const BIN_SECONDS = [60, 300, 3600]
const MINIMUM_TRACE_HOURS = 24
const MAXIMUM_GAP_SHARE = 0.5

/** Epoch milliseconds at which the last bin ends. */
export function traceEndMs(trace: Trace): number {
  return trace.startMs + trace.counts.length * trace.binSeconds * 1000
}

/** Whether the trace itself, not a filled gap, says what happened at `timeMs`. */
export function isKnownAt(trace: Trace, timeMs: number): boolean {
  return trace.isGap[Math.floor((timeMs - trace.startMs) / (trace.binSeconds * 1000))] === 0
}

/**
 * Reads a `--trace` file.
 * @throws InputError when it is missing or is no trace
 */
export function loadTrace(path: string): Trace {
  return parseTrace(readTraceText(path), basename(path))
}

/**
 * Header `timestamp,value`; ISO 8601 UTC starts of equal bins of 1, 5 or 60 minutes; requests per bin, empty or absent =
 * missing.
 * @throws InputError with the line, what was got and what was wanted
 */
export function parseTrace(text: string, name: string): Trace {
  const rows = parseTraceRows(text, name)
  if (rows.length === 0) throw new InputError(`${name}: got no rows, wanted at least ${MINIMUM_TRACE_HOURS} hours`)
  const binSeconds = binSecondsOf(rows, name)
  const known = rows.filter(row => !Number.isNaN(row.value))
  if (known.length === 0) throw new InputError(`${name}: got no values, wanted requests per bin`)
  const counts = onGrid(rows, known[0].timeMs, binSeconds, name)
  const isGap = Uint8Array.from(counts, count => (Number.isNaN(count) ? 1 : 0))
  checkLength(counts, isGap, binSeconds, name)
  return { name, startMs: known[0].timeMs, binSeconds, counts: filledGaps(counts, binSeconds), isGap }
}

function binSecondsOf(rows: readonly TraceRow[], name: string): number {
  const commonest = commonestSeconds(rows, name)
  if (BIN_SECONDS.includes(commonest)) return commonest
  if (rows.length === 1) throw new InputError(`${name}: got 1 row, wanted at least ${MINIMUM_TRACE_HOURS} hours`)
  throw new InputError(`${name}: line 3: got bins of ${commonest} s, wanted 60, 300 or 3600 s`)
}

/** One count per bin from the first to the last row, NaN where none is known. */
function onGrid(rows: readonly TraceRow[], startMs: number, binSeconds: number, name: string): Float64Array {
  const binMs = binSeconds * 1000
  refuseIrregular(rows, binSeconds, name)
  const bins = (rows[rows.length - 1].timeMs - startMs) / binMs + 1
  checkGapShare(1 - rows.length / bins, name)
  const counts = new Float64Array(bins).fill(Number.NaN)
  for (const row of rows) if (row.timeMs >= startMs) counts[(row.timeMs - startMs) / binMs] = row.value
  return counts
}

function checkLength(counts: Float64Array, isGap: Uint8Array, binSeconds: number, name: string): void {
  const hours = (counts.length * binSeconds) / 3600
  if (hours < MINIMUM_TRACE_HOURS) {
    throw new InputError(`${name}: got ${Number(hours.toFixed(2))} hours, wanted at least ${MINIMUM_TRACE_HOURS}`)
  }
  checkGapShare(isGap.reduce((gaps, gap) => gaps + gap, 0) / isGap.length, name)
}

function checkGapShare(share: number, name: string): void {
  if (share <= MAXIMUM_GAP_SHARE) return
  const percent = Math.round(100 * share)
  throw new InputError(`${name}: got ${percent} % of the bins missing, wanted at most ${100 * MAXIMUM_GAP_SHARE} %`)
}
