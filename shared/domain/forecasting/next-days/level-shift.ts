// New levels of demand: a step up or down that stays, such as a customer who came or a cache that was put in front. What
// came before it still tells the shape of the days, but at the old level; it is brought to the new one, so that every family
// learns from a history of one level.
//
// Each hour is held against the same hour of earlier weeks (of earlier days, while there is no week). A step is where these
// log ratios jump from one level to another within hours, are steady on both sides for a day (for as long as there is
// anything after it), and differ by more than two such sides usually do in this load: an incident that reverts within a day
// is not steady, growth does not jump, and a weekend is like the weekend before.
import { medianOf } from '../cleaning/medians.ts'
import type { SeasonalHistory } from '../families/family.ts'

export interface LevelShift {
  /** First bin of the new level. */
  readonly atBin: number
  /** New level over the old one. */
  readonly ratio: number
}

const hoursOfDay = 24
/** A season of fewer hours has no sides to compare. */
const fewestSeasonHours = 12

/** Parts of a day: what must be known before and after a step, and the edges on either side of it. */
const leastBefore = 1 / 2
const leastAfter = 1 / 4
const edge = 1 / 8
/** The size of a step is a matter of so many days on either side. */
const meanDays = 3
/** Of a step so much must have happened between its edges, be more than what happened there a day before, and be left after a week. */
const edgeShare = 0.5
const suddenShare = 0.4
const lastingShare = 0.7
/** Of the hours of a side so many must be nearer to its level than to that of the other. */
const steadyShare = 0.85

/** A quarter more or a fifth less is left to the families; where there is no week to compare with, much more is. */
const leastLogRatio = 0.22
const leastDailyLogRatio = 0.47
/** A step is larger than nine in ten differences between neighbouring days, by so much. */
const usualLevel = 0.9
const timesUsual = 1.5
/** Differences of neighbouring days, as long as few are known. */
const assumedUsual = 0.2
const fewestUsual = 4
/** So small a share of the mean is no different from nothing. */
const floorShare = 0.03

/** By then the families have learned the new level by themselves, and better. */
const rememberedDays = 10

/** Steps in the last days of the history, oldest first. */
export function levelShifts({ startMs, binSeconds, values, dayBins }: Omit<SeasonalHistory, 'trust'>): LevelShift[] {
  const hourBins = Math.max(Math.round(dayBins / hoursOfDay), 1)
  const day = Math.round(dayBins / hourBins)
  if (day < fewestSeasonHours) return []
  const logs = hourlyLogs(values, hourBins)
  const firstBin = values.length - logs.length * hourBins
  const hourMs = hourBins * binSeconds * 1000
  const oldest = logs.length - rememberedDays * day
  const nearWeekend = (hour: number) => isNearWeekend(startMs + firstBin * binSeconds * 1000 + hour * hourMs)
  const steps = stepsIn(logs, day, nearWeekend).filter(({ hour }) => hour >= oldest)
  return cameBack(steps)
    ? []
    : steps.map(({ hour, logRatio }) => ({ atBin: firstBin + hour * hourBins, ratio: Math.exp(logRatio) }))
}

/** A load that is where it was has no new level, but errs by as much as it went; that is for the quantiles to learn. */
function cameBack(steps: readonly Step[]): boolean {
  return Math.abs(steps.reduce((sum, { logRatio }) => sum + logRatio, 0)) < leastLogRatio
}

/** Values before each step times its ratio: all at the level of the end. */
export function relevelled(values: Float64Array, shifts: readonly LevelShift[]): Float64Array {
  const level = values.slice()
  for (const { atBin, ratio } of shifts) {
    for (let bin = 0; bin < atBin; bin++) level[bin] *= ratio
  }
  return level
}

/** From Friday noon until Tuesday, so that it holds in every time zone; 1 January 1970 was a Thursday. */
function isNearWeekend(ms: number): boolean {
  const hourOfWeek = Math.floor(ms / 3_600_000) % (7 * 24)
  return hourOfWeek >= 36 && hourOfWeek < 120
}

function hourlyLogs(values: Float64Array, hourBins: number): Float64Array {
  const hours = Math.floor(values.length / hourBins)
  const first = values.length - hours * hourBins
  const floor = floorShare * (values.reduce((sum, value) => sum + value, 0) / values.length) || 1
  return Float64Array.from({ length: hours }, (_, hour) => {
    const from = first + hour * hourBins
    const sum = values.subarray(from, from + hourBins).reduce((total, value) => total + value, 0)
    return Math.log(sum / hourBins + floor)
  })
}

interface Step {
  readonly hour: number
  readonly logRatio: number
}

/** How hours are made comparable with their neighbours: as departures from the same hour of other days. */
interface Comparison {
  /** NaN where there is no such other hour. */
  readonly departures: Float64Array
  readonly day: number
  readonly least: number
}

/** Hours that are searched by one comparison. */
interface Search {
  /** Hours. */
  readonly from: number
  /** First hour that is not searched. */
  readonly until: number
  /** Hours to those of the other days. */
  readonly lags: readonly number[]
  readonly least: number
  /** Hours at which nothing could be told from a weekend. */
  readonly isAmbiguous?: (hour: number) => boolean
}

/** The hours that have earlier weeks; those of the first week that have later ones; and those that have only earlier days. */
function searches(hours: number, day: number, isAmbiguous: (hour: number) => boolean): Search[] {
  const week = 7 * day
  const before = Math.ceil(leastBefore * day)
  const last = hours - Math.ceil(leastAfter * day) + 1
  const firstWeek = Math.min(week + before, last)
  const alike = Math.min(firstWeek, Math.max(hours - week - day, before))
  return [
    { from: week + before, until: last, lags: [-week, -2 * week, -3 * week], least: leastLogRatio },
    { from: before, until: alike, lags: [week, 2 * week, 3 * week], least: leastLogRatio },
    {
      from: Math.max(alike, day + before),
      until: firstWeek,
      lags: [-day, -2 * day, -3 * day],
      least: leastDailyLogRatio,
      isAmbiguous,
    },
  ]
}

/** Oldest first. What lies before a step is brought to its level before the next is looked for. */
function stepsIn(logs: Float64Array, day: number, isAmbiguous: (hour: number) => boolean): Step[] {
  return searches(logs.length, day, isAmbiguous)
    .flatMap(search => stepsOf(search, logs, day))
    .sort((one, other) => one.hour - other.hour)
}

function stepsOf({ from, until, lags, least, isAmbiguous }: Search, logs: Float64Array, day: number): Step[] {
  const steps: Step[] = []
  const usual: number[] = []
  let comparison = { departures: departuresOf(logs, lags), day, least }
  for (let hour = from; hour < until; hour++) {
    noteUsual(usual, comparison, hour)
    if (isAmbiguous?.(hour) || !isStep(comparison, hour, usual)) continue
    const at = sharpest(comparison, hour, until - 1)
    const logRatio = jumpAt(comparison, at)
    if (Math.abs(logRatio) < least || !isSudden(logs, at, day, logRatio) || !lasts(comparison, at, logRatio)) continue
    for (let earlier = 0; earlier < at; earlier++) logs[earlier] += logRatio
    steps.push({ hour: at, logRatio })
    comparison = { departures: departuresOf(logs, lags), day, least }
    hour = at + Math.ceil(leastAfter * day)
  }
  return steps
}

/** What has mostly gone within a week was no new level, and what came before it is no worse for it. */
function lasts(comparison: Comparison, at: number, logRatio: number): boolean {
  const { before, after } = sidesOf(comparison, at, 7 * comparison.day)
  return (medianOf(after) - medianOf(before)) * Math.sign(logRatio) >= lastingShare * Math.abs(logRatio)
}

function departuresOf(logs: Float64Array, lags: readonly number[]): Float64Array {
  return logs.map((log, hour) => log - medianOf(Float64Array.from(lags, lag => logs[hour + lag] ?? Number.NaN)))
}

/**
 * Nothing jumped where only the other week did: the hours around the step differ by more than they did a day before (a day
 * after, in the first day).
 */
function isSudden(logs: Float64Array, at: number, day: number, logRatio: number): boolean {
  const reach = Math.round(edge * day)
  const other = at >= day + reach ? at - day : at + day
  const rise = (hour: number) => meanOf(logs.subarray(hour, hour + reach)) - meanOf(logs.subarray(hour - reach, hour))
  return (rise(at) - rise(other)) * Math.sign(logRatio) >= suddenShare * Math.abs(logRatio)
}

interface Sides {
  readonly before: Float64Array
  readonly after: Float64Array
}

function sidesOf({ departures }: Pick<Comparison, 'departures'>, hour: number, hours: number): Sides {
  return {
    before: known(departures.subarray(Math.max(hour - hours, 0), hour)),
    after: known(departures.subarray(hour, hour + hours)),
  }
}

function known(values: Float64Array): Float64Array {
  return values.filter(value => !Number.isNaN(value))
}

/** Mean of the days after the hour less that of the days before it. */
function jumpAt(comparison: Comparison, hour: number): number {
  const { before, after } = sidesOf(comparison, hour, meanDays * comparison.day)
  return meanOf(after) - meanOf(before)
}

/** Some eight times a day, by how much the last day differed from the one before it. */
function noteUsual(usual: number[], comparison: Comparison, hour: number): void {
  const middle = hour - comparison.day
  if (hour % 3 !== 0 || middle < comparison.day) return
  const { before, after } = sidesOf(comparison, middle, comparison.day)
  if (before.length === comparison.day) usual.push(Math.abs(medianOf(after) - medianOf(before)))
}

function isStep(comparison: Comparison, hour: number, usual: readonly number[]): boolean {
  const { departures, day, least } = comparison
  const edges = sidesOf(comparison, hour, Math.round(edge * day))
  const edgeJump = medianOf(edges.after) - medianOf(edges.before)
  if (!(Math.abs(edgeJump) >= edgeShare * least)) return false
  const { before, after } = sidesOf(comparison, hour, day)
  const [low, high] = [medianOf(before), medianOf(after)]
  const jump = high - low
  // The fewer hours of it are known, the larger it must be.
  const young = Math.sqrt(day / Math.min(departures.length - hour, day))
  if (Math.abs(jump) < young * Math.max(least, timesUsual * usualJump(usual))) return false
  if (edgeJump * Math.sign(jump) < edgeShare * Math.abs(jump)) return false
  const middle = (low + high) / 2
  return steady(before, middle, -Math.sign(jump)) && steady(after, middle, Math.sign(jump))
}

function usualJump(usual: readonly number[]): number {
  if (usual.length < fewestUsual) return assumedUsual
  return Float64Array.from(usual).sort()[Math.floor(usualLevel * usual.length)]
}

function steady(side: Float64Array, middle: number, sign: number): boolean {
  return side.filter(departure => (departure - middle) * sign > 0).length >= steadyShare * side.length
}

/** The first hours that look like a step may come a little before it. */
function sharpest(comparison: Comparison, hour: number, last: number): number {
  const reach = Math.round(edge * comparison.day)
  let [best, most] = [hour, -1]
  for (let at = hour; at <= Math.min(hour + reach, last); at++) {
    const { before, after } = sidesOf(comparison, at, reach)
    const jump = Math.abs(meanOf(after) - meanOf(before))
    if (jump > most) [best, most] = [at, jump]
  }
  return best
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value / values.length, 0)
}
