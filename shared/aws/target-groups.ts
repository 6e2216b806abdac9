// What the doctor asks of Elastic Load Balancing: which kinds of load balancers forward to a group's target groups, and whether
// the AWS Load Balancer Controller of a Kubernetes cluster owns any of it. The controller tags whatever it makes.
import {
  type Action,
  DescribeTagsCommand,
  DescribeTargetGroupsCommand,
  type ElasticLoadBalancingV2Client,
  paginateDescribeListeners,
  paginateDescribeRules,
  type TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import type { TargetGroupDetails } from '../domain/doctor/examination.ts'
import { awsErrorKind } from './aws-errors.ts'

/** At most 20 target groups, or resources' tags, are described at once. */
const resourcesPerCall = 20

/** Source: AWS Load Balancer Controller, resource tracking. */
const clusterTag = 'elbv2.k8s.aws/cluster'

/** An ARN's `loadbalancer/app/…`, `…/net/…` or `…/gwy/…`. */
const loadBalancerTypes: Readonly<Record<string, string>> = { app: 'application', net: 'network', gwy: 'gateway' }

export class TargetGroups {
  readonly #client: ElasticLoadBalancingV2Client

  constructor(client: ElasticLoadBalancingV2Client) {
    this.#client = client
  }

  /** Those that exist, in the order asked for. */
  async describe(arns: readonly string[]): Promise<TargetGroupDetails[]> {
    const groups: TargetGroup[] = []
    for (const batch of batchesOf(arns)) groups.push(...(await this.#describe(batch)))
    const loadBalancers = [...new Set(groups.flatMap(({ LoadBalancerArns = [] }) => LoadBalancerArns))]
    const rules = await this.#rulesOf(loadBalancers)
    const clusters = await this.#clustersOf([...groups.map(arnOf), ...loadBalancers, ...rules.keys()])
    return groups.map(group => {
      const owners = [arnOf(group), ...(group.LoadBalancerArns ?? []), ...forwardingTo(rules, arnOf(group))]
      return {
        arn: arnOf(group),
        name: group.TargetGroupName ?? '',
        loadBalancerTypes: (group.LoadBalancerArns ?? []).map(typeOf),
        kubernetesCluster: owners.map(arn => clusters.get(arn)).find(cluster => cluster !== undefined),
      }
    })
  }

  /** A target group that is gone is left out; the call names none of the others then. */
  async #describe(arns: string[]): Promise<TargetGroup[]> {
    try {
      return (await this.#client.send(new DescribeTargetGroupsCommand({ TargetGroupArns: arns }))).TargetGroups ?? []
    } catch (error) {
      if (awsErrorKind(error) !== 'not-found') throw error
      if (arns.length === 1) return []
      return (await Promise.all(arns.map(arn => this.#describe([arn])))).flat()
    }
  }

  /** Target groups by the rule that forwards to them; listeners of other kinds have no rules of their own. */
  async #rulesOf(loadBalancers: readonly string[]): Promise<Map<string, string[]>> {
    const rules = new Map<string, string[]>()
    for (const LoadBalancerArn of loadBalancers.filter(arn => typeOf(arn) === 'application')) {
      const listeners = paginateDescribeListeners({ client: this.#client }, { LoadBalancerArn })
      for await (const { Listeners = [] } of listeners) {
        for (const { ListenerArn } of Listeners) {
          for await (const { Rules = [] } of paginateDescribeRules({ client: this.#client }, { ListenerArn })) {
            for (const { RuleArn = '', IsDefault, Actions = [] } of Rules) {
              // The default rule is the listener's own.
              rules.set(IsDefault ? (ListenerArn ?? '') : RuleArn, Actions.flatMap(targetsOf))
            }
          }
        }
      }
    }
    return rules
  }

  async #clustersOf(arns: readonly string[]): Promise<Map<string, string>> {
    const clusters = new Map<string, string>()
    for (const ResourceArns of batchesOf(arns)) {
      const { TagDescriptions = [] } = await this.#client.send(new DescribeTagsCommand({ ResourceArns }))
      for (const { ResourceArn = '', Tags = [] } of TagDescriptions) {
        const cluster = Tags.find(({ Key }) => Key === clusterTag)?.Value
        if (cluster !== undefined) clusters.set(ResourceArn, cluster)
      }
    }
    return clusters
  }
}

function batchesOf(arns: readonly string[]): string[][] {
  const batches: string[][] = []
  for (let from = 0; from < arns.length; from += resourcesPerCall)
    batches.push(arns.slice(from, from + resourcesPerCall))
  return batches
}

function arnOf({ TargetGroupArn = '' }: TargetGroup): string {
  return TargetGroupArn
}

function typeOf(loadBalancerArn: string): string {
  const kind = /:loadbalancer\/(\w+)\//.exec(loadBalancerArn)?.[1] ?? ''
  return loadBalancerTypes[kind] ?? kind
}

function targetsOf({ TargetGroupArn, ForwardConfig }: Action): string[] {
  const several = (ForwardConfig?.TargetGroups ?? []).flatMap(target => target.TargetGroupArn ?? [])
  return TargetGroupArn === undefined ? several : [TargetGroupArn, ...several]
}

function forwardingTo(rules: ReadonlyMap<string, readonly string[]>, targetGroupArn: string): string[] {
  return [...rules].flatMap(([rule, targets]) => (targets.includes(targetGroupArn) ? [rule] : []))
}
