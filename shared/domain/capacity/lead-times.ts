/** How long a launch takes from the request to the first served user, learned from the group's own scaling activities. */
export interface LeadTimes {
  /** 95th percentile of a cold launch, seconds. */
  readonly coldSeconds: number
  /** Launches that the figure rests on; 0 means that it is the prior. */
  readonly observations: number
}

/** Until a group has shown its own: five minutes, EC2 Auto Scaling's own default for an instance's warm-up. */
export const priorLeadTimes: LeadTimes = { coldSeconds: 300, observations: 0 }

/** Fewer launches than this say little about a 95th percentile; the prior stays. */
const fewestObservations = 5

/** @param launchSeconds durations of successful launches, any order */
export function learnLeadTimes(launchSeconds: readonly number[]): LeadTimes {
  const usable = launchSeconds.filter(seconds => seconds > 0).sort((a, b) => a - b)
  if (usable.length < fewestObservations) return priorLeadTimes
  const rank = Math.min(usable.length - 1, Math.ceil(0.95 * usable.length) - 1)
  return { coldSeconds: usable[rank], observations: usable.length }
}
