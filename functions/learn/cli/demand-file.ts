// A CSV of demand, `timestamp,value`, in the bins in which it is to be forecast.
import { basename } from 'node:path'
import type { DemandSeries } from '../../../shared/domain/demand/series.ts'
import { InputError } from '../../../shared/domain/errors.ts'
import {
  commonestSeconds,
  parseTraceRows,
  readTraceText,
  refuseIrregular,
  type TraceRow,
} from '../../../shared/runtime/trace-rows.ts'

const leastSeconds = 60
const mostSeconds = 3600
const daySeconds = 86_400
/** Two centuries of hours, three years of minutes: more rows than anybody has, and fewer than fill the memory. */
const mostBins = 1_753_152

/** Of a bin made of several, so much must be known; what is not known is then taken to be like the rest. */
const leastKnownShare = 0.5

/**
 * @param binSeconds the bins to be forecast, a multiple of the file's, which are then added up; undefined: the file's
 * @throws InputError with the line, what was got and what was wanted
 */
export function loadDemand(path: string, binSeconds?: number): DemandSeries {
  return parseDemand(readTraceText(path), basename(path), binSeconds)
}

/** As {@link loadDemand}; a bin of the file without a row, or with an empty value, is missing. */
export function parseDemand(text: string, name: string, binSeconds?: number): DemandSeries {
  const rows = parseTraceRows(text, name)
  if (!rows.some(row => !Number.isNaN(row.value)))
    throw new InputError(`${name}: got no values, wanted requests per bin`)
  const fileSeconds = commonestSeconds(rows, name) || binSeconds
  if (fileSeconds === undefined) throw new InputError(`${name}: got 1 row, wanted two or more, or --bin`)
  checkBins(fileSeconds, binSeconds, name)
  return inBins(onGrid(rows, fileSeconds, name), binSeconds ?? fileSeconds, name)
}

/** Whether a forecast can be made in bins of so many seconds. */
export function isBin(seconds: number): boolean {
  return seconds >= leastSeconds && seconds <= mostSeconds && daySeconds % seconds === 0
}

function checkBins(fileSeconds: number, binSeconds: number | undefined, name: string): void {
  if (!isBin(fileSeconds)) {
    const wanted = `${leastSeconds} to ${mostSeconds} s and a whole number of them in a day`
    throw new InputError(`${name}: got rows ${fileSeconds} s apart, wanted ${wanted}`)
  }
  if (binSeconds !== undefined && binSeconds % fileSeconds !== 0) {
    throw new InputError(`got bins of ${binSeconds} s, wanted a multiple of the ${fileSeconds} s of ${name}`)
  }
}

/** Requests per second, a bin for every bin from the first row to the last. */
function onGrid(rows: readonly TraceRow[], binSeconds: number, name: string): DemandSeries {
  refuseIrregular(rows, binSeconds, name)
  const startMs = rows[0].timeMs
  const bins = (rows[rows.length - 1].timeMs - startMs) / (binSeconds * 1000) + 1
  if (bins > mostBins) throw new InputError(`${name}: got ${bins} bins of ${binSeconds} s, wanted at most ${mostBins}`)
  const ratesRps = new Float64Array(bins).fill(Number.NaN)
  for (const { timeMs, value } of rows) ratesRps[(timeMs - startMs) / (binSeconds * 1000)] = value / binSeconds
  return { startMs, binSeconds, ratesRps }
}

/** Bins begin on the clock; parts of one at either end are dropped. */
function inBins(series: DemandSeries, binSeconds: number, name: string): DemandSeries {
  if (binSeconds === series.binSeconds) return series
  const size = binSeconds / series.binSeconds
  const startMs = Math.ceil(series.startMs / (binSeconds * 1000)) * binSeconds * 1000
  const skipped = (startMs - series.startMs) / (series.binSeconds * 1000)
  const bins = Math.floor((series.ratesRps.length - skipped) / size)
  if (bins < 1) throw new InputError(`${name}: got less than one bin of ${binSeconds} s, wanted one or more`)
  const ratesRps = Float64Array.from({ length: bins }, (_, bin) =>
    meanOfKnown(series.ratesRps.subarray(skipped + bin * size, skipped + (bin + 1) * size)),
  )
  return { startMs, binSeconds, ratesRps }
}

function meanOfKnown(rates: Float64Array): number {
  const known = rates.filter(rate => !Number.isNaN(rate))
  if (known.length < leastKnownShare * rates.length) return Number.NaN
  return known.reduce((sum, rate) => sum + rate, 0) / known.length
}
