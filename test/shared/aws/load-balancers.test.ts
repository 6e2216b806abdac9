import { DescribeTargetGroupsCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2'
import { mockClient } from 'aws-sdk-client-mock'
import { describe, expect, it } from 'vitest'
import { LoadBalancers } from '../../../shared/aws/load-balancers.ts'
import { createLoadBalancer, createTargetGroup, makeRegion } from './region.ts'

const prefix = 'arn:aws:elasticloadbalancing:us-east-1:123456789012'
const nlb = `${prefix}:loadbalancer/net/my-network-balancer/1234567890abcdef`
const targetGroup = `${prefix}:targetgroup/my-targets/73e2d6bc24d8a067`

function makeLoadBalancers() {
  const { region, calls, clients } = makeRegion()
  return { region, calls, loadBalancers: new LoadBalancers(clients.elasticLoadBalancing) }
}

describe('the metric that counts the requests of a target group', () => {
  it('names load balancer and target group by the ends of their ARNs (aws-facts §2, Metrics)', async () => {
    const { region, loadBalancers } = makeLoadBalancers()
    const arn = createTargetGroup(region, 'my-targets')
    createLoadBalancer(region, [arn], 'my-load-balancer')
    expect(await loadBalancers.requestCounts([arn])).toEqual([
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

  it('does not exist for one behind a Network Load Balancer', async () => {
    const client = new ElasticLoadBalancingV2Client({ region: 'us-east-1' })
    const TargetGroups = [{ TargetGroupArn: targetGroup, LoadBalancerArns: [nlb] }]
    mockClient(client).on(DescribeTargetGroupsCommand).resolves({ TargetGroups })
    expect(await new LoadBalancers(client).requestCounts([targetGroup])).toEqual([])
  })

  it('does not exist for one that no load balancer forwards to', async () => {
    const { region, loadBalancers } = makeLoadBalancers()
    expect(await loadBalancers.requestCounts([createTargetGroup(region)])).toEqual([])
  })

  it('is asked for of at most 20 target groups at once, and a group may have 50', async () => {
    const { region, loadBalancers, calls } = makeLoadBalancers()
    const arns = Array.from({ length: 50 }, (_, index) => createTargetGroup(region, `web-${index}`))
    createLoadBalancer(region, arns)
    const metrics = await loadBalancers.requestCounts(arns)
    expect(metrics.map(metric => metric.dimensions.TargetGroup)).toEqual(
      arns.map(arn => arn.slice(`${prefix}:`.length)),
    )
    expect(calls).toHaveLength(3)
  })

  it('is not asked for where there is no target group: AWS would answer with all of the account', async () => {
    const { region, loadBalancers, calls } = makeLoadBalancers()
    createLoadBalancer(region, [createTargetGroup(region)])
    expect(await loadBalancers.requestCounts([])).toEqual([])
    expect(calls).toEqual([])
  })

  it('is missing for a target group that is gone, which does not hide the others', async () => {
    const { region, loadBalancers } = makeLoadBalancers()
    const arns = ['web', 'api'].map(name => createTargetGroup(region, name))
    createLoadBalancer(region, arns)
    const metrics = await loadBalancers.requestCounts([arns[0], targetGroup, arns[1]])
    expect(metrics.map(metric => metric.dimensions.TargetGroup)).toEqual(
      arns.map(arn => arn.slice(`${prefix}:`.length)),
    )
  })
})
