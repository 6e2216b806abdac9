// What a person sees who asks for no file: the forecast as a table, or, of many origins, how they fared.
import Table from 'cli-table3'
import type { DemandSeries } from '../../../shared/domain/demand/series.ts'
import { formatReading } from '../../widget/format-numbers.ts'
import type { ForecastFile, M4File, WrittenForecast } from './forecast-output.ts'
import { outcomesFrom } from './rolling-origins.ts'

/** A longer forecast is shown at every n-th bin. */
const mostRows = 48

/** @param levels those of the forecast */
export function renderForecast(
  { algorithm, binSeconds, forecasts }: ForecastFile,
  levels: readonly number[],
  series: DemandSeries,
): string {
  const title = `${algorithm}, requests per bin of ${binSeconds} s`
  if (forecasts.length > 1) return `${title}\n${originsTable(forecasts, levels, series)}`
  const [only] = forecasts
  return [
    title,
    stepsTable(only, levels),
    sharesOf(only),
    ...(only.degraded === null ? [] : [`degraded: ${only.degraded}`]),
  ].join('\n')
}

export function renderM4(file: M4File, levels: readonly number[]): string {
  const rows = file.map(({ id, fitMs, steps }) => [id, fitMs.toFixed(1), ...cellsOf(steps[steps.length - 1], levels)])
  return drawn(['series', 'fit ms', 'last point', ...levels.map(String)], rows)
}

function stepsTable({ steps }: WrittenForecast, levels: readonly number[]): string {
  const every = Math.ceil(steps.length / mostRows)
  const shown = steps.filter((_, bin) => bin % every === 0 || bin === steps.length - 1)
  const table = drawn(
    ['start of bin', 'point', ...levels.map(String)],
    shown.map(step => [minuteOf(step.t), ...cellsOf(step, levels)]),
  )
  return every === 1 ? table : `${table}\nshown: every ${every} bins of ${steps.length}; --json FILE has them all`
}

/** One row an origin: its last step, what came there, and how far off the points were. */
function originsTable(forecasts: readonly WrittenForecast[], levels: readonly number[], series: DemandSeries): string {
  const rows = forecasts.map(({ origin, steps }) => {
    const came = Array.from(outcomesFrom(series, Date.parse(origin), steps.length), rate => rate * series.binSeconds)
    const errors = came.map((value, bin) => Math.abs(value - steps[bin].point)).filter(error => !Number.isNaN(error))
    const mean =
      errors.length === 0 ? '–' : formatReading(errors.reduce((sum, error) => sum + error, 0) / errors.length)
    const last = came.at(-1) ?? Number.NaN
    return [
      minuteOf(origin),
      ...cellsOf(steps[steps.length - 1], levels),
      Number.isNaN(last) ? '–' : formatReading(last),
      mean,
    ]
  })
  const head = ['origin', 'last point', ...levels.map(String), 'came', 'mean abs. error']
  return `${drawn(head, rows)}${degradedNote(forecasts)}`
}

function degradedNote(forecasts: readonly WrittenForecast[]): string {
  const degraded = forecasts.filter(forecast => forecast.degraded !== null)
  if (degraded.length === 0) return ''
  return `\n${degraded.length} of ${forecasts.length} degraded, the first: ${degraded[0].degraded}`
}

function cellsOf({ point, q }: M4File[number]['steps'][number], levels: readonly number[]): string[] {
  return [point, ...levels.map(level => q[String(level)])].map(formatReading)
}

function sharesOf({ weights }: WrittenForecast): string {
  const shares = Object.entries(weights).filter(([, share]) => share >= 0.005)
  return `made of: ${shares.map(([name, share]) => `${name} ${Math.round(100 * share)} %`).join(', ')}`
}

/** '2026-03-02 00:05' */
function minuteOf(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ')
}

function drawn(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const table = new Table({
    head: [...head],
    colAligns: head.map((_, column) => (column === 0 ? 'left' : 'right')),
    style: { head: [], border: [], compact: true },
  })
  table.push(...rows.map(row => [...row]))
  return table.toString()
}
