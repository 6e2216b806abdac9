// The first hour of a forecast in fine bins: foretold by the experts of the next hour, who know how the last minutes go on, and
// faded into the forecast of days, which knows better where the day goes.
import { type DemandSeries, endOf } from '../../demand/series.ts'
import { withoutLaunch } from '../clean-history.ts'
import { type KnownEvent, overlaps, withEvents } from '../event-effect.ts'
import { fitModel } from '../models.ts'
import type { StepAhead } from '../next-days/step-ahead.ts'
import { blendNear } from './near-blend.ts'
import { type Fan, fewestBins, type NearRequest, pathsFan } from './near-experts.ts'

/** Bins up to five minutes are fine enough that the next hour has a course of its own. */
const coarsestSeconds = 300
const finestSeconds = 60
const hourSeconds = 3600
const dayMs = 86_400_000
/** From this share of the hour on the forecast of days takes over. */
const fadeFrom = 0.5

/** The first steps, and the share that each has in the forecast. */
export interface NearSteps {
  readonly steps: readonly StepAhead[]
  readonly shares: readonly number[]
}

/** None where bins are coarse or history is too short for a course of minutes. */
export function nearSteps(
  series: DemandSeries,
  horizonBins: number,
  levels: readonly number[],
  events: readonly KnownEvent[],
): NearSteps {
  const bins = Math.min(Math.floor(hourSeconds / series.binSeconds), horizonBins)
  const fine = series.binSeconds >= finestSeconds && series.binSeconds <= coarsestSeconds
  if (!fine || bins === 0) return none
  const withMiddle = [...new Set([...levels, 0.5])].sort((a, b) => a - b)
  const fan = nearFan({ series: withoutLaunch(series), horizonBins: bins, levels: withMiddle }, events)
  if (fan === undefined) return none
  const shares = Array.from({ length: bins }, (_, ahead) => shareAt(((ahead + 0.5) * series.binSeconds) / hourSeconds))
  return { steps: stepsOf(fan, withMiddle, levels, largestStep(series)), shares }
}

const none: NearSteps = { steps: [], shares: [] }

function shareAt(partOfHour: number): number {
  return Math.min((1 - partOfHour) / (1 - fadeFrom), 1)
}

/** What events do, only the paths know: near one they are asked alone. */
function nearFan(request: NearRequest, events: readonly KnownEvent[]): Fan | undefined {
  const { series, horizonBins } = request
  const endMs = endOf(series)
  const near = events.some(
    event =>
      (event.loadMultiplier ?? 1) !== 1 &&
      overlaps(event, endMs - dayMs, endMs + horizonBins * series.binSeconds * 1000),
  )
  if (!near) return blendNear(request)
  const bins = series.ratesRps.length
  if (bins < fewestBins) return undefined
  return pathsFan(withEvents(fitModel('auto', series, { horizonBins }), events), request, bins)
}

/** Nothing is foretold beyond so many times the largest demand that was ever seen. */
const ceilingTimes = 10

function largestStep({ ratesRps }: DemandSeries): number {
  return ceilingTimes * ratesRps.reduce((most, rate) => (rate > most ? rate : most), 0)
}

function stepsOf(fan: Fan, known: readonly number[], levels: readonly number[], ceiling: number): StepAhead[] {
  const middle = known.indexOf(0.5)
  return fan.map(values => ({
    point: Math.min(values[middle], ceiling),
    quantiles: Float64Array.from(levels, level => Math.min(values[known.indexOf(level)], ceiling)),
  }))
}

export function crossFade({ steps, shares }: NearSteps, far: readonly StepAhead[]): StepAhead[] {
  return far.map((step, ahead) => (ahead < steps.length ? mixed(steps[ahead], step, shares[ahead]) : step))
}

function mixed(near: StepAhead, far: StepAhead, share: number): StepAhead {
  const mix = (one: number, other: number) => share * one + (1 - share) * other
  return {
    point: mix(near.point, far.point),
    quantiles: near.quantiles.map((value, level) => mix(value, far.quantiles[level])),
  }
}
