// What the forecast fan shows, worked out before anything is drawn.
import { latestKnown, stepsOver, type TimeWindow, timeWindow, windowValues } from './chart/time-window.ts'
import { minuteMs } from './format-time.ts'
import type { Fan, WidgetData, WidgetRequest } from './widget-data.ts'

/** What a forecast says of the middle of one minute, requests per second. */
export interface FanStep {
  readonly atMs: number
  readonly p05: number
  readonly p25: number
  readonly p50: number
  readonly p75: number
  readonly p95: number
}

export interface ShownFan {
  readonly madeAtMs: number
  /** Those that lie on the axis, at least one. */
  readonly steps: readonly FanStep[]
  /** Minutes of it that have come, as far as the data knows, and how many of them lay between p05 and p95. */
  readonly come: number
  readonly inside: number
}

export interface FanView {
  readonly window: TimeWindow
  /** Now, or the end that is nearer where now lies outside. */
  readonly cursorMs: number
  readonly demand: readonly (number | null)[]
  /** How many values of `demand` had come at the cursor. */
  readonly over: number
  /** The limits that had been stated up to the cursor. */
  readonly limits: readonly (number | null)[]
  readonly demandRps: number | undefined
  /** The limit that holds at the cursor, and until when. */
  readonly limit: { readonly rps: number; readonly untilMs: number | undefined } | undefined
  readonly fan: ShownFan | undefined
}

/** A value this many steps old still stands for now: one that is late, or a gap. */
const patienceSteps = 10

export function fanView(request: WidgetRequest, data: WidgetData): FanView {
  const cursorMs = Math.min(Math.max(request.nowMs, request.fromMs), request.toMs)
  const fan = data.fans?.findLast(({ madeAtMs }) => madeAtMs <= cursorMs)
  const window = timeWindow(data.minutes, request.fromMs, endOf(request, data, fan, cursorMs), request.widthPx)
  const demand = data.minutes === undefined ? [] : windowValues(window, data.minutes.demandRps)
  const over = stepsOver(window, cursorMs)
  const stated = data.minutes === undefined ? [] : windowValues(window, data.minutes.forecastP95Rps)
  const limit = data.minutes?.latest?.forecastP95Rps ?? latestKnown(stated, over, patienceSteps)
  return {
    window,
    cursorMs,
    demand,
    over,
    limits: stated.slice(0, over + 1),
    demandRps: data.minutes?.latest?.demandRps ?? latestKnown(demand, over - 1, patienceSteps),
    limit: limit === undefined ? undefined : { rps: limit, untilMs: untilMs(data, cursorMs) },
    fan: fan === undefined ? undefined : shownFan(fan, window, demand),
  }
}

/** The axis makes room for the future that is told, yet never for more of it than for what was asked. */
function endOf({ fromMs, toMs }: WidgetRequest, data: WidgetData, fan: Fan | undefined, cursorMs: number): number {
  const fanEndMs = fan === undefined ? toMs : fan.madeAtMs + (fan.minutesAhead.at(-1) ?? 0) * minuteMs
  const wanted = Math.max(toMs, fanEndMs, untilMs(data, cursorMs) ?? toMs)
  return Math.min(wanted, toMs + (toMs - fromMs))
}

function untilMs({ helpMs }: WidgetData, cursorMs: number): number | undefined {
  return helpMs === undefined ? undefined : cursorMs + helpMs
}

function shownFan(fan: Fan, window: TimeWindow, demand: readonly (number | null)[]): ShownFan | undefined {
  const steps = stepsOf(fan).filter(({ atMs }) => atMs >= window.startMs && atMs <= window.endMs)
  if (steps.length === 0) return undefined
  const come = steps.map(step => ({ ...step, rps: demandAt(step.atMs, window, demand) }))
  // A mean over longer than a minute says nothing of one.
  const known = window.stepMs > minuteMs ? [] : come.filter(({ rps }) => rps !== null)
  const inside = known.filter(({ rps, p05, p95 }) => rps !== null && rps >= p05 && rps <= p95)
  return { madeAtMs: fan.madeAtMs, steps, come: known.length, inside: inside.length }
}

/** Quantiles in single minutes, at the minutes' middles. */
function stepsOf({ madeAtMs, minutesAhead, p05, p25, p50, p75, p95 }: Fan): FanStep[] {
  return minutesAhead
    .map((ahead, at) => ({
      atMs: madeAtMs + (ahead - 0.5) * minuteMs,
      p05: p05[at],
      p25: p25[at],
      p50: p50[at],
      p75: p75[at],
      p95: p95[at],
    }))
    .filter(step => Object.values(step).every(Number.isFinite))
}

function demandAt(atMs: number, window: TimeWindow, demand: readonly (number | null)[]): number | null {
  return demand[Math.floor((atMs - window.startMs) / window.stepMs) - window.firstStep] ?? null
}
