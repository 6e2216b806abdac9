// A group's state is written every minute and billed by the kilobyte, so numbers are kept as exactly as they mean something.
// What is added up for weeks in tiny steps (the account of the budget, calibration, the baseline) keeps its digits.
import type { GroupState } from './records.ts'

/** Far finer than chance: of a million requests a minute a thousand more or less mean nothing. */
const demandDigits = 5

/** More than a picture shows. */
const pictureDigits = 4

/** The state as it is worth keeping; rounding it again changes nothing. */
export function roundState(state: GroupState): GroupState {
  return {
    ...state,
    recentRps: state.recentRps.map(rps => rps && rounded(rps, demandDigits)),
    fresh: state.fresh && { ...state.fresh, rps: state.fresh.rps.map(rps => rounded(rps, demandDigits)) },
    fan: state.fan && roundNumbers(state.fan, pictureDigits),
    trackRecord: state.trackRecord.map(hour => roundNumbers(hour, demandDigits)),
    pending: state.pending.map(forecast => roundNumbers(forecast, demandDigits)),
  }
}

/** Whole numbers (times, counts) stay as they are. */
function roundNumbers<Numbers extends Readonly<Record<string, number | readonly number[]>>>(
  numbers: Numbers,
  digits: number,
): Numbers {
  const entries = Object.entries(numbers).map(([name, value]) => [
    name,
    typeof value === 'number' ? rounded(value, digits) : value.map(each => rounded(each, digits)),
  ])
  return Object.fromEntries(entries) as Numbers
}

function rounded(value: number, digits: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(digits))
}
