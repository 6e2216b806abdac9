// The story of a moment in three or four sentences: what demand did, what was expected, what it cost whom, why it matters.
import { formatCount, formatShare, formatUsd, formatWhole } from '../../functions/widget/format-numbers.ts'
import { dayMs, formatClock, formatDuration, formatSpan } from '../../functions/widget/format-time.ts'
import type { SimulationResult } from '../result.ts'
import type { Outcome, Story } from './moment-story.ts'

export interface CaptionContext {
  readonly result: SimulationResult
  readonly place: { readonly id: string; readonly fromMs: number; readonly toMs: number }
  readonly isAnnounced: boolean
}

/** Less than this is no climb worth a sentence. */
const leastClimb = 1.15
/** A stretch that holds this share of all bad requests is why the total is what it is. */
const tellingShare = 0.1
const leastBad = 0.5

export function captionOf(story: Story, context: CaptionContext): string {
  const { fromMs, toMs } = context.place
  const sentences = [
    climbSentence(story),
    expectationSentence(story),
    outcomeSentence(story, context),
    context.place.id === 'saving' ? costSentence(story) : '',
    lesson(story, context),
  ]
  return [`${formatSpan(fromMs, toMs)} UTC.`, ...sentences.filter(sentence => sentence !== '')].join(' ')
}

function climbSentence({ climb }: Story): string {
  if (climb === undefined) return ''
  const [from, to] = [formatWhole(climb.fromRps), formatWhole(climb.toRps)]
  if (climb.toRps < climb.fromRps * leastClimb) return `Demand stayed between ${from} and ${to} requests per second.`
  return `Demand rose from ${from} to ${to} requests per second (rps) between ${formatClock(climb.fromMs)} and ${formatClock(climb.toMs)}.`
}

function expectationSentence({ surprise, wasForecast }: Story): string {
  if (!wasForecast) return ''
  if (surprise === undefined) return 'It stayed within what the forecast allowed for all the time.'
  const { atMs, expectedRps, cameRps } = surprise
  return `At ${formatClock(atMs)} no more than ${formatWhole(expectedRps)} rps were expected until help could serve; ${formatWhole(cameRps)} came.`
}

function outcomeSentence({ outcomes }: Story, context: CaptionContext): string {
  const [ours, theirs] = outcomes
  if (theirs === undefined) return `${capitalised(ours.label)} had ${badCount(ours.bad)}.`
  if (ours.bad < leastBad && theirs.bad < leastBad)
    return `Neither ${ours.label} nor ${theirs.label} had a bad request.`
  const counts = `${capitalised(ours.label)} had ${badCount(ours.bad)}, ${theirs.label} ${formatCount(theirs.bad)}`
  return `${counts}: ${whyItMatters(ours, theirs, context)}.`
}

function costSentence({ outcomes: [ours, theirs] }: Story): string {
  if (theirs === undefined) return ''
  return `${capitalised(ours.label)} cost ${formatUsd(ours.costUsd)}, ${theirs.label} ${formatUsd(theirs.costUsd)}.`
}

/** What to take away from it, where the numbers say so. */
function lesson({ outcomes: [ours, theirs], surprise }: Story, { isAnnounced }: CaptionContext): string {
  if (theirs === undefined || Math.abs(ours.bad - theirs.bad) < leastBad) return ''
  if (surprise === undefined) {
    return ours.bad < theirs.bad ? 'What is expected can be met with instances that are already there.' : ''
  }
  if (isAnnounced) return ''
  return 'What nobody announces is met by spare room and by how soon help serves, not by a forecast.'
}

/** Whoever had more of them is told how much of the total this is. */
function whyItMatters(ours: Outcome, theirs: Outcome, { result, place }: CaptionContext): string {
  const span = formatDuration(result.days * dayMs)
  const loser = ours.bad > theirs.bad ? ours : theirs
  const superlative = place.id === 'most-instructive' ? 'the largest difference in any hour, and ' : ''
  const only = loser.badShare < tellingShare ? 'only ' : ''
  return `${superlative}${only}${formatShare(loser.badShare)} of all that ${loser.label} had in ${span}`
}

function badCount(bad: number): string {
  const count = formatCount(bad)
  return `${count} bad request${count === '1' ? '' : 's'}`
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
