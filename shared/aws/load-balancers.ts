// Elastic Load Balancing: which CloudWatch metric counts the requests of a group.
import {
  DescribeTargetGroupsCommand,
  type ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import type { MetricReference } from '../domain/group/records.ts'

export class LoadBalancers {
  readonly #client: ElasticLoadBalancingV2Client

  constructor(client: ElasticLoadBalancingV2Client) {
    this.#client = client
  }

  /** RequestCount of every target group that an Application Load Balancer forwards to; others have no such metric. */
  async requestCounts(targetGroupArns: readonly string[]): Promise<MetricReference[]> {
    if (targetGroupArns.length === 0) return []
    const { TargetGroups = [] } = await this.#client.send(
      new DescribeTargetGroupsCommand({ TargetGroupArns: [...targetGroupArns] }),
    )
    return TargetGroups.flatMap(({ TargetGroupArn = '', LoadBalancerArns = [] }) =>
      LoadBalancerArns.filter(arn => arn.includes(':loadbalancer/app/')).map(arn => ({
        namespace: 'AWS/ApplicationELB',
        metricName: 'RequestCount',
        dimensions: { LoadBalancer: suffixAfter(arn, ':loadbalancer/'), TargetGroup: suffixAfter(TargetGroupArn, ':') },
        statistic: 'Sum',
      })),
    )
  }
}

/** CloudWatch names load balancers `app/name/id` and target groups `targetgroup/name/id`: the end of their ARN. */
function suffixAfter(arn: string, mark: string): string {
  return arn.slice(arn.lastIndexOf(mark) + mark.length)
}
