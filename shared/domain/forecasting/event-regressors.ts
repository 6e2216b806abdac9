// What events of a kind do to the load. What came of past events of the kind is what the next is expected to do; how far that is
// trusted beside what an operator states grows with how often the kind came, and with how alike it was each time (the mean of
// a normal distribution of unknown mean, by Bayes' rule, on the logarithm of the load over the usual).
import type { KnownEvent } from './event-effect.ts'

/** What one kind did when it came. */
export interface KindEffect {
  /** Load over the usual that is expected of the next one when nothing is stated. */
  readonly multiplier: number
  /** The next one's lies between these in 90 of 100 cases. */
  readonly low: number
  readonly high: number
  readonly occurrences: number
  /** Middle of what the occurrences did, and the standard deviation of one, in logarithms. */
  readonly logRatio: number
  readonly logSpread: number
}

/** By kind; a kind that never came is missing. */
export type EventEffects = Readonly<Record<string, KindEffect>>

export const noEffects: EventEffects = Object.freeze({})

/** Standard deviations in logarithms: of kinds around no effect at all, of what comes around what was stated. */
const kindSpread = 0.7
const statementSpread = 0.35

/** Of occurrences of one kind around their middle, while they are few; it counts as so many occurrences. */
const usualSpread = { logarithm: 0.25, worth: 3 }

/** Of the normal distribution: 5 % lie above. */
const quantile95 = 1.645

/**
 * @param logRatios of each occurrence, the logarithm of the load over the usual; at least one
 */
export function effectOfKind(logRatios: readonly number[]): KindEffect {
  const occurrences = logRatios.length
  const sorted = logRatios.toSorted((a, b) => a - b)
  const logRatio = (sorted[(occurrences - 1) >> 1] + sorted[occurrences >> 1]) / 2
  const logSpread = spreadAround(logRatio, logRatios)
  const shrunk = meanOf(logRatio, occurrences, 0, worthOf(logSpread, kindSpread))
  const reach = quantile95 * logSpread * Math.sqrt(1 + 1 / occurrences)
  return {
    multiplier: Math.exp(shrunk),
    low: Math.exp(shrunk - reach),
    high: Math.exp(shrunk + reach),
    occurrences,
    logRatio,
    logSpread,
  }
}

/**
 * Load in the event over the usual: of the kind's past and of what is stated, by their worth; what is stated alone where the
 * kind is new; 1 where nothing is known.
 */
export function multiplierOf(event: KnownEvent, effects: EventEffects = noEffects): number {
  return knownMultiplier(event, effects) ?? 1
}

/** The same; undefined where nothing is known. */
export function knownMultiplier(
  { kind, loadMultiplier: stated }: KnownEvent,
  effects: EventEffects = noEffects,
): number | undefined {
  const past = Object.hasOwn(effects, kind) ? effects[kind] : undefined
  // No load at all is a statement of its own: nothing can be averaged with it.
  if (past === undefined || stated === 0) return stated
  if (stated === undefined) return past.multiplier
  const worth = worthOf(past.logSpread, statementSpread)
  return Math.exp(meanOf(past.logRatio, past.occurrences, Math.log(stated), worth))
}

/** The event as announced, with the multiplier that its kind's past teaches and from how many it was learned. */
export function withLearnedEffect<Event extends KnownEvent>(
  event: Event,
  effects: EventEffects = noEffects,
): Event & { readonly learnedFrom?: number } {
  if (!Object.hasOwn(effects, event.kind)) return event
  return { ...event, loadMultiplier: knownMultiplier(event, effects), learnedFrom: effects[event.kind].occurrences }
}

/** What is believed beforehand counts as so many occurrences. */
function worthOf(spreadOfOne: number, spreadBeforehand: number): number {
  return (spreadOfOne / spreadBeforehand) ** 2
}

function meanOf(a: number, worthOfA: number, b: number, worthOfB: number): number {
  return (a * worthOfA + b * worthOfB) / (worthOfA + worthOfB)
}

function spreadAround(middle: number, logRatios: readonly number[]): number {
  const { logarithm, worth } = usualSpread
  const squares = logRatios.reduce((sum, each) => sum + (each - middle) ** 2, 0)
  return Math.sqrt((worth * logarithm ** 2 + squares) / (worth + logRatios.length - 1))
}
