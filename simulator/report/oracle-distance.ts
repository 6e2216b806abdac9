// How far a policy is from what could have been: its cost relative to the oracle's at the same share of bad requests.

import type { OracleDistance } from '../../functions/widget/widget-data.ts'
import type { PolicyResult, SimulationResult } from '../result.ts'
import { isOracle } from './policy-names.ts'

interface FrontierPoint {
  readonly logBadShare: number
  readonly costUsd: number
}

/**
 * Rows named `oracle` and `oracle@NN` form the oracle's frontier; its cost is interpolated linearly in the logarithm of
 * the bad share. No bad request at all counts as half a one, so that it has a logarithm.
 * @returns undefined for the oracle itself, an unknown policy, a result without an oracle, or prices of 0
 */
export function distanceToOracle(result: SimulationResult, policy: string): OracleDistance | undefined {
  const frontier = oracleFrontier(result)
  const row = result.policies[policy]
  if (row === undefined || isOracle(policy) || frontier.length === 0) return undefined
  const { costUsd, bound } = costAt(frontier, logBadShare(row))
  // Where nothing costs anything there is no more and no less.
  if (costUsd <= 0) return undefined
  return { costRatio: row.costUsd / costUsd, bound }
}

/** The oracle's undominated rows, cleanest (and dearest) first. */
function oracleFrontier(result: SimulationResult): FrontierPoint[] {
  const points = Object.keys(result.policies)
    .filter(isOracle)
    .map(name => ({ logBadShare: logBadShare(result.policies[name]), costUsd: result.policies[name].costUsd }))
    .sort((a, b) => a.logBadShare - b.logBadShare || a.costUsd - b.costUsd)
  return points.filter((point, index) => points.slice(0, index).every(cleaner => cleaner.costUsd > point.costUsd))
}

function logBadShare(row: PolicyResult): number {
  return Math.log(Math.max(row.badRequests, 0.5) / Math.max(row.requests, 1))
}

function costAt(
  frontier: readonly FrontierPoint[],
  share: number,
): { costUsd: number; bound: OracleDistance['bound'] } {
  const right = frontier.findIndex(point => point.logBadShare >= share)
  if (right < 0) return { costUsd: frontier[frontier.length - 1].costUsd, bound: 'at-least' }
  if (frontier[right].logBadShare === share) return { costUsd: frontier[right].costUsd, bound: 'exact' }
  if (right === 0) return { costUsd: frontier[0].costUsd, bound: 'at-most' }
  return { costUsd: interpolate(frontier[right - 1], frontier[right], share), bound: 'exact' }
}

function interpolate(left: FrontierPoint, right: FrontierPoint, share: number): number {
  const weight = (share - left.logBadShare) / (right.logBadShare - left.logBadShare)
  return left.costUsd + weight * (right.costUsd - left.costUsd)
}
