// M4's files: a series a row, its name and then its values; rows are of different lengths. No times: seasons are counted.
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { parse } from 'csv-parse/sync'
import { InputError } from '../../../shared/domain/errors.ts'

export interface NamedSeries {
  readonly id: string
  readonly values: Float64Array
}

/** @throws InputError with the line, what was got and what was wanted */
export function loadM4(path: string): NamedSeries[] {
  const name = basename(path)
  const rows = parseCsv(readRows(path), name)
  if (rows.length === 0) throw new InputError(`${name}: got an empty file, wanted a series a row: id, then values`)
  return rows.map((cells, index) => seriesOf(cells, `${name}: line ${index + 1}`))
}

function readRows(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new InputError(`${path}: got no readable file, wanted a series a row: id, then values`, { cause })
  }
}

function parseCsv(text: string, name: string): string[][] {
  try {
    return parse(text.trimEnd(), { bom: true, relax_column_count: true, trim: true })
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.toLowerCase() : String(cause)
    throw new InputError(`${name}: got no CSV (${reason}), wanted a series a row: id, then values`, { cause })
  }
}

function seriesOf([id, ...cells]: readonly string[], where: string): NamedSeries {
  const used = cells.slice(0, cells.findLastIndex(cell => cell !== '') + 1)
  const values = Float64Array.from(used, cell => cellValue(cell, where))
  if (values.some(value => !Number.isNaN(value))) return { id, values }
  throw new InputError(`${where}: got no values for "${id}", wanted at least one`)
}

/** An empty cell between others is a missing value. */
function cellValue(cell: string, where: string): number {
  if (cell === '') return Number.NaN
  const value = Number(cell)
  if (Number.isFinite(value) && value >= 0) return value
  throw new InputError(`${where}: got value "${cell}", wanted a number from 0 on`)
}
