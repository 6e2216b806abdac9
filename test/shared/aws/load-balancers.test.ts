import { describe, expect, it } from 'vitest'
import { LoadBalancers } from '../../../shared/aws/load-balancers.ts'
import { makeRegion } from './region.ts'

const prefix = 'arn:aws:elasticloadbalancing:us-east-1:123456789012'
const alb = `${prefix}:loadbalancer/app/my-load-balancer/50dc6c495c0c9188`
const nlb = `${prefix}:loadbalancer/net/my-network-balancer/1234567890abcdef`
const targetGroup = `${prefix}:targetgroup/my-targets/73e2d6bc24d8a067`

/** Target groups by ARN, each with the load balancers that forward to it. */
function makeLoadBalancers(targetGroups: Readonly<Record<string, string[]>>) {
  const { region, calls, clients } = makeRegion()
  for (const [TargetGroupArn, LoadBalancerArns] of Object.entries(targetGroups)) {
    region.elasticLoadBalancing.addTargetGroup({ TargetGroupArn, LoadBalancerArns })
  }
  return { calls, loadBalancers: new LoadBalancers(clients.elasticLoadBalancing) }
}

describe('the metric that counts the requests of a target group', () => {
  it('names load balancer and target group by the ends of their ARNs (aws-facts §2, Metrics)', async () => {
    const { loadBalancers } = makeLoadBalancers({ [targetGroup]: [alb] })
    expect(await loadBalancers.requestCounts([targetGroup])).toEqual([
      {
        namespace: 'AWS/ApplicationELB',
        metricName: 'RequestCount',
        dimensions: {
          LoadBalancer: 'app/my-load-balancer/50dc6c495c0c9188',
          TargetGroup: 'targetgroup/my-targets/73e2d6bc24d8a067',
        },
        statistic: 'Sum',
      },
    ])
  })

  it.each([
    ['behind a Network Load Balancer', [nlb]],
    ['that no load balancer forwards to', []],
  ])('does not exist for one %s', async (_, balancers) => {
    const { loadBalancers } = makeLoadBalancers({ [targetGroup]: balancers })
    expect(await loadBalancers.requestCounts([targetGroup])).toEqual([])
  })

  it('is asked for of at most 20 target groups at once, and a group may have 50', async () => {
    const arns = Array.from({ length: 50 }, (_, index) => `${prefix}:targetgroup/web-${index}/73e2d6bc24d8a067`)
    const { loadBalancers, calls } = makeLoadBalancers(Object.fromEntries(arns.map(arn => [arn, [alb]])))
    const metrics = await loadBalancers.requestCounts(arns)
    expect(metrics.map(metric => metric.dimensions.TargetGroup)).toEqual(
      arns.map((_, index) => `targetgroup/web-${index}/73e2d6bc24d8a067`),
    )
    expect(calls).toHaveLength(3)
  })

  it('is not asked for where there is no target group: AWS would answer with all of the account', async () => {
    const { loadBalancers, calls } = makeLoadBalancers({ [targetGroup]: [alb] })
    expect(await loadBalancers.requestCounts([])).toEqual([])
    expect(calls).toEqual([])
  })

  it('is missing for a target group that is gone, which does not hide the others', async () => {
    const { loadBalancers } = makeLoadBalancers({})
    expect(await loadBalancers.requestCounts([targetGroup])).toEqual([])
  })
})
