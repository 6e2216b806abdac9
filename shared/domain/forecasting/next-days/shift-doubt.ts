// A new level is not known as the old one was: hours say little of how high it is, and an incident looks like one until it is
// over. Points and quantiles say so until days have passed.
import type { SeasonalHistory } from '../families/family.ts'
import type { LevelShift } from './level-shift.ts'

/** What is not known of the last step: whether it stays, and what exactly its level is. */
export interface ShiftDoubt {
  /** Chance that demand goes back to the old level. */
  readonly chance: number
  /** Old level over the new one. */
  readonly backRatio: number
  /** Spread of the new level, as a share of it. */
  readonly spread: number
}

/** A step of a few hours may be an incident: as likely as this when it has just come, half as likely after so many days. */
const freshChance = 0.5
const chanceHalfLifeDays = 0.4
/** Doubt in the level, as a share of the step, and in how many days it halves. */
const freshSpread = 0.25
const spreadHalfLifeDays = 1

export function doubtOf(shifts: readonly LevelShift[], { values, dayBins }: SeasonalHistory): ShiftDoubt {
  const last = shifts.at(-1)
  if (last === undefined) return { chance: 0, backRatio: 1, spread: 0 }
  const days = (values.length - last.atBin) / dayBins
  return {
    chance: freshChance * 2 ** (-days / chanceHalfLifeDays),
    backRatio: 1 / last.ratio,
    spread: freshSpread * Math.abs(Math.log(last.ratio)) * 2 ** (-days / spreadHalfLifeDays),
  }
}

/** The point a little of the way back: it costs little where the level stays, and saves much where it was an incident. */
export function insured(point: number, { chance, backRatio }: ShiftDoubt): number {
  return point * backRatio ** chance
}

/** A quantile of demand at the new level, in doubt of it: further from the point, and nearer to the old level at its side. */
export function doubted(quantile: number, point: number, level: number, doubt: ShiftDoubt): number {
  const { chance, backRatio, spread } = doubt
  const offset = quantile - point
  const ofLevel = spread * point * logisticScale * Math.log(level / (1 - level))
  const wider = offset * ofLevel > 0 ? Math.sign(offset) * Math.hypot(offset, ofLevel) : offset + ofLevel
  const beyond = backRatio < 1 ? level : 1 - level
  const back = beyond < chance ? 1 - beyond / chance : 0
  return Math.max(point + wider, 0) * (1 + back * (backRatio - 1))
}

/** Of the logistic distribution that has a standard deviation of 1. */
const logisticScale = Math.sqrt(3) / Math.PI
