import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { InputError } from '../../../shared/domain/errors.ts'
import { isKnownAt, loadTrace, parseTrace, traceEndMs } from '../../../simulator/workload/trace.ts'

const START = Date.UTC(2026, 0, 5)
const HOUR = 3_600_000

/** Hourly rows from 2026-01-05T00:00Z on; undefined leaves the row out. */
function hourly(values: readonly (number | string | undefined)[]): string {
  const rows = values.map((value, hour) => `${new Date(START + hour * HOUR).toISOString()},${value}`)
  return ['timestamp,value', ...rows.filter((_, hour) => values[hour] !== undefined)].join('\n')
}

const day = Array.from({ length: 24 }, (_, hour) => 100 + hour)

describe('a trace', () => {
  it('is read with its bins, its start and its name', () => {
    const trace = parseTrace(`\uFEFF${hourly(day)}\r\n\n`, 'shop.csv')
    expect(trace).toMatchObject({ name: 'shop.csv', startMs: START, binSeconds: 3600 })
    expect([...trace.counts]).toEqual(day)
    expect(traceEndMs(trace)).toBe(START + 24 * HOUR)
    expect(trace.isGap.includes(1)).toBe(false)
  })

  it.each([60, 300])('may have bins of %d seconds', seconds => {
    const rows = Array.from({ length: 86_400 / seconds }, (_, bin) => {
      return `${new Date(START + bin * seconds * 1000).toISOString().replace('.000', '')},${bin}`
    })
    const trace = parseTrace(['timestamp,value', ...rows].join('\n'), 't')
    expect(trace.binSeconds).toBe(seconds)
    expect(trace.counts[17]).toBe(17)
  })

  it('takes empty values and absent rows for gaps, and says so', () => {
    const trace = parseTrace(hourly(day.map((value, hour) => (hour === 5 ? '' : hour === 9 ? undefined : value))), 't')
    expect(trace.counts.length).toBe(24)
    expect([...trace.isGap].flatMap((gap, hour) => (gap ? [hour] : []))).toEqual([5, 9])
    expect([4, 5, 9, 10].map(hour => isKnownAt(trace, START + hour * HOUR + HOUR / 2))).toEqual([
      true,
      false,
      false,
      true,
    ])
  })

  it('begins with the first value that it knows', () => {
    const trace = parseTrace(hourly(['', '', ...day]), 't')
    expect(trace.startMs).toBe(START + 2 * HOUR)
    expect([...trace.counts]).toEqual(day)
  })
})

describe('a file that is no trace', () => {
  const broken = (line: number, row: string): string => {
    const lines = hourly(day).split('\n')
    lines[line - 1] = row
    return lines.join('\n')
  }

  it.each([
    ['', /got an empty file, wanted the header timestamp,value/],
    ['timestamp,value\n', /got no rows/],
    ['time,requests\n2026-01-05T00:00:00Z,1', /line 1: got header "time,requests", wanted timestamp,value/],
    [broken(4, '2026-01-05 02:00,7'), /line 4: got timestamp "2026-01-05 02:00", wanted ISO 8601 UTC/],
    [broken(4, '2026-01-05T02:00:00+02:00,7'), /line 4: got timestamp/],
    [broken(4, '2026-01-05T02:00:00Z,many'), /line 4: got value "many", wanted requests per bin/],
    [broken(4, '2026-01-05T02:00:00Z,-1'), /line 4: got value "-1"/],
    [broken(4, '2026-01-05T02:00:00Z,Infinity'), /line 4: got value "Infinity"/],
    [broken(4, '2026-01-05T02:00:00Z,1,2'), /line 4: got "2026-01-05T02:00:00Z,1,2", wanted timestamp,value/],
    [broken(4, '2026-01-05T01:00:00Z,7'), /line 4: got a repeated timestamp, wanted ascending/],
    [broken(4, '2026-01-05T00:30:00Z,7'), /line 4: got a timestamp before the line above/],
    [broken(4, '2026-01-05T02:10:00Z,7'), /line 4: got 2026-01-05T02:10:00.000Z, wanted the start of a bin of 3600 s/],
    [broken(4, ''), /line 4: got "", wanted timestamp,value/],
    [hourly(day.slice(0, 23)), /got 23 hours, wanted at least 24/],
    [hourly(day.map(() => '')), /got no values, wanted requests per bin/],
    [hourly(day.map((value, hour) => (hour > 2 && hour < 20 ? '' : value))), /got 71 % of the bins missing/],
    [hourly([1]), /got 1 row, wanted/],
    ['timestamp,value\n2026-01-05T00:00:00Z,1\n2026-01-05T00:02:00Z,1', /got bins of 120 s, wanted 60, 300 or 3600 s/],
    ['timestamp,value\n"2026', /got no CSV/],
  ])('is refused in one line: %j', (text, message) => {
    const parse = (): unknown => parseTrace(text, 'my.csv')
    expect(parse).toThrow(InputError)
    expect(parse).toThrow(/^my\.csv: [^\n]*$/)
    expect(parse).toThrow(message)
  })

  it('is refused when it is not there', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'trace-')), 'absent.csv')
    expect(() => loadTrace(path)).toThrow(/absent\.csv: got no readable file, wanted a CSV/)
    writeFileSync(path, hourly(day))
    expect(loadTrace(path).name).toBe('absent.csv')
  })
})
