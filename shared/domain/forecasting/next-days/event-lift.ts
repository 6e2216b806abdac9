// What announced events do to the forecast of the bins in which they lie: so many times the usual, as far as the bin is theirs,
// and less certain than usual, by how differently earlier ones of their kind turned out.
import { type KnownEvent, overlaps } from '../event-effect.ts'
import { type EventEffects, multiplierOf } from '../event-regressors.ts'
import type { StepAhead } from './step-ahead.ts'

/** Spread of what an event does, as a logarithm, where none of its kind came before. */
const unknownSpread = 0.35

/** The steps with the events in them; those without any stay as they are. */
export function withEventLift(
  steps: readonly StepAhead[],
  events: readonly KnownEvent[],
  effects: EventEffects,
  { startMs, binMs, levels }: { readonly startMs: number; readonly binMs: number; readonly levels: readonly number[] },
): readonly StepAhead[] {
  if (events.length === 0) return steps
  return steps.map((step, ahead) => {
    const fromMs = startMs + ahead * binMs
    const near = events.filter(event => overlaps(event, fromMs, fromMs + binMs))
    return near.reduce((lifted, event) => {
      const share = (Math.min(event.endsAtMs, fromMs + binMs) - Math.max(event.startsAtMs, fromMs)) / binMs
      const multiplier = 1 + share * (multiplierOf(event, effects) - 1)
      return lift(lifted, multiplier, share * spreadOf(event, effects), levels)
    }, step)
  })
}

function spreadOf({ kind, loadMultiplier }: KnownEvent, effects: EventEffects): number {
  if (Object.hasOwn(effects, kind)) return effects[kind].logSpread
  return loadMultiplier === undefined ? 0 : unknownSpread
}

/** Independent uncertainties: their squares add up, as logarithms. */
function lift(
  { point, quantiles }: StepAhead,
  multiplier: number,
  spread: number,
  levels: readonly number[],
): StepAhead {
  const wider = quantiles.map((value, k) => {
    const ofEvent = spread * normalish(levels[k])
    const own = point > 0 && value > 0 ? Math.log(value / point) : 0
    const both = own * ofEvent > 0 ? Math.sign(own) * Math.hypot(own, ofEvent) : own + ofEvent
    return value * multiplier * Math.exp(both - own)
  })
  return { point: point * multiplier, quantiles: wider.sort() }
}

/** Quantile of the logistic distribution with the spread of the standard normal one. */
function normalish(level: number): number {
  return (Math.sqrt(3) / Math.PI) * Math.log(level / (1 - level))
}
