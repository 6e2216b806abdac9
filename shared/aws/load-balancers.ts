// Elastic Load Balancing: which CloudWatch metric counts the requests of a group.
import {
  DescribeTargetGroupsCommand,
  type ElasticLoadBalancingV2Client,
  type TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import type { MetricReference } from '../domain/group/records.ts'
import { awsErrorKind } from './aws-errors.ts'

/** A group may have 50 target groups; 20 are described at once. */
const targetGroupsPerCall = 20

export class LoadBalancers {
  readonly #client: ElasticLoadBalancingV2Client

  constructor(client: ElasticLoadBalancingV2Client) {
    this.#client = client
  }

  /** RequestCount of every target group that an Application Load Balancer forwards to; others have no such metric. */
  async requestCounts(targetGroupArns: readonly string[]): Promise<MetricReference[]> {
    const metrics: MetricReference[] = []
    for (let from = 0; from < targetGroupArns.length; from += targetGroupsPerCall) {
      metrics.push(...(await this.#describe(targetGroupArns.slice(from, from + targetGroupsPerCall))))
    }
    return metrics
  }

  /** A target group that is gone has no requests to count; the call names none of the others then. */
  async #describe(targetGroupArns: string[]): Promise<MetricReference[]> {
    try {
      const answer = await this.#client.send(new DescribeTargetGroupsCommand({ TargetGroupArns: targetGroupArns }))
      return requestCountsOf(answer.TargetGroups ?? [])
    } catch (error) {
      if (awsErrorKind(error) !== 'not-found') throw error
      if (targetGroupArns.length === 1) return []
      const each = await Promise.all(targetGroupArns.map(arn => this.#describe([arn])))
      return each.flat()
    }
  }
}

function requestCountsOf(targetGroups: readonly TargetGroup[]): MetricReference[] {
  return targetGroups.flatMap(({ TargetGroupArn = '', LoadBalancerArns = [] }) =>
    LoadBalancerArns.filter(arn => arn.includes(':loadbalancer/app/')).map(arn => ({
      namespace: 'AWS/ApplicationELB',
      metricName: 'RequestCount',
      dimensions: { LoadBalancer: suffixAfter(arn, ':loadbalancer/'), TargetGroup: suffixAfter(TargetGroupArn, ':') },
      statistic: 'Sum',
    })),
  )
}

/** CloudWatch names load balancers `app/name/id` and target groups `targetgroup/name/id`: the end of their ARN. */
function suffixAfter(arn: string, mark: string): string {
  return arn.slice(arn.lastIndexOf(mark) + mark.length)
}
