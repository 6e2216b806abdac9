// From what a group's tags say to what Penumbra will do with it. Pure: discovery reads, this decides, discovery writes.
import type { Alert } from '../alert.ts'
import type { GroupConfig, MetricReference } from '../group/records.ts'
import { defaultSettings, describeProblem, type ParsedTags, parseTags } from '../group/settings.ts'
import { type TagKeys, tagKey } from '../group/tag-keys.ts'
import type { ObservedGroup } from './observed-group.ts'

export interface Registration {
  readonly config: GroupConfig
  readonly changed: boolean
  readonly alerts: readonly Alert[]
}

/**
 * @param demandMetrics request counts of the group's target groups, empty where it has none
 * @param keys of the tags that speak to Penumbra
 * @param sharesWith another group behind one of its target groups
 */
export function registerGroup(
  group: ObservedGroup,
  demandMetrics: readonly MetricReference[],
  previous: GroupConfig | undefined,
  keys: TagKeys,
  sharesWith?: string,
): Registration {
  const parsed = parseTags(group.tags, keys)
  const settings = parsed.problems.length === 0 ? parsed.settings : (previous?.settings ?? defaultSettings)
  const config: GroupConfig = {
    schemaVersion: 1,
    name: group.name,
    optedIn: group.optedIn,
    tagPrefix: keys.prefix,
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
  return [...tagNews(config, parsed, told), ...refusalNews(config, told)]
}

function tagNews(config: GroupConfig, parsed: ParsedTags, told: GroupConfig | undefined): Alert[] {
  const before = told?.problems ?? []
  if (JSON.stringify(before) === JSON.stringify(config.problems)) return []
  return config.problems.length === 0 ? [tagsAreGood(config)] : [badTag(config, parsed)]
}

function badTag({ name, settings }: GroupConfig, { problems }: ParsedTags): Alert {
  return {
    cause: 'bad-tag',
    severity: 'warning',
    group: name,
    title: `${name} has a tag that cannot be used`,
    what: problems.map(describeProblem).join('; '),
    why: 'the value of the tag is not one that Penumbra understands',
    done:
      settings.mode === 'observe'
        ? 'the group is only observed'
        : `the last good settings stay in force (mode ${settings.mode})`,
    toDo: 'correct the tag; it is read again within a minute',
    command: 'doctor',
  }
}

function tagsAreGood({ name, settings }: GroupConfig): Alert {
  return {
    cause: 'bad-tag',
    severity: 'info',
    group: name,
    title: `${name} has good tags again`,
    what: 'every tag of the group can be used again',
    why: 'the tags were corrected',
    done: `they are in force (mode ${settings.mode})`,
    toDo: 'nothing',
    command: 'doctor',
  }
}

/** A group that is opted out is nobody's concern any more. */
function refusalNews(config: GroupConfig, told: GroupConfig | undefined): Alert[] {
  const { name, refusal, optedIn, tagPrefix } = config
  const before = told?.optedIn ? told.refusal : undefined
  if (!optedIn || refusal === before) return []
  const about = { cause: 'unsupported', group: name, command: 'doctor' } as const
  if (refusal === undefined) {
    return [
      {
        ...about,
        severity: 'info',
        title: `${name} is looked after again`,
        what: 'nothing stands against helping the group any more',
        why: `this has passed: ${before}`,
        done: 'the group is observed, or acted on, as its tags say',
        toDo: 'nothing',
      },
    ]
  }
  return [
    {
      ...about,
      severity: 'warning',
      title: `${name} is left alone`,
      what: 'the group is opted in, but Penumbra does not act on it',
      why: refusal,
      done: 'the group is left alone; anything that Penumbra had changed is put back',
      toDo: `remove the cause, or remove the tag ${tagKey(tagPrefix, 'enabled')}`,
    },
  ]
}
