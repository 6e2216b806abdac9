// Where a group's load comes from, and whether it can be counted.
import type { Examination, Finding, TargetGroupDetails } from './examination.ts'

const hourMs = 3_600_000

/** A fortnight holds every day of the week twice; less is learned from, but without the week. */
const daysWanted = 14

/** An hour without any request is common at night; more of them right now are not. */
const quietMs = 6 * hourMs

export function loadFindings(examination: Examination): Finding[] {
  return [...sourceFindings(examination), ...sharingFindings(examination), ...historyFindings(examination)]
}

function sourceFindings({ targetGroups, details, demandMetrics }: Examination): Finding[] {
  const findings = targetGroups.flatMap(ownerFindings)
  if (demandMetrics.length > 0) {
    const what = `requests are counted by an Application Load Balancer, on ${plural(demandMetrics.length, 'target group')}`
    return [{ level: 'ok', what }, ...findings]
  }
  return [noCounter(targetGroups, details), ...findings]
}

function noCounter(
  targetGroups: readonly TargetGroupDetails[],
  { classicLoadBalancers, otherSources }: Examination['details'],
): Finding {
  const types = [...new Set(targetGroups.flatMap(({ loadBalancerTypes }) => loadBalancerTypes))]
  const sources = [
    ...types.map(type => `a ${type === 'network' ? 'Network' : 'Gateway'} Load Balancer`),
    ...(classicLoadBalancers.length > 0 ? ['a Classic Load Balancer'] : []),
    ...otherSources,
  ]
  const behind = sources.length === 0 ? 'no load balancer' : sources.join(' and ')
  return {
    level: 'blocker',
    what: `its requests cannot be counted: it is behind ${behind}`,
    toDo:
      targetGroups.length > 0 && sources.length === 0
        ? 'let a listener rule of an Application Load Balancer forward to its target group'
        : 'only groups behind an Application Load Balancer are supported; load from CPU or a named metric is not built',
  }
}

/** Whoever reconciles a resource from outside would undo what Penumbra changes there, or be undone. */
function ownerFindings({ name, kubernetesCluster }: TargetGroupDetails): Finding[] {
  if (kubernetesCluster === undefined) return []
  return [
    {
      level: 'warning',
      what: `target group ${name} belongs to the AWS Load Balancer Controller of cluster ${kubernetesCluster}`,
      toDo: "leave nodes of a cluster to the cluster's own autoscaler; Penumbra never changes rules of that controller",
    },
  ]
}

function sharingFindings({ neighbours }: Examination): Finding[] {
  return neighbours.map(({ name, optedIn }) => ({
    level: optedIn ? 'blocker' : 'warning',
    what: optedIn
      ? `it shares a target group with ${name}, which is opted in: its own requests cannot be told apart`
      : `it shares a target group with ${name}: requests that ${name} serves are planned for as its own`,
    toDo: optedIn
      ? 'opt in only one of the two, or give each a target group of its own'
      : 'give each a target group of its own, or wait until only one of them serves',
  }))
}

function historyFindings({ demandMetrics, demand, nowMs }: Examination): Finding[] {
  if (demandMetrics.length === 0) return []
  const { hoursWithRequests, fromMs, toMs } = demand
  if (fromMs === undefined || toMs === undefined) {
    return [
      { level: 'warning', what: 'CloudWatch has no requests of the last 14 days', toDo: 'come back when it serves' },
    ]
  }
  const days = (toMs + hourMs - fromMs) / (24 * hourMs)
  const what = `CloudWatch has requests in ${hoursWithRequests} hours of the last ${days.toFixed(1)} days`
  const isQuiet = nowMs - toMs > quietMs
  if (isQuiet) {
    const hours = Math.floor((nowMs - toMs) / hourMs)
    return [{ level: 'warning', what: `${what}, but none for ${hours} hours`, toDo: 'see that users still reach it' }]
  }
  if (days >= daysWanted - 1) return [{ level: 'ok', what }]
  const toDo =
    days < 1 ? 'wait a day: a day is the least to learn from' : 'the week is learned once there are two of them'
  return [{ level: days < 1 ? 'warning' : 'note', what, toDo }]
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
