// A load trace: requests per equal bin, from a `timestamp,value` CSV or from the default story.
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { parse } from 'csv-parse/sync'
import { InputError } from '../../shared/domain/errors.ts'
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
const HEADER = 'timestamp,value'
const ISO_UTC = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|\+00:00)$/
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
  return parseTrace(readText(path), basename(path))
}

/**
 * Header `timestamp,value`; ISO 8601 UTC starts of equal bins of 1, 5 or 60 minutes; requests per bin, empty or absent =
 * missing.
 * @throws InputError with the line, what was got and what was wanted
 */
export function parseTrace(text: string, name: string): Trace {
  const rows = parseRows(text, name)
  const binSeconds = binSecondsOf(rows, name)
  const known = rows.filter(row => !Number.isNaN(row.value))
  if (known.length === 0) throw new InputError(`${name}: got no values, wanted requests per bin`)
  const counts = onGrid(rows, known[0].timeMs, binSeconds, name)
  const isGap = Uint8Array.from(counts, count => (Number.isNaN(count) ? 1 : 0))
  checkLength(counts, isGap, binSeconds, name)
  return { name, startMs: known[0].timeMs, binSeconds, counts: filledGaps(counts, binSeconds), isGap }
}

interface Row {
  readonly line: number
  readonly timeMs: number
  /** NaN where the field is empty. */
  readonly value: number
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new InputError(`${path}: got no readable file, wanted a CSV with the header ${HEADER}`, { cause })
  }
}

function parseRows(text: string, name: string): Row[] {
  const records = parseCsv(text, name)
  if (records.length === 0) throw new InputError(`${name}: got an empty file, wanted the header ${HEADER} and rows`)
  const header = records[0].join(',')
  if (header !== HEADER) throw new InputError(`${name}: line 1: got header ${shown(header)}, wanted ${HEADER}`)
  if (records.length === 1) throw new InputError(`${name}: got no rows, wanted at least ${MINIMUM_TRACE_HOURS} hours`)
  return records.slice(1).map((fields, index) => parseRow(fields, index + 2, name))
}

function parseCsv(text: string, name: string): string[][] {
  try {
    return parse(text.trimEnd(), { bom: true, relax_column_count: true })
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.toLowerCase() : String(cause)
    throw new InputError(`${name}: got no CSV (${reason}), wanted the header ${HEADER} and rows`, { cause })
  }
}

function parseRow(fields: readonly string[], line: number, name: string): Row {
  const where = `${name}: line ${line}`
  if (fields.length !== 2) throw new InputError(`${where}: got ${shown(fields.join(','))}, wanted ${HEADER}`)
  const [timestamp, value] = fields
  const timeMs = ISO_UTC.test(timestamp) ? Date.parse(timestamp) : Number.NaN
  if (Number.isNaN(timeMs)) {
    throw new InputError(`${where}: got timestamp ${shown(timestamp)}, wanted ISO 8601 UTC like 2026-03-02T00:00:00Z`)
  }
  return { line, timeMs, value: parseValue(value.trim(), where) }
}

function parseValue(text: string, where: string): number {
  if (text === '') return Number.NaN
  const value = Number(text)
  if (Number.isFinite(value) && value >= 0) return value
  throw new InputError(`${where}: got value ${shown(text)}, wanted requests per bin, 0 or more, or nothing`)
}

/** The commonest distance between rows; rows must ascend. */
function binSecondsOf(rows: readonly Row[], name: string): number {
  const occurrences = new Map<number, number>()
  for (let index = 1; index < rows.length; index++) {
    const seconds = (rows[index].timeMs - rows[index - 1].timeMs) / 1000
    if (seconds <= 0) {
      const fault = seconds === 0 ? 'a repeated timestamp' : 'a timestamp before the line above'
      throw new InputError(`${name}: line ${rows[index].line}: got ${fault}, wanted ascending timestamps`)
    }
    occurrences.set(seconds, (occurrences.get(seconds) ?? 0) + 1)
  }
  const [commonest] = [...occurrences].reduce((best, next) => (next[1] > best[1] ? next : best), [0, 0])
  if (BIN_SECONDS.includes(commonest)) return commonest
  if (rows.length === 1) throw new InputError(`${name}: got 1 row, wanted at least ${MINIMUM_TRACE_HOURS} hours`)
  throw new InputError(`${name}: line 3: got bins of ${commonest} s, wanted 60, 300 or 3600 s`)
}

/** One count per bin from the first to the last row, NaN where none is known. */
function onGrid(rows: readonly Row[], startMs: number, binSeconds: number, name: string): Float64Array {
  const binMs = binSeconds * 1000
  const irregular = rows.find(row => row.timeMs % binMs !== 0)
  if (irregular) {
    const got = new Date(irregular.timeMs).toISOString()
    throw new InputError(`${name}: line ${irregular.line}: got ${got}, wanted the start of a bin of ${binSeconds} s`)
  }
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

function shown(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text)
}
