// Whether forecasts were kept: the largest minute until help could serve, against the 95 % quantile that was stated for it.
import { pinballLoss } from '../../shared/domain/forecasting/baseline.ts'
import type { ForecastHour, PolicyResult } from '../result.ts'
import type { SimulationPlan } from '../simulation-plan.ts'
import type { Arrivals } from '../workload/arrivals.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const statedLevel = 0.95

/** What a forecast said of the largest minute in [fromMs, toMs). */
interface StatedMaximum {
  readonly fromMs: number
  readonly toMs: number
  readonly p95Rps: number
  /** What the reactive baseline would have said. */
  readonly reactiveRps?: number
}

type JudgedTime = Pick<SimulationPlan, 'judgeFromMs' | 'judgeToMs'>
/** Requests that arrived, in equal steps. */
type Demand = Pick<Arrivals, 'startMs' | 'stepSeconds' | 'counts'>

interface HourSums {
  evaluated: number
  covered: number
  lossRps: number
  reactiveLossRps: number
  windowMinutes: number
}

/** How often what came stayed at or below the stated 95 % quantile, over windows that lie wholly in the judged time. */
export class Coverage {
  readonly #judged: JudgedTime
  /** By the hour in which the windows ended, oldest first. */
  readonly #hours = new Map<number, HourSums>()

  constructor(judged: JudgedTime) {
    this.#judged = judged
  }

  add(stated: StatedMaximum, arrivals: Demand): void {
    if (stated.fromMs < this.#judged.judgeFromMs || stated.toMs > this.#judged.judgeToMs) return
    const cameRps = largestMinuteRps(arrivals, stated.fromMs, stated.toMs)
    const sums = this.#sumsOf(Math.floor((stated.toMs - minuteMs) / hourMs) * hourMs)
    sums.evaluated++
    if (cameRps <= stated.p95Rps) sums.covered++
    sums.lossRps += pinballLoss(statedLevel, stated.p95Rps, cameRps)
    sums.reactiveLossRps += pinballLoss(statedLevel, stated.reactiveRps ?? Number.NaN, cameRps)
    sums.windowMinutes += (stated.toMs - stated.fromMs) / minuteMs
  }

  figures(): NonNullable<PolicyResult['forecast']> {
    const hours = [...this.#hours].sort(([a], [b]) => a - b).map(toHour)
    const evaluated = hours.reduce((sum, hour) => sum + hour.evaluated, 0)
    const covered = hours.reduce((sum, hour) => sum + hour.covered, 0)
    return { coverage95: evaluated === 0 ? 0 : covered / evaluated, evaluated, hours }
  }

  #sumsOf(hourStartMs: number): HourSums {
    const known = this.#hours.get(hourStartMs)
    if (known !== undefined) return known
    const sums = { evaluated: 0, covered: 0, lossRps: 0, reactiveLossRps: 0, windowMinutes: 0 }
    this.#hours.set(hourStartMs, sums)
    return sums
  }
}

function toHour([startMs, sums]: [number, HourSums]): ForecastHour {
  const { evaluated, covered } = sums
  return {
    t: new Date(startMs).toISOString(),
    evaluated,
    covered,
    lossRps: sums.lossRps / evaluated,
    ...(Number.isFinite(sums.reactiveLossRps) && { reactiveLossRps: sums.reactiveLossRps / evaluated }),
    windowMinutes: sums.windowMinutes / evaluated,
  }
}

function largestMinuteRps(arrivals: Demand, fromMs: number, toMs: number): number {
  const stepsPerMinute = minuteMs / (arrivals.stepSeconds * 1000)
  let largest = 0
  for (let minute = fromMs; minute < toMs; minute += minuteMs) {
    const first = (minute - arrivals.startMs) / (arrivals.stepSeconds * 1000)
    let requests = 0
    for (let step = first; step < first + stepsPerMinute; step++) requests += arrivals.counts[step]
    largest = Math.max(largest, requests / 60)
  }
  return largest
}
