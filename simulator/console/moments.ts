// Places in the replay that are worth a look: the hour that teaches most, where the policy lost and gained most against the
// baseline, and what was announced. The same choices as in the report, so that both tell one story.
import { hourMs, minuteMs } from '../../functions/widget/format-time.ts'
import { type HourDifference, hourDifferences, largest, worstLoss } from '../report/compare-policies.ts'
import { instructiveWindow } from '../report/instructive-window.ts'
import type { SimulationResult } from '../result.ts'
import type { Moment, PolicyHistory } from './console-data.ts'
import { captionOf } from './moment-caption.ts'
import { storyOf } from './moment-story.ts'

/** A stretch of time that somebody announced beforehand, such as a campaign. */
export interface Announced {
  readonly label: string
  readonly startMs: number
  readonly endMs: number
}

/** A moment that is not told yet. */
interface Place {
  readonly id: string
  readonly name: string
  readonly fromMs: number
  readonly toMs: number
}

/** Fewer bad requests, or less money, do not set two policies apart. */
const leastBad = 0.5
const leastUsd = 0.005

/** Ascending by time, one for each hour at most; exactly one is the opening, unless there is nothing to show. */
export function instructiveMoments(
  result: SimulationResult,
  policies: readonly PolicyHistory[],
  events: readonly Announced[],
): Moment[] {
  const subject = policies[0]
  if (subject === undefined) return []
  const hours = hourDifferences(result)
  const opening = openingPlace(result, subject, hours)
  if (opening === undefined) return []
  const others = [lossPlace(subject, hours), gainPlace(subject, hours), ...events.map(eventPlace)]
  const kept = others.filter(place => place !== undefined && place.fromMs !== opening.fromMs) as Place[]
  return [opening, ...kept]
    .map(place => toMoment(result, policies, events, place, place === opening))
    .sort((a, b) => a.cursorMs - b.cursorMs)
}

function openingPlace(
  result: SimulationResult,
  subject: PolicyHistory,
  hours: readonly HourDifference[],
): Place | undefined {
  const window = instructiveWindow(result.policies[subject.name].timeline, hours)
  if (window === undefined) return undefined
  const { choice } = window
  const fromMs = choice.by === 'rise' ? Math.floor(choice.atMs / hourMs) * hourMs : choice.hour.startMs
  const worst = worstLoss(hours)
  const isLoss = worst.kind === 'bad' && worst.hour.startMs === fromMs
  const name = isLoss ? `Most instructive: where ${subject.label} lost most` : 'Most instructive'
  return hourPlace('most-instructive', name, fromMs)
}

function lossPlace({ label }: PolicyHistory, hours: readonly HourDifference[]): Place | undefined {
  const worst = worstLoss(hours)
  return worst.kind === 'none' ? undefined : hourPlace('loss', `Where ${label} lost most`, worst.hour.startMs)
}

function gainPlace({ label }: PolicyHistory, hours: readonly HourDifference[]): Place | undefined {
  const byBad = largest(hours, hour => -hour.bad)
  if (byBad !== undefined && -byBad.bad >= leastBad)
    return hourPlace('gain', `Where ${label} helped most`, byBad.startMs)
  const byCost = largest(hours, hour => -hour.costUsd)
  if (byCost === undefined || -byCost.costUsd < leastUsd) return undefined
  return hourPlace('saving', `Where ${label} saved most`, byCost.startMs)
}

function hourPlace(id: string, name: string, fromMs: number): Place {
  return { id, name, fromMs, toMs: fromMs + hourMs }
}

function eventPlace({ label, startMs, endMs }: Announced, index: number): Place {
  return { id: `announced-${index + 1}`, name: `Announced: ${label}`, fromMs: startMs, toMs: endMs }
}

function toMoment(
  result: SimulationResult,
  policies: readonly PolicyHistory[],
  events: readonly Announced[],
  place: Place,
  isOpening: boolean,
): Moment {
  const story = storyOf(policies, place)
  const isAnnounced = events.some(event => event.startMs < place.toMs && event.endMs > place.fromMs)
  return {
    ...place,
    cursorMs: Math.max(policies[0].minutes.startMs + minuteMs, story.cursorMs),
    caption: captionOf(story, { result, place, isAnnounced }),
    isOpening,
  }
}
