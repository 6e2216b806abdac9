// Whether a stated limit held as often as was promised.
import { type ShareInterval, wilsonInterval } from './coverage-interval.ts'
import type { Accuracy, AccuracySpan } from './widget-data.ts'

export interface CoverageJudgement {
  readonly share: number
  readonly interval: ShareInterval
  /** In plain words. */
  readonly verdict: string
}

/** With fewer independent forecasts than this, every verdict would be a guess. */
const fewestTrials = 20

/** @returns undefined where no forecast has been judged */
export function judgeCoverage(
  { forecasts, covered, windowMinutes }: AccuracySpan,
  { promisedShare, windowMinutes: ofAll = 1 }: Accuracy,
): CoverageJudgement | undefined {
  const trials = forecasts / Math.max(1, windowMinutes ?? ofAll)
  const share = covered / forecasts
  const interval = wilsonInterval(share, trials)
  if (interval === undefined) return undefined
  return { share, interval, verdict: verdictOf(interval, trials, promisedShare) }
}

function verdictOf({ low, high }: ShareInterval, trials: number, promised: number): string {
  if (trials < fewestTrials) return 'too few to judge'
  if (high < promised) return 'less than promised'
  if (low > promised) return 'more than promised: too careful'
  return 'as promised'
}
