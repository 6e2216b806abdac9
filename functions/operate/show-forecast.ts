// The newest forecast, as the control loop has drawn it: single minutes, announced events included.
import { fanEveryMs } from '../../shared/domain/forecasting/demand-fan.ts'
import type { OperationAnswer } from './commands.ts'
import { findGroup, type KnownGroup } from './find-group.ts'
import type { Operation } from './operation.ts'

type Forecast = OperationAnswer<'GetForecast'>

const minuteMs = 60_000

/** CloudWatch is some minutes behind, and a fan is drawn every five. */
const usualAgeMs = fanEveryMs + 5 * minuteMs

export const getForecast: Operation<'GetForecast'> = async (deps, { autoScalingGroupName }) => {
  const known = await findGroup(deps, autoScalingGroupName)
  const { learned, state } = known.records
  return {
    autoScalingGroupName,
    algorithm: learned?.algorithm,
    madeAt: state?.fan && new Date(state.fan.fromMs).toISOString(),
    steps: stepsOf(state?.fan),
    note: noteOf(known, deps.now()),
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
    : 'a model is fitted within minutes of the first data'
}
