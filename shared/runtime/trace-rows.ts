// The rows of a load trace: a CSV with the header `timestamp,value`. What the simulation and the forecast have in common; what
// each of them wants of a trace beyond that it checks itself.
import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { InputError } from '../domain/errors.ts'

export interface TraceRow {
  /** Of the file, from 1 on. */
  readonly line: number
  readonly timeMs: number
  /** Requests in the bin, 0 or more; NaN where the field is empty. */
  readonly value: number
}

const HEADER = 'timestamp,value'
const ISO_UTC = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|\+00:00)$/

/** @throws InputError when there is no readable file */
export function readTraceText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new InputError(`${path}: got no readable file, wanted a CSV with the header ${HEADER}`, { cause })
  }
}

/**
 * Rows in the order of the file, none where it holds the header alone.
 * @param name what the file is called in a message
 * @throws InputError with the line, what was got and what was wanted
 */
export function parseTraceRows(text: string, name: string): TraceRow[] {
  const records = parseCsv(text, name)
  if (records.length === 0) throw new InputError(`${name}: got an empty file, wanted the header ${HEADER} and rows`)
  const header = records[0].join(',')
  if (header !== HEADER) throw new InputError(`${name}: line 1: got header ${shown(header)}, wanted ${HEADER}`)
  return records.slice(1).map((fields, index) => parseRow(fields, index + 2, name))
}

/**
 * The commonest distance between rows; 0 of fewer than two.
 * @throws InputError when the rows do not ascend
 */
export function commonestSeconds(rows: readonly TraceRow[], name: string): number {
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
  return commonest
}

/** @throws InputError at the first row that is not the start of a bin */
export function refuseIrregular(rows: readonly TraceRow[], binSeconds: number, name: string): void {
  const irregular = rows.find(row => row.timeMs % (binSeconds * 1000) !== 0)
  if (irregular === undefined) return
  const got = new Date(irregular.timeMs).toISOString()
  throw new InputError(`${name}: line ${irregular.line}: got ${got}, wanted the start of a bin of ${binSeconds} s`)
}

function parseCsv(text: string, name: string): string[][] {
  try {
    return parse(text.trimEnd(), { bom: true, relax_column_count: true })
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.toLowerCase() : String(cause)
    throw new InputError(`${name}: got no CSV (${reason}), wanted the header ${HEADER} and rows`, { cause })
  }
}

function parseRow(fields: readonly string[], line: number, name: string): TraceRow {
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

function shown(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text)
}
