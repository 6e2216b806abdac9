// The first hour of a forecast in fine bins: drawn by the model of the next hour, which knows how the last minutes go on, and
// faded into the forecast of days, which knows better where the day goes.
import type { DemandSeries } from '../../demand/series.ts'
import { withoutLaunch } from '../clean-history.ts'
import { type KnownEvent, withEvents } from '../event-effect.ts'
import { fitModel } from '../models.ts'
import { quantileAt } from '../quantiles.ts'
import type { StepAhead } from './step-ahead.ts'

/** Bins up to five minutes are fine enough that the next hour has a course of its own. */
const coarsestSeconds = 300
const finestSeconds = 60
const hourSeconds = 3600
/** From this share of the hour on the forecast of days takes over. */
const fadeFrom = 0.5
/** Fewer bins than these teach the model of the next hour nothing. */
const fewestBins = 120

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
  if (!fine || series.ratesRps.length < fewestBins || bins === 0) return none
  const shares = Array.from({ length: bins }, (_, ahead) => shareAt(((ahead + 0.5) * series.binSeconds) / hourSeconds))
  return { steps: stepsOfPaths(series, bins, levels, events), shares }
}

const none: NearSteps = { steps: [], shares: [] }

function shareAt(partOfHour: number): number {
  return Math.min((1 - partOfHour) / (1 - fadeFrom), 1)
}

function stepsOfPaths(
  series: DemandSeries,
  bins: number,
  levels: readonly number[],
  events: readonly KnownEvent[],
): StepAhead[] {
  const begun = withoutLaunch(series)
  const model = withEvents(fitModel('auto', begun, { horizonBins: bins }), events)
  const paths = model.paths(latest(begun, model.recentBins), bins)
  return Array.from({ length: bins }, (_, ahead) => ({
    point: quantileAt(paths, ahead, 0.5),
    quantiles: Float64Array.from(levels, level => quantileAt(paths, ahead, level)),
  }))
}

function latest({ startMs, binSeconds, ratesRps }: DemandSeries, bins: number): DemandSeries {
  const from = Math.max(ratesRps.length - bins, 0)
  return { startMs: startMs + from * binSeconds * 1000, binSeconds, ratesRps: ratesRps.slice(from) }
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
