// What announced events do to a forecast. A model knows the usual course and what demand does now; an event says that some
// minutes will have so many times their usual load. Several at once multiply, as effects that have nothing to do with each
// other do: twice for the sale and one and a half times for the newsletter is three times.
//
// While an event lasts, what is seen holds its effect already, or does not (it is late, or does not come). So the usual load is
// drawn from what was seen with the effect taken out, as far as that leads back towards the load of before the event; it is
// multiplied; and what is expected is the larger of that and what the model expects of what is seen. An announcement can thus
// only ask for more capacity than there would be without it: an event that was announced too small, or that does not end in
// time, is followed as ever, and an announced drop is not trusted before it is seen, though its end is prepared for.
// An effect begins and ends with its event, without a ramp: what is slow to come is followed, as ever.
import type { DemandSeries } from '../demand/series.ts'
import type { DemandPaths, FittedModel } from './model.ts'

/** As an operator announces it. */
export interface EffectOfEvent {
  readonly startsAtMs: number
  readonly endsAtMs: number
  /** Expected load over the usual; undefined: no effect is known. */
  readonly loadMultiplier?: number
}

/** An event whose kind may have come before; what a kind did in the past is what it is expected to do. */
export interface KnownEvent extends EffectOfEvent {
  readonly kind: string
}

/** The model, whose paths hold the announced events. Costs a second drawing of paths while there is one, and else nothing. */
export function withEvents(model: FittedModel, events: readonly EffectOfEvent[]): FittedModel {
  const known = events.filter(({ loadMultiplier = 1 }) => loadMultiplier !== 1)
  if (known.length === 0) return model
  return { ...model, paths: (recent, bins) => pathsWith(model, known, recent, bins) }
}

/** Whether any part of [fromMs, toMs) lies in the event. */
export function overlaps({ startsAtMs, endsAtMs }: EffectOfEvent, fromMs: number, toMs: number): boolean {
  return startsAtMs < toMs && endsAtMs > fromMs
}

function pathsWith(
  model: FittedModel,
  events: readonly EffectOfEvent[],
  recent: DemandSeries,
  bins: number,
): DemandPaths {
  const plain = model.paths(recent, bins)
  const binMs = recent.binSeconds * 1000
  const near = events.filter(event => overlaps(event, recent.startMs, plain.startMs + bins * binMs))
  const latest = multiplierIn(near, plain.startMs - binMs, binMs)
  const multipliers = Array.from({ length: bins }, (_, bin) => multiplierIn(near, plain.startMs + bin * binMs, binMs))
  if (multipliers.every(multiplier => multiplier <= Math.min(1, latest))) return plain
  const usual = model.paths(usualOf(recent, near), bins)
  const rates = plain.rates.map((rps, index) => {
    const multiplier = multipliers[index % bins]
    return multiplier > Math.min(1, latest) ? Math.max(rps, multiplier * usual.rates[index]) : rps
  })
  return { ...plain, rates }
}

function multiplierIn(events: readonly EffectOfEvent[], fromMs: number, binMs: number): number {
  return events
    .filter(event => overlaps(event, fromMs, fromMs + binMs))
    .reduce((product, { loadMultiplier = 1 }) => product * loadMultiplier, 1)
}

/**
 * What would have been seen without the events. How much of a minute is the event's is known only between "nothing" and "all
 * that was announced"; in between, what leads back to the last minute before the event is the likeliest.
 */
function usualOf(recent: DemandSeries, events: readonly EffectOfEvent[]): DemandSeries {
  const binMs = recent.binSeconds * 1000
  let before = Number.NaN
  const ratesRps = recent.ratesRps.map((rps, bin) => {
    const multiplier = multiplierIn(events, recent.startMs + bin * binMs, binMs)
    if (multiplier !== 1) return withoutEffect(rps, multiplier, before)
    if (!Number.isNaN(rps)) before = rps
    return rps
  })
  return { ...recent, ratesRps }
}

function withoutEffect(rps: number, multiplier: number, beforeRps: number): number {
  const whole = multiplier === 0 ? Number.POSITIVE_INFINITY : rps / multiplier
  // Without a minute from before the event the announcement is all there is; of one without any load, not even that.
  if (Number.isNaN(beforeRps)) return Number.isFinite(whole) ? whole : Number.NaN
  return Math.min(Math.max(beforeRps, Math.min(rps, whole)), Math.max(rps, whole))
}
