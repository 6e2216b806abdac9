// From what CloudWatch gives to days of five-minute sums: minutes are added up, hours are spread evenly and marked as coarse.
import { InputError } from '../errors.ts'
import {
  binsPerDay,
  binsPerHour,
  dayMs,
  dayOf,
  type HistoryPart,
  historyBinSeconds,
  startOfDay,
} from './history-day.ts'
import { type DemandSeries, endOf } from './series.ts'

const historyBinMs = historyBinSeconds * 1000
const hourSeconds = 3600

/** A sum of thousands of requests is kept to four digits: that is finer than any two days are alike, and packs well. */
const digits = 4

/**
 * The series by day. A bin is known where all of it is; what is not known stays so.
 * @param series in bins of 60, 300 or 3600 seconds, of which the first begins with such a bin
 * @throws InputError for other bins
 */
export function historyParts(series: DemandSeries): Map<string, HistoryPart> {
  const { binSeconds } = series
  if (binSeconds === hourSeconds) return spreadHours(series)
  if (binSeconds !== historyBinSeconds && historyBinSeconds % binSeconds !== 0) {
    throw new InputError(
      `history of bins of ${binSeconds} s, wanted ${historyBinSeconds} s, a part of it or ${hourSeconds} s`,
    )
  }
  const parts = new Days()
  const step = historyBinSeconds / binSeconds
  const firstMs = Math.ceil(series.startMs / historyBinMs) * historyBinMs
  const skip = (firstMs - series.startMs) / (binSeconds * 1000)
  for (let bin = 0; firstMs + (bin + 1) * historyBinMs <= endOf(series); bin++) {
    let rates = 0
    for (let part = 0; part < step; part++) rates += series.ratesRps[skip + bin * step + part]
    parts.put(firstMs + bin * historyBinMs, rates * binSeconds)
  }
  return new Map([...parts.byDay].map(([day, requests]) => [day, { requests, coarseHours: [] }]))
}

function spreadHours({ startMs, ratesRps }: DemandSeries): Map<string, HistoryPart> {
  const parts = new Days()
  const coarse = new Map<string, number[]>()
  ratesRps.forEach((rate, hour) => {
    const hourMs = startMs + hour * hourSeconds * 1000
    for (let bin = 0; bin < binsPerHour; bin++) parts.put(hourMs + bin * historyBinMs, rate * historyBinSeconds)
    if (Number.isNaN(rate)) return
    const day = dayOf(hourMs)
    coarse.set(day, [...(coarse.get(day) ?? []), (hourMs - startOfDay(day)) / (hourSeconds * 1000)])
  })
  return new Map([...parts.byDay].map(([day, requests]) => [day, { requests, coarseHours: coarse.get(day) ?? [] }]))
}

class Days {
  readonly byDay = new Map<string, (number | null)[]>()

  put(timeMs: number, requests: number): void {
    const day = dayOf(timeMs)
    let bins = this.byDay.get(day)
    if (bins === undefined) {
      bins = new Array<number | null>(binsPerDay).fill(null)
      this.byDay.set(day, bins)
    }
    bins[Math.floor((timeMs % dayMs) / historyBinMs)] = Number.isNaN(requests) ? null : rounded(requests)
  }
}

function rounded(requests: number): number {
  return Number(Math.max(requests, 0).toPrecision(digits))
}
