// npm run forecast: a forecast of any load in a file, now or at many moments of its past, as a table or as JSON (design §9).
import { resolve } from 'node:path'
import { Command } from 'commander'
import type { DemandSeries } from '../../../shared/domain/demand/series.ts'
import { InputError } from '../../../shared/domain/errors.ts'
import type { ForecastAlgorithm } from '../../../shared/domain/forecasting/algorithms.ts'
import { checkOutput, runCommand, writeOutput } from '../../../shared/runtime/command-line.ts'
import { loadDemand } from './demand-file.ts'
import { loadEvents } from './events-file.ts'
import { algorithmOf, atLeastOne, binOf, levelsOf } from './forecast-arguments.ts'
import { type ForecastFile, type M4File, writtenForecast, writtenM4 } from './forecast-output.ts'
import { loadM4, type NamedSeries } from './m4-file.ts'
import { makeForecasts } from './make-forecasts.ts'
import { renderForecast, renderM4 } from './render-forecast.ts'
import { historiesBefore } from './rolling-origins.ts'

interface Options {
  readonly input?: string
  readonly m4?: string
  readonly horizon: number
  readonly bin?: number
  readonly season?: number
  readonly algorithm: ForecastAlgorithm
  readonly quantiles: number[]
  readonly origins?: number
  readonly stride?: number
  readonly events?: string
  readonly json?: string
}

const m4BinSeconds = 3600

const command = new Command('forecast')
  .description('forecasts a load: points, and quantiles of what may come')
  .option('--input <file>', 'CSV with the header timestamp,value; requests per bin')
  .option('--m4 <file>', "M4's rows instead: id, then values, no header")
  .requiredOption('--horizon <n>', 'bins ahead, at most fourteen days', atLeastOne)
  .option('--bin <seconds>', "bins to forecast in, a multiple of the file's, whose values are added up", binOf)
  .option('--season <n>', 'bins of the season, with --m4', atLeastOne)
  .option('--algorithm <name>', 'auto, or one family', algorithmOf, 'auto')
  .option('--quantiles <levels>', 'between 0 and 1, separated by commas', levelsOf, [0.05, 0.5, 0.9, 0.95])
  .option('--origins <k>', 'forecasts at k moments of the past, the last of which ends with the file', atLeastOne)
  .option('--stride <s>', 'bins from one of them to the next (default: the horizon)', atLeastOne)
  .option('--events <file>', 'JSON array of events: kind, startsAt, endsAt, loadMultiplier')
  .option('--json <file>', 'writes the forecast instead of a table')
  .action(run)

async function run(options: Options): Promise<void> {
  refuseContradictions(options)
  // Before the long work, so that a path that cannot be written is refused at once.
  if (options.json !== undefined) checkOutput(options.json)
  const text = options.m4 === undefined ? await forecastLoad(options) : await forecastM4(options, options.m4)
  if (text !== undefined) console.log(text)
}

/** @returns what is to be printed; undefined where it was written */
async function forecastLoad(options: Options): Promise<string | undefined> {
  const { horizon, algorithm, quantiles, json } = options
  const series = loadDemand(options.input ?? '', options.bin)
  const events = options.events === undefined ? [] : loadEvents(options.events)
  const request = { algorithm, horizonBins: horizon, quantiles, events }
  const made = await makeForecasts(historiesOf(series, options), request)
  const file: ForecastFile = {
    algorithm,
    binSeconds: series.binSeconds,
    forecasts: made.map(each => writtenForecast(each, quantiles)),
  }
  return json === undefined ? renderForecast(file, quantiles, series) : writeJson(json, file)
}

function historiesOf(series: DemandSeries, { horizon, origins, stride = horizon }: Options): DemandSeries[] {
  return origins === undefined ? [series] : historiesBefore(series, horizon, { origins, stride })
}

async function forecastM4(options: Options, path: string): Promise<string | undefined> {
  const { horizon, season, algorithm, quantiles, json } = options
  const rows = loadM4(path)
  const request = { algorithm, horizonBins: horizon, quantiles, seasonBins: season }
  const made = await makeForecasts(rows.map(hourly), request)
  const file: M4File = made.map((each, index) => writtenM4(rows[index].id, each, quantiles))
  return json === undefined ? renderM4(file, quantiles) : writeJson(json, file)
}

/** Without times; only the season counts. */
function hourly({ values }: NamedSeries): DemandSeries {
  return { startMs: 0, binSeconds: m4BinSeconds, ratesRps: values }
}

function writeJson(path: string, file: ForecastFile | M4File): undefined {
  writeOutput(path, JSON.stringify(file))
}

function refuseContradictions({ input, m4, season, bin, origins, stride, events, json }: Options): void {
  if ((input === undefined) === (m4 === undefined)) {
    throw new InputError(`got ${input === undefined ? 'neither' : 'both'}, wanted either --input <file> or --m4 <file>`)
  }
  const withM4 = Object.entries({ bin, origins, stride, events }).find(([, value]) => value !== undefined)
  if (m4 !== undefined && withM4 !== undefined)
    throw new InputError(`got --${withM4[0]} with --m4, wanted it with --input`)
  if (m4 !== undefined && season === undefined) throw new InputError('got --m4 without --season, wanted its bins')
  if (input !== undefined && season !== undefined)
    throw new InputError('got --season with --input, wanted it with --m4')
  if (stride !== undefined && origins === undefined)
    throw new InputError('got --stride alone, wanted --origins with it')
  refuseOverwriting([input ?? m4, events], json)
}

/** A result must never overwrite what it is made from. */
function refuseOverwriting(inputs: readonly (string | undefined)[], json: string | undefined): void {
  const overwritten = inputs.find(path => path !== undefined && json !== undefined && resolve(path) === resolve(json))
  if (overwritten !== undefined) throw new InputError(`got ${overwritten} to read and to write, wanted different files`)
}

// Whoever has read enough, as `| head` has, closes the pipe; what was asked for is done all the same.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

await runCommand(command, process.argv)
