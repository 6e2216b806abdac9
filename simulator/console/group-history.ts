// A simulation's result as the console shows it: one group, every policy that was tried on it.
import { dayMs, minuteMs } from '../../functions/widget/format-time.ts'
import type { Peer, PeerComparison } from '../../functions/widget/widget-data.ts'
import { distanceToOracle } from '../report/oracle-distance.ts'
import { contenders, isOracle, orderedPolicies, policyDescription, policyTitle } from '../report/policy-names.ts'
import type { SimulationResult } from '../result.ts'
import type { GroupHistory } from './console-data.ts'
import { type Announced, instructiveMoments } from './moments.ts'
import { type JudgedTime, policyHistory } from './policy-history.ts'

/** @param events what was announced beforehand */
export function groupHistory(name: string, result: SimulationResult, events: readonly Announced[] = []): GroupHistory {
  const time = judgedTime(result)
  const names = orderedPolicies(result)
  const policies = names.map(policy => policyHistory(result, policy, time))
  return {
    name,
    ...time,
    instanceRps: result.instanceRps,
    badMinuteShare: result.slo.badMinuteShare,
    policies,
    baseline: contenders(result).baseline,
    peers: names.length === 0 ? undefined : peerComparison(result, time),
    moments: instructiveMoments(result, policies, events),
  }
}

/** From the first minute that any policy was judged in until the end of the last; empty without any. */
function judgedTime({ policies, start, days }: SimulationResult): JudgedTime {
  const timelines = Object.values(policies).map(policy => policy.timeline)
  const bounds = timelines.flatMap(timeline => (timeline.length === 0 ? [] : [timeline[0].t, timeline.at(-1)!.t]))
  if (bounds.length === 0) return { startMs: Date.parse(start), endMs: Date.parse(start) }
  const timesMs = bounds.map(t => Date.parse(t))
  const startMs = Math.min(...timesMs)
  const judgedEndMs = Date.parse(start) + Math.round((days * dayMs) / minuteMs) * minuteMs
  return { startMs, endMs: Math.max(judgedEndMs, Math.max(...timesMs) + minuteMs) }
}

function peerComparison(result: SimulationResult, { startMs, endMs }: JudgedTime): PeerComparison {
  const rows = orderedPolicies(result).map(policy => toPeer(result, policy))
  return { fromMs: startMs, toMs: endMs, rows }
}

function toPeer(result: SimulationResult, policy: string): Peer {
  const { costUsd, requests, badRequests, badMinutes, p99Ms, launches } = result.policies[policy]
  return {
    policy,
    label: policyTitle(policy),
    description: policyDescription(policy),
    role: roleOf(result, policy),
    costUsd,
    requests,
    badRequests,
    badMinutes,
    p99Ms,
    launches,
    oracleDistance: distanceToOracle(result, policy),
  }
}

function roleOf(result: SimulationResult, policy: string): Peer['role'] {
  const { subject, baseline } = contenders(result)
  if (policy === subject) return 'subject'
  if (isOracle(policy)) return 'oracle'
  return policy === baseline ? 'baseline' : 'peer'
}
