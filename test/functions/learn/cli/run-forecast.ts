import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll } from 'vitest'
import { type Ended, ended } from '../../../simulator/cli/run-cli.ts'

const script = resolve('functions/learn/cli/forecast.ts')

/** A folder of its own for one test file, in which it runs the command; gone after its last test. */
export function forecastFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'penumbra-forecast-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const start = (args: readonly string[]) => spawn(process.execPath, [script, ...args], { cwd: folder })
  return {
    path: (name: string) => join(folder, name),
    write: (name: string, text: string) => writeFileSync(join(folder, name), text),
    run: (args: readonly string[]): Promise<Ended> => ended(start(args)),
    start,
  }
}

/** Rows of `timestamp,value`, hourly from 2026-03-02T00:00:00Z on. */
export function hourlyRows(values: readonly (number | string)[]): string {
  const rows = values.map((value, hour) => `${isoHour(hour)},${value}`)
  return ['timestamp,value', ...rows, ''].join('\n')
}

export function isoHour(hour: number): string {
  return new Date(Date.UTC(2026, 2, 2, hour)).toISOString()
}

/** Busy by day, quiet by night, the same every day: 1000 at midnight, 3000 at noon. */
export function dailyLoad(hour: number): number {
  return Math.round(2000 - 1000 * Math.cos((2 * Math.PI * (hour % 24)) / 24))
}

export function dailyValues(hours: number): number[] {
  return Array.from({ length: hours }, (_, hour) => dailyLoad(hour))
}
