// What events of a kind do to the load. What came of past events of the kind is what the next is expected to do; what an
// operator states is worth as much as one event that came, so that a kind which comes again and again is known by itself, and
// one that is new by its announcement.
import type { EffectOfEvent, KnownEvent } from './event-effect.ts'

/** What one kind did when it came. */
export interface KindEffect {
  /** Load in the event over what is usual then: the middle of what the occurrences did. */
  readonly multiplier: number
  /** The next one's is expected between these with 90 %. */
  readonly low: number
  readonly high: number
  readonly occurrences: number
}

/** By kind; a kind that never came is missing. */
export type EventEffects = Readonly<Record<string, KindEffect>>

export const noEffects: EventEffects = Object.freeze({})

/** A statement counts as so many occurrences. */
const statementWorth = 1

/**
 * Load in the event over the usual: of the kind's past and of what is stated, by their worth; of what is stated alone where the
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
  if (past === undefined) return stated
  // No load at all is a statement of its own: nothing can be averaged with it.
  if (stated === undefined || stated === 0) return stated ?? past.multiplier
  const { multiplier, occurrences } = past
  return Math.exp(
    (Math.log(multiplier) * occurrences + Math.log(stated) * statementWorth) / (occurrences + statementWorth),
  )
}

/** The events as announced, with the multiplier that the past of their kind teaches. */
export function withLearnedEffects(events: readonly KnownEvent[], effects: EventEffects): EffectOfEvent[] {
  return events.map(event => ({ ...event, loadMultiplier: knownMultiplier(event, effects) }))
}
