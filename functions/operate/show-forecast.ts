// The newest forecast, as the control loop has drawn it: single minutes, announced events included; and the outlook of two days
// that learning draws, hour by hour.
import { fanEveryMs } from '../../shared/domain/forecasting/demand-fan.ts'
import type { Outlook } from '../../shared/domain/forecasting/outlook.ts'
import type { OperationAnswer } from './commands.ts'
import { findGroup, type KnownGroup } from './find-group.ts'
import type { Operation } from './operation.ts'
import { outlookAccuracy } from './show-accuracy.ts'

type Forecast = OperationAnswer<'GetForecast'>

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** CloudWatch is some minutes behind, and a fan is drawn every five. */
const usualAgeMs = fanEveryMs + 5 * minuteMs

export const getForecast: Operation<'GetForecast'> = async (deps, { autoScalingGroupName }) => {
  const known = await findGroup(deps, autoScalingGroupName)
  const { learned, state } = known.records
  const { outlook } = await deps.longView.read(autoScalingGroupName)
  return {
    autoScalingGroupName,
    algorithm: learned?.algorithm,
    madeAt: state?.fan && new Date(state.fan.fromMs).toISOString(),
    steps: stepsOf(state?.fan),
    note: noteOf(known, deps.now()),
    outlook: outlook && toOutlook(outlook, deps.now()),
  }
}

/** Hours that are over are not shown: what was said of them is judged by then. */
function toOutlook(outlook: Outlook, nowMs: number): Forecast['outlook'] {
  const { algorithm, madeAtMs, weights, degraded, fromMs, judged } = outlook
  const hours = outlook.point.map((pointRps, hour) => ({
    t: new Date(fromMs + hour * hourMs).toISOString(),
    pointRps,
    p05Rps: outlook.p05[hour],
    p25Rps: outlook.p25[hour],
    p50Rps: outlook.p50[hour],
    p75Rps: outlook.p75[hour],
    p95Rps: outlook.p95[hour],
  }))
  return {
    algorithm,
    madeAt: new Date(madeAtMs).toISOString(),
    weights,
    degraded,
    hours: hours.slice(Math.max(0, Math.floor((nowMs - fromMs) / hourMs))),
    accuracy: outlookAccuracy(judged),
  }
}

function stepsOf(fan: NonNullable<KnownGroup['records']['state']>['fan']): Forecast['steps'] {
  if (fan === undefined) return []
  return fan.minutesAhead.map((minute, index) => ({
    t: new Date(fan.fromMs + (minute - 1) * minuteMs).toISOString(),
    p05Rps: fan.p05[index],
    p25Rps: fan.p25[index],
    p50Rps: fan.p50[index],
    p75Rps: fan.p75[index],
    p95Rps: fan.p95[index],
  }))
}

function noteOf({ config, records: { state, learned } }: KnownGroup, nowMs: number): string | undefined {
  if (state?.fan === undefined) return `no forecast yet: ${missing(config.refusal, learned !== undefined)}`
  const ageMs = nowMs - state.fan.fromMs
  if (ageMs > usualAgeMs)
    return `drawn from demand that is ${Math.round(ageMs / minuteMs)} minutes old: none newer is known`
  return state.demoted
    ? 'over the last day the forecasts were worse than only reacting: the group is observed'
    : undefined
}

function missing(refusal: string | undefined, isLearned: boolean): string {
  if (refusal !== undefined) return refusal
  return isLearned
    ? 'no demand has been read since the model was fitted'
    : 'a model is fitted within an hour of the first data'
}
