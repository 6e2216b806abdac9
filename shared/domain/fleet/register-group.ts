// From what a group's tags say to what Penumbra will do with it. Pure: discovery reads, this decides, discovery writes.
import type { Alert } from '../alert.ts'
import type { GroupConfig, MetricReference } from '../group/records.ts'
import { defaultSettings, describeProblem, isOptedIn, type ParsedTags, parseTags } from '../group/settings.ts'
import type { ObservedGroup } from './observed-group.ts'

export interface Registration {
  readonly config: GroupConfig
  readonly changed: boolean
  readonly alerts: readonly Alert[]
}

/**
 * @param demandMetrics request counts of the group's target groups, empty where it has none
 * @param sharesWith another group behind one of its target groups
 */
export function registerGroup(
  group: ObservedGroup,
  demandMetrics: readonly MetricReference[],
  previous: GroupConfig | undefined,
  sharesWith?: string,
): Registration {
  const parsed = parseTags(group.tags)
  const settings = parsed.problems.length === 0 ? parsed.settings : (previous?.settings ?? defaultSettings)
  const config: GroupConfig = {
    schemaVersion: 1,
    name: group.name,
    optedIn: isOptedIn(group.tags),
    settings,
    problems: [...parsed.problems],
    notYetInUse: [...parsed.notYetInUse],
    targetGroupArns: [...group.targetGroupArns],
    demandMetrics: [...demandMetrics],
    freshMetric: freshMetricOf(group.name, settings.freshMetric),
    refusal: refusalOf(group, demandMetrics, sharesWith),
  }
  const changed = JSON.stringify(config) !== JSON.stringify(previous)
  const told = previous?.untold ? undefined : previous
  return { config, changed, alerts: changed ? alertsOf(config, parsed, told) : [] }
}

/** Published by the group's own instances, as a count of requests for the whole group. */
function freshMetricOf(group: string, tagged: string | undefined): MetricReference | undefined {
  if (tagged === undefined) return undefined
  const slash = tagged.lastIndexOf('/')
  return {
    namespace: tagged.slice(0, slash),
    metricName: tagged.slice(slash + 1),
    dimensions: { AutoScalingGroupName: group },
    statistic: 'Sum',
  }
}

/** Why a group cannot be helped; it is left alone, and restored where something of ours still stands. */
function refusalOf(
  group: ObservedGroup,
  demandMetrics: readonly MetricReference[],
  sharesWith: string | undefined,
): string | undefined {
  if (group.operator !== undefined) return `managed by ${group.operator}, which alone may change it`
  if (group.suspendedProcesses.includes('ScheduledActions')) {
    return 'its ScheduledActions process is suspended, so a floor would not expire by itself'
  }
  if (group.isWeighted) return 'its mixed instances policy weighs instances, so its sizes do not count instances'
  if (sharesWith !== undefined) {
    return `it shares a target group with ${sharesWith}, so its own requests cannot be told apart`
  }
  if (demandMetrics.length === 0)
    return 'no Application Load Balancer forwards to it, so its requests cannot be counted'
  return undefined
}

/** @param told the config that people know of */
function alertsOf(config: GroupConfig, parsed: ParsedTags, told: GroupConfig | undefined): Alert[] {
  const alerts: Alert[] = []
  const problems = parsed.problems.map(describeProblem)
  if (problems.length > 0 && JSON.stringify(told?.problems) !== JSON.stringify(config.problems)) {
    alerts.push({
      cause: 'bad-tag',
      title: `${config.name} has a tag that cannot be used`,
      what: `Auto Scaling group ${config.name}: ${problems.join('; ')}`,
      why: 'the value of the tag is not one that Penumbra understands',
      done:
        config.settings.mode === 'observe'
          ? 'the group is only observed'
          : `the last good settings stay in force (mode ${config.settings.mode})`,
      toDo: 'correct the tag; it is read again within a minute',
    })
  }
  if (config.refusal !== undefined && config.optedIn && told?.refusal !== config.refusal) {
    alerts.push({
      cause: 'unsupported',
      title: `${config.name} is left alone`,
      what: `Auto Scaling group ${config.name} is opted in, but Penumbra does not act on it`,
      why: config.refusal,
      done: 'the group is left alone; anything that Penumbra had changed is put back',
      toDo: 'remove the cause, or remove the tag penumbra:enabled',
    })
  }
  return alerts
}
