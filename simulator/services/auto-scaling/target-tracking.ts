// What a target-tracking policy wants, from the metric points that can be read. Pure: design §11, "Legacy target tracking".
//
// Out: 3 of 3 minutes above the target; ceil(instances × metric / target), never less than the desired capacity.
// In: 15 of 15 minutes below 90 % of the target; the same formula. With a finer metric the same stretch of time as for
// scale-in, and one minute for scale-out (6 of 6 and 90 of 90 points of 10 seconds).
// `metric` is the newest point of the run. `instances` differs (source: user guide, "Instance warm-up" in
// as-scaling-target-tracking.md and ec2-auto-scaling-default-instance-warmup.md):
// - out: instances that are warming up are not part of the current capacity, so that one breach is not answered twice;
// - in: nothing while an instance is Pending or warming up. Instances that are terminating are still part of the capacity,
//   "therefore, we don't remove more instances than necessary". AWS can rely on that because its connections drain for
//   longer (300 s) than its metrics lag; here draining may be shorter than the lag, so an instance also counts for as long
//   as it was in service at the start of the newest point. Otherwise a fall in load would be answered again by every
//   evaluation until the first point after the scale-in can be read.
import type { MetricKey, MetricReader } from '../cloudwatch/metric-key.ts'

export interface TrackedMetric {
  readonly key: MetricKey
  readonly statistic: Parameters<MetricReader['value']>[1]
  /** 60, 30 or 10; also how often the policy is evaluated. */
  readonly periodSeconds: number
}

export interface TargetTracking {
  readonly metric: TrackedMetric
  /** In the metric's unit. */
  readonly targetValue: number
  readonly scalesIn: boolean
}

/** The newest consecutive points, told as far as they matter. */
export interface MetricRun {
  /** Epoch milliseconds of the start of the newest point. */
  readonly newestMs: number
  readonly newestValue: number
  /** How many points up to the newest lie above the target without a gap. */
  readonly above: number
  /** How many lie below 90 % of it. */
  readonly below: number
}

/** What a policy sees of its group; instances warm up for as long as that policy says. */
export interface TrackedFleet {
  /** Instances in service whose warm-up is over. */
  warmInstances(): number
  /** Whether an instance is Pending or warming up. */
  isWarmingUp(): boolean
  /** Instances that carried the load of the point that starts at `binStartMs`, or are still draining. */
  measuredInstances(binStartMs: number): number
}

export interface Proposal {
  readonly direction: 'out' | 'in'
  /** Instances. */
  readonly capacity: number
}

export interface TrackingVote {
  readonly policyName: string
  readonly scalesIn: boolean
  readonly proposal: Proposal | undefined
  /** False between two evaluations of a slower policy: its word on scale-in stands, its scale-out was heard before. */
  readonly isNew: boolean
}

interface Verdict {
  readonly policyName: string
  readonly direction: 'out' | 'in'
  readonly desiredCapacity: number
}

const lowThresholdShare = 0.9

/** How many points in a row must be above, and below, before the policy acts. */
export function pointsNeeded(periodSeconds: number): { readonly out: number; readonly in: number } {
  return { out: periodSeconds >= 60 ? 3 : 60 / periodSeconds, in: 900 / periodSeconds }
}

/** The run with one more point; a gap ends it. */
export function extendRun(
  run: MetricRun | undefined,
  binStartMs: number,
  value: number | undefined,
  targetValue: number,
): MetricRun | undefined {
  if (value === undefined) return undefined
  return {
    newestMs: binStartMs,
    newestValue: value,
    above: value > targetValue ? (run?.above ?? 0) + 1 : 0,
    below: value < lowThresholdShare * targetValue ? (run?.below ?? 0) + 1 : 0,
  }
}

/** What one policy wants after a new point; undefined: nothing. */
export function propose(policy: TargetTracking, run: MetricRun, fleet: TrackedFleet): Proposal | undefined {
  const needed = pointsNeeded(policy.metric.periodSeconds)
  const capacityFor = (instances: number) => Math.ceil((instances * run.newestValue) / policy.targetValue)
  if (run.above >= needed.out) return { direction: 'out', capacity: capacityFor(fleet.warmInstances()) }
  if (!policy.scalesIn || run.below < needed.in || fleet.isWarmingUp()) return undefined
  return { direction: 'in', capacity: capacityFor(fleet.measuredInstances(run.newestMs)) }
}

/**
 * The largest policy wins; in only when every policy that may scale in wants it (source: user guide,
 * as-scale-based-on-demand.md and as-scaling-target-tracking.md). Undefined when the desired capacity stays.
 */
export function resolve(
  votes: readonly TrackingVote[],
  { minSize, maxSize, desiredCapacity }: { minSize: number; maxSize: number; desiredCapacity: number },
): Verdict | undefined {
  const breaching = votes.filter(vote => vote.proposal?.direction === 'out')
  if (breaching.length > 0) {
    const largest = largestOf(breaching.filter(vote => vote.isNew))
    const wanted = Math.min(largest?.capacity ?? 0, maxSize)
    return largest && wanted > desiredCapacity ? verdict(largest.policyName, 'out', wanted) : undefined
  }
  const voters = votes.filter(vote => vote.scalesIn)
  if (!voters.every(vote => vote.proposal?.direction === 'in')) return undefined
  const largest = largestOf(voters)
  const wanted = Math.max(largest?.capacity ?? 0, minSize)
  return largest && wanted < desiredCapacity ? verdict(largest.policyName, 'in', wanted) : undefined
}

function largestOf(votes: readonly TrackingVote[]): { policyName: string; capacity: number } | undefined {
  let largest: { policyName: string; capacity: number } | undefined
  for (const { policyName, proposal } of votes) {
    if (proposal && proposal.capacity > (largest?.capacity ?? -1)) largest = { policyName, capacity: proposal.capacity }
  }
  return largest
}

function verdict(policyName: string, direction: 'out' | 'in', desiredCapacity: number): Verdict {
  return { policyName, direction, desiredCapacity }
}
