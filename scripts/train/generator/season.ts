// The seasons of a day and a week: two kinds of days, weekends and holidays, amplitudes and shapes that change, and days that
// are unlike each other for no reason that the series could know.
import type { RandomStream } from '../../../simulator/kernel/random.ts'
import { between, chance, logBetween, pick, wholeBetween } from './draw.ts'
import { drawProfile } from './profile.ts'

const dayBins = 24

interface Week {
  /** What is added on each day of the week. */
  readonly shifts: Float64Array
  readonly restDays: readonly boolean[]
}

interface DayEffects {
  readonly levelSize: number
  readonly levelKeep: number
  readonly amplitudeSize: number
  readonly amplitudeKeep: number
  /** How fast the shape itself changes, per day. */
  readonly shapeSize: number
  readonly otherDayChance: number
}

interface RestDays {
  /** How much of the other profile a day off follows, and how much of its amplitude it has. */
  readonly mix: number
  readonly shrink: number
  readonly holidayChance: number
}

/**
 * Adds both seasons and returns their usual day, to which noise may be tied.
 * @param unrest factor of all that makes one week differ from the next
 */
export function addSeason(random: RandomStream, into: Float64Array, unrest: number): Float64Array {
  const amplitude = chance(random, 0.06) ? 0 : logBetween(random, 0.06, 1.2)
  const usual = drawProfile(random, dayBins)
  const other = drawProfile(random, dayBins)
  const week = drawWeek(random, amplitude)
  const rest = drawRestDays(random)
  const effects = drawDayEffects(random, amplitude, unrest)
  const course = new DayCourse(random, effects)
  const shape = usual.slice()
  const weekdays = drawWeekdays(random, shape)
  const start = wholeBetween(random, 0, 7 * dayBins - 1)
  for (let bin = 0, day = -1; bin < into.length; bin++) {
    const hour = (bin + start) % dayBins
    const today = Math.floor((bin + start) / dayBins)
    if (today !== day) {
      day = today
      course.next(week.restDays[today % 7], rest.holidayChance)
      if (effects.shapeSize > 0) changeShape(random, shape, effects.shapeSize)
    }
    const mix = course.mix(rest.mix)
    const value =
      (1 - mix) * (shape[hour] + weekdays[((today % 7) * dayBins + hour) % weekdays.length]) + mix * other[hour]
    const shift =
      course.off && !week.restDays[today % 7] ? week.shifts[week.restDays.indexOf(true)] : week.shifts[today % 7]
    into[bin] += amplitude * course.amplitude * (course.off ? rest.shrink : 1) * value + (shift ?? 0) + course.level
  }
  return usual
}

/** Goes from day to day: what this one is, and how far it is from the usual. */
class DayCourse {
  off = false
  level = 0
  amplitude = 1
  readonly #random: RandomStream
  readonly #effects: DayEffects
  #logAmplitude = 0
  #otherMix = 0

  constructor(random: RandomStream, effects: DayEffects) {
    this.#random = random
    this.#effects = effects
  }

  next(restDay: boolean, holidayChance: number): void {
    const { levelSize, levelKeep, amplitudeSize, amplitudeKeep, otherDayChance } = this.#effects
    const random = this.#random
    this.off = restDay !== chance(random, holidayChance)
    this.level = levelKeep * this.level + Math.sqrt(1 - levelKeep ** 2) * levelSize * random.normal()
    this.#logAmplitude =
      amplitudeKeep * this.#logAmplitude + Math.sqrt(1 - amplitudeKeep ** 2) * amplitudeSize * random.normal()
    this.amplitude = Math.exp(this.#logAmplitude)
    this.#otherMix = otherDayChance > 0 && chance(random, otherDayChance) ? random.uniform() : 0
  }

  mix(restMix: number): number {
    return this.off ? Math.max(restMix, this.#otherMix) : this.#otherMix
  }
}

function drawWeek(random: RandomStream, amplitude: number): Week {
  const kind = random.uniform()
  const size = logBetween(random, 0.02, 1.2) * Math.max(amplitude, 0.1)
  const first = wholeBetween(random, 0, 6)
  const count = kind < 0.25 ? 0 : chance(random, 0.7) ? 2 : 1
  const shifts = new Float64Array(7)
  const restDays = Array.from({ length: 7 }, (_, day) => (day - first + 7) % 7 < count)
  const spread = kind > 0.75 ? 0.6 : kind < 0.25 ? 0 : between(random, 0, 0.2)
  for (let day = 0; day < 7; day++) shifts[day] = size * ((restDays[day] ? -1 : 0) + spread * random.normal())
  return { shifts, restDays }
}

/** In some series every day of the week has a course of its own: what is added to the usual one, for 168 hours. */
function drawWeekdays(random: RandomStream, shape: Float64Array): Float64Array {
  if (chance(random, 0.7)) return new Float64Array(shape.length)
  const size = logBetween(random, 0.03, 0.6)
  return Float64Array.from(
    Array.from({ length: 7 }, () => drawProfile(random, dayBins)).flatMap(day =>
      Array.from(day, value => size * value),
    ),
  )
}

function drawRestDays(random: RandomStream): RestDays {
  return {
    mix: chance(random, 0.6) ? random.uniform() : 0,
    shrink: chance(random, 0.5) ? between(random, 0.1, 1.1) : 1,
    holidayChance: chance(random, 0.3) ? between(random, 0.005, 0.06) : 0,
  }
}

function drawDayEffects(random: RandomStream, amplitude: number, unrest: number): DayEffects {
  return {
    levelSize: chance(random, 0.6) ? unrest * logBetween(random, 0.003, 0.3) : 0,
    levelKeep: between(random, 0, 0.98),
    amplitudeSize: chance(random, 0.6) ? unrest * logBetween(random, 0.01, 0.6) : 0,
    amplitudeKeep: between(random, 0, 0.98),
    shapeSize: chance(random, 0.45) && amplitude > 0 ? unrest * logBetween(random, 0.005, 0.1) : 0,
    otherDayChance: pick(random, [
      [80, 0],
      [20, between(random, 0.02, 0.3)],
    ]),
  }
}

/** Neighbouring hours change alike. */
function changeShape(random: RandomStream, shape: Float64Array, size: number): void {
  let change = 0
  for (let hour = 0; hour < shape.length; hour++) {
    change = 0.6 * change + size * random.normal()
    shape[hour] += change
  }
}
