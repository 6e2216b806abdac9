// The default story: four weeks of a web shop. Its parameters are measured on public traces, each as its comment says; the
// load itself is drawn from the seed.
//
// Traces that were measured:
// - shop: hourly requests of an e-commerce API, 147 days (microsoft/cloud-monitoring-dataset, ecommerce-api-incoming-rps)
// - database: one-minute query rate of one application, 11 days (the same dataset, mongodb-application-rps, mongo-02)
// - cup: requests per minute of the 1998 World Cup site, May and June (M. Arlitt, T. Jin, IEEE Network 14(3), 2000)
import { RandomStream } from '../kernel/random.ts'
import type { Trace } from './trace.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

export interface StoryEvent {
  readonly name: string
  readonly startMs: number
  readonly endMs: number
  /** What the operator expects of it: demand with it over demand without. */
  readonly multiplier: number
}

export interface Story {
  readonly trace: Trace
  /** What was announced beforehand. */
  readonly events: readonly StoryEvent[]
  /** Judging begins here; everything before is history. */
  readonly judgedFromMs: number
  readonly days: number
}

/** A Monday. */
const START_MS = Date.UTC(2026, 2, 2)
const HISTORY_DAYS = 14
const JUDGED_DAYS = 14
const JUDGED_FROM_MS = START_MS + HISTORY_DAYS * DAY_MS

/** Mean of a quiet week's geometric level; only its noise depends on it, the region scales the load. */
const BASE_RPS = 550

/** Fourier terms of the shop's mean log demand by hour of day (UTC) and of the week: (2/n)·Σ x·cos(2πk(t − peak)/n). */
const DAILY = [
  { cycles: 1, amplitude: 0.453, peakHour: 19.75 },
  { cycles: 2, amplitude: 0.103, peakHour: 1.59 },
]
/** 6.22 days after Sunday: the shop's week peaks on Saturday. */
const WEEKLY = { amplitude: 0.164, peakDay: 6.22 }
/** Theil-Sen slope of the shop's log weekly means: 0.0078 a week. */
const TREND_PER_WEEK = 0.0078

/**
 * Log noise of one minute around the hour, AR(1). Deviation: the cup's in June, interquartile range / 1.349 of
 * ln(minute / centred 61-minute mean) = 0.057; lag-1 correlation: the database's, 0.78 (0.59 at lag 2, 0.33 at 5).
 */
const NOISE = { deviation: 0.057, correlation: 0.78 }

/** A sale that marketing announced. Surges of about 5 hours are labelled in the shop; its Christmas weeks are +50 %. */
const CAMPAIGN: StoryEvent = {
  name: 'spring-sale',
  startMs: JUDGED_FROM_MS + 3 * DAY_MS + 16 * HOUR_MS,
  endMs: JUDGED_FROM_MS + 3 * DAY_MS + 21 * HOUR_MS,
  multiplier: 1.6,
}
const CAMPAIGN_EDGE_MS = 15 * MINUTE_MS

/**
 * A crowd that nobody announced. Height and rise: the cup in May grows 2.1-fold in 10 minutes at its fastest thousandth of
 * all busy minutes. Decay: median time to 1/e of the eight largest working-day crowds of June, 17 minutes.
 */
const CROWD = {
  startMs: JUDGED_FROM_MS + 6 * DAY_MS + 13 * HOUR_MS + 20 * MINUTE_MS,
  excess: 1.1,
  riseMs: 10 * MINUTE_MS,
  decayMs: 17 * MINUTE_MS,
}

/** A new client goes live and stays. (The dataset's mongo-03 shifts 2.5-fold for good; a shop's new partner is smaller.) */
const SHIFT = { fromMs: JUDGED_FROM_MS + 9 * DAY_MS + 9 * HOUR_MS, factor: 1.3 }

/** Four weeks of one-minute bins: two of history, two to be judged. Equal seeds give equal stories. */
export function defaultStory(seed: number): Story {
  const stream = new RandomStream(seed, 'story')
  const counts = new Float64Array(((HISTORY_DAYS + JUDGED_DAYS) * DAY_MS) / MINUTE_MS)
  const innovation = NOISE.deviation * Math.sqrt(1 - NOISE.correlation ** 2)
  let noise = NOISE.deviation * stream.normal()
  for (let minute = 0; minute < counts.length; minute++) {
    const rps = expectedRps(START_MS + minute * MINUTE_MS) * Math.exp(noise)
    counts[minute] = stream.poisson(60 * rps)
    noise = NOISE.correlation * noise + innovation * stream.normal()
  }
  const isGap = new Uint8Array(counts.length)
  const trace = { name: 'default story', startMs: START_MS, binSeconds: 60, counts, isGap }
  return { trace, events: [CAMPAIGN], judgedFromMs: JUDGED_FROM_MS, days: JUDGED_DAYS }
}

/** Demand without noise, requests per second. */
function expectedRps(timeMs: number): number {
  return BASE_RPS * Math.exp(rhythm(timeMs)) * campaignFactor(timeMs) * crowdFactor(timeMs) * shiftFactor(timeMs)
}

function rhythm(timeMs: number): number {
  const hour = (timeMs % DAY_MS) / HOUR_MS
  const daily = DAILY.reduce((sum, { cycles, amplitude, peakHour }) => {
    return sum + amplitude * Math.cos((2 * Math.PI * cycles * (hour - peakHour)) / 24)
  }, 0)
  const daysSinceSunday = (timeMs - START_MS) / DAY_MS + 1
  const weekly = WEEKLY.amplitude * Math.cos((2 * Math.PI * (daysSinceSunday - 0.5 - WEEKLY.peakDay)) / 7)
  return daily + weekly + (TREND_PER_WEEK * (timeMs - START_MS)) / (7 * DAY_MS)
}

function campaignFactor(timeMs: number): number {
  const { startMs, endMs, multiplier } = CAMPAIGN
  const inside = Math.min(timeMs - startMs, endMs - timeMs) / CAMPAIGN_EDGE_MS
  return 1 + (multiplier - 1) * Math.min(1, Math.max(0, inside))
}

function crowdFactor(timeMs: number): number {
  const { startMs, excess, riseMs, decayMs } = CROWD
  const since = timeMs - startMs
  if (since < 0) return 1
  return 1 + excess * (since < riseMs ? since / riseMs : Math.exp(-(since - riseMs) / decayMs))
}

function shiftFactor(timeMs: number): number {
  return timeMs < SHIFT.fromMs ? 1 : SHIFT.factor
}
