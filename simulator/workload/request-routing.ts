// How a listener splits requests over its rules, and a rule over its target groups. Pure.
import type { RoutingRule } from '../services/elastic-load-balancing/listener-view.ts'
import type { RequestSample } from '../services/elastic-load-balancing/rule-matching.ts'
import type { RequestClass } from './request-mix.ts'

/** Shares by what they belong to; they add up to one, or to nothing. */
export type Shares = ReadonlyMap<string, number>

/** The first rule whose conditions hold; the last one of a listener always does. */
function ruleOf(request: RequestSample, rules: readonly RoutingRule[]): RoutingRule {
  const rule = rules.find(({ matches }) => matches(request))
  if (rule === undefined) throw new RangeError('got no rule for a request, wanted the default rule at least')
  return rule
}

/** What share of the classes falls under each rule, by its ARN; rules that get nothing are left out. */
export function ruleShares(classes: readonly RequestClass[], rules: readonly RoutingRule[]): Shares {
  const shares = new Map<string, number>()
  for (const request of classes) {
    const { arn } = ruleOf(request, rules)
    if (request.share > 0) shares.set(arn, (shares.get(arn) ?? 0) + request.share)
  }
  return shares
}

/** Weight over the sum of the weights; nobody has a share where all weights are 0. */
export function weightShares(weighted: readonly { readonly arn: string; readonly weight: number }[]): Shares {
  const total = weighted.reduce((sum, { weight }) => sum + weight, 0)
  return new Map(weighted.map(({ arn, weight }) => [arn, total > 0 ? weight / total : 0]))
}

/**
 * The shares after some time during which clients stayed where they were. A client is let go when its cookie expires, after
 * `stickySeconds` in the mean: of those that are stuck, e^(−seconds/stickySeconds) still are. Clients that are free, or whose
 * place is gone, go where `fair` says; a place of fair share 0 keeps those that it has.
 *
 * AWS does not tell whether a weight of 0 lets clients go that hold a cookie; here they stay, which is the worse case for
 * whoever shifts traffic.
 */
export function stickyShares(
  previous: Shares | undefined,
  fair: Shares,
  seconds: number,
  stickySeconds: number,
): Shares {
  if (previous === undefined) return fair
  const kept = Math.exp(-seconds / stickySeconds)
  const stuck = new Map<string, number>()
  for (const key of fair.keys()) stuck.set(key, kept * (previous.get(key) ?? 0))
  const free = 1 - sumOf(stuck.values())
  const fairTotal = sumOf(fair.values())
  if (fairTotal === 0) return stuck
  return new Map(Array.from(fair, ([key, share]) => [key, (stuck.get(key) ?? 0) + free * (share / fairTotal)]))
}

export function sumOf(values: Iterable<number>): number {
  let sum = 0
  for (const value of values) sum += value
  return sum
}
