// Finds the groups that are opted in, or that still hold something of ours, keeps the registry true, and hands the groups
// in shards to the function that works on them.
import type { Alerts } from '../../shared/aws/alerts.ts'
import type { Dispatcher } from '../../shared/aws/dispatcher.ts'
import type { Fleet } from '../../shared/aws/fleet.ts'
import type { GroupStore } from '../../shared/aws/group-store.ts'
import type { LoadBalancers } from '../../shared/aws/load-balancers.ts'
import type { Alert } from '../../shared/domain/alert.ts'
import type { ObservedGroup } from '../../shared/domain/fleet/observed-group.ts'
import { registerGroup } from '../../shared/domain/fleet/register-group.ts'
import type { GroupConfig, MetricReference } from '../../shared/domain/group/records.ts'
import type { TagKeys } from '../../shared/domain/group/tag-keys.ts'
import type { Log } from '../../shared/runtime/log.ts'

export interface DiscoverDependencies {
  readonly fleet: Fleet
  readonly tagKeys: TagKeys
  readonly loadBalancers: LoadBalancers
  readonly store: GroupStore
  readonly alerts: Alerts
  readonly dispatcher: Dispatcher
  readonly reconcileFunctionName: string
  readonly learnFunctionName: string
  readonly now: () => number
  readonly log: Log
}

export type DiscoverTarget = 'reconcile' | 'learn'

/** Groups per invocation: one page of DescribeAutoScalingGroups for a tick; fewer for learning, which is heavy. */
const shardSizes: Readonly<Record<DiscoverTarget, number>> = { reconcile: 100, learn: 25 }

export async function discoverGroups(deps: DiscoverDependencies, target: DiscoverTarget): Promise<{ groups: number }> {
  const atMs = deps.now()
  const groups = await deps.fleet.listTagged()
  const configs = await deps.store.readConfigs(groups.map(group => group.name))
  const demandMetricsOf = await readDemandMetrics(deps, target, groups, configs)
  const unseen: string[] = []
  for (const group of groups) {
    const previous = configs.get(group.name)
    if (previous === undefined) unseen.push(group.name)
    await keepRegistered(deps, group, demandMetricsOf, previous, partnerOf(group, groups))
  }
  if (target === 'reconcile') {
    await dispatchShards(deps, target, groups, shard => ({ observed: { atMs, groups: shard.map(withoutTags) } }))
    // A new group should not wait up to an hour for its first model.
    const isUnseen = (group: ObservedGroup) => unseen.includes(group.name)
    await dispatchShards(deps, 'learn', groups.filter(isUnseen))
  } else await dispatchShards(deps, target, groups)
  return { groups: groups.length }
}

/** One group that cannot be registered must not stop the others. */
async function keepRegistered(
  deps: DiscoverDependencies,
  group: ObservedGroup,
  demandMetricsOf: DemandMetricsOf,
  previous: GroupConfig | undefined,
  sharesWith: string | undefined,
) {
  try {
    const demandMetrics = demandMetricsOf(group)
    const { config, changed, alerts } = registerGroup(group, demandMetrics, previous, deps.tagKeys, sharesWith)
    if (!changed) return
    // Told first, written after: a crash between the two tells twice, never not at all.
    const untold = (await tellAll(deps, group.name, alerts)) ? undefined : true
    await deps.store.writeConfig({ ...config, untold })
  } catch (error) {
    deps.log.error('group not registered', { group: group.name, error })
  }
}

/** @returns false where nobody could be told; that must not keep an opt-out from being heeded */
async function tellAll(deps: DiscoverDependencies, group: string, alerts: readonly Alert[]): Promise<boolean> {
  try {
    for (const alert of alerts) await deps.alerts.publish(alert)
    return true
  } catch (error) {
    deps.log.error('alert not sent', { group, error })
    return false
  }
}

/** Another opted-in group behind the same target group, as in a blue/green pair. */
function partnerOf(group: ObservedGroup, groups: readonly ObservedGroup[]): string | undefined {
  const isShared = (arn: string) => group.targetGroupArns.includes(arn)
  return groups.find(other => other.name !== group.name && other.optedIn && other.targetGroupArns.some(isShared))?.name
}

/** Where a group's requests are counted. @throws where that was asked and could not be answered */
type DemandMetricsOf = (group: ObservedGroup) => readonly MetricReference[]

/** Asks for all groups together: one by one, a thousand would take minutes. */
async function readDemandMetrics(
  { loadBalancers }: DiscoverDependencies,
  target: DiscoverTarget,
  groups: readonly ObservedGroup[],
  configs: ReadonlyMap<string, GroupConfig | undefined>,
): Promise<DemandMetricsOf> {
  const isAsked = (group: ObservedGroup) => !isKnown(target, group, configs.get(group.name))
  const arns = new Set(groups.filter(isAsked).flatMap(group => group.targetGroupArns))
  const [answer] = await Promise.allSettled([loadBalancers.requestCounts([...arns])])
  return group => {
    if (!isAsked(group)) return configs.get(group.name)?.demandMetrics ?? []
    if (answer.status === 'rejected') throw answer.reason
    return group.targetGroupArns.flatMap(arn =>
      answer.value.filter(({ dimensions }) => arn.endsWith(`:${dimensions.TargetGroup}`)),
    )
  }
}

/** Asked again when the target groups changed, while the answer was empty, and hourly: a target group may move. */
function isKnown(target: DiscoverTarget, group: ObservedGroup, previous: GroupConfig | undefined): boolean {
  const same = JSON.stringify(previous?.targetGroupArns) === JSON.stringify(group.targetGroupArns)
  return target === 'reconcile' && same && previous !== undefined && previous.demandMetrics.length > 0
}

/** @param knownOf what is known of the groups of a shard and need not be asked again */
async function dispatchShards(
  deps: DiscoverDependencies,
  target: DiscoverTarget,
  groups: readonly ObservedGroup[],
  knownOf: (shard: readonly ObservedGroup[]) => object = () => ({}),
) {
  const functionName = target === 'reconcile' ? deps.reconcileFunctionName : deps.learnFunctionName
  for (let from = 0; from < groups.length; from += shardSizes[target]) {
    const shard = groups.slice(from, from + shardSizes[target])
    const names = shard.map(group => group.name)
    await deps.dispatcher.dispatch(functionName, names, knownOf(shard))
  }
}

/** They are in the registry by now, or nobody's business. */
function withoutTags(group: ObservedGroup): ObservedGroup {
  return { ...group, tags: {} }
}
