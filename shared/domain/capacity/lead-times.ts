/** Seconds that successful launches took from the request to in service, by where the instance came from. */
export interface LaunchDurations {
  readonly cold: readonly number[]
  readonly fromPool: readonly number[]
}

/** How long a launch takes from the request to the first served user, learned from the group's own scaling activities. */
export interface LeadTimes {
  /** 95th percentile of a cold launch, seconds. */
  readonly coldSeconds: number
  /** Launches that the figure rests on; 0 means that it is the prior. */
  readonly coldObservations: number
  /** 95th percentile of a start out of a pool of stopped instances, seconds. */
  readonly stoppedSeconds: number
  readonly stoppedObservations: number
}

/** Until a group has shown its own: five minutes, EC2 Auto Scaling's own default for an instance's warm-up. */
const priorColdSeconds = 300

/**
 * Until a pool has shown its own start: half of a cold launch. What was published lies between 0.15 (36 s against 243 s, in
 * AWS's own walk-through, github.com/aws-samples/amazon-ec2-auto-scaling-group-examples, warm pools) and nearly 1.
 */
const priorStoppedShare = 0.5

/** An idle running instance only has to be registered and to pass its first health check; never measured, since hardly used. */
export const runningSeconds = 60

export const priorLeadTimes: LeadTimes = {
  coldSeconds: priorColdSeconds,
  coldObservations: 0,
  stoppedSeconds: priorStoppedShare * priorColdSeconds,
  stoppedObservations: 0,
}

/** Fewer launches than this say little about a 95th percentile; the prior stays. */
const fewestObservations = 5

/** @param durations in any order */
export function learnLeadTimes({ cold, fromPool }: LaunchDurations): LeadTimes {
  const coldLead = percentileOf(cold)
  const coldSeconds = coldLead?.seconds ?? priorColdSeconds
  const stoppedLead = percentileOf(fromPool)
  return {
    coldSeconds,
    coldObservations: coldLead?.observations ?? 0,
    stoppedSeconds: stoppedLead?.seconds ?? priorStoppedShare * coldSeconds,
    stoppedObservations: stoppedLead?.observations ?? 0,
  }
}

function percentileOf(durations: readonly number[]): { seconds: number; observations: number } | undefined {
  const usable = durations.filter(seconds => seconds > 0).sort((a, b) => a - b)
  if (usable.length < fewestObservations) return undefined
  const rank = Math.min(usable.length - 1, Math.ceil(0.95 * usable.length) - 1)
  return { seconds: usable[rank], observations: usable.length }
}
