import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { bridged, loadSeries } from '../../../bench/forecast/traces.ts'

const folder = mkdtempSync(join(tmpdir(), 'penumbra-traces-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('a trace of the bench', () => {
  it('is summed to five minutes on the clock; a bin with a missing minute is not known', () => {
    const rows = Array.from({ length: 1500 }, (_, index) => {
      const time = new Date(Date.UTC(2026, 2, 2, 0, 3 + index)).toISOString()
      return `${time},${index === 8 ? '' : index}`
    })
    writeFileSync(join(folder, 'minutes.csv'), ['timestamp,value', ...rows].join('\n'))
    const { startMs, binSeconds, values } = loadSeries(folder, 'minutes')
    expect([startMs, binSeconds]).toEqual([Date.UTC(2026, 2, 2, 0, 5), 300])
    // From 00:05 on: 2 + 3 + 4 + 5 + 6, then 7 to 11 without the 8, then 12 + 13 + 14 + 15 + 16.
    expect([...values.subarray(0, 3)]).toEqual([20, Number.NaN, 70])
  })
})

describe('a history with gaps', () => {
  const values = Float64Array.of(Number.NaN, 2, Number.NaN, Number.NaN, 8, Number.NaN, 100)

  it('is bridged by straight lines, and by the nearest value at its ends', () => {
    expect([...bridged(values, 0, 6)]).toEqual([2, 2, 4, 6, 8, 8])
  })

  it('is bridged by nothing that came after it', () => {
    expect([...bridged(values, 0, 4)]).toEqual([2, 2, 2, 2])
  })
})
