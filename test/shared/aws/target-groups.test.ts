import {
  DescribeTagsCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { mockClient } from 'aws-sdk-client-mock'
import { describe, expect, it } from 'vitest'
import { TargetGroups } from '../../../shared/aws/target-groups.ts'
import { createLoadBalancer, createTargetGroup, makeRegion, startMs } from './region.ts'

const team = { nowMs: startMs, caller: 'team' }
const clusterTag = { Key: 'elbv2.k8s.aws/cluster', Value: 'prod' }

function makeTargetGroups() {
  const { region, calls, clients } = makeRegion()
  return { region, calls, targetGroups: new TargetGroups(clients.elasticLoadBalancing) }
}

describe('a target group', () => {
  it('says which kind of load balancer forwards to it', async () => {
    const { region, targetGroups } = makeTargetGroups()
    const [used, unused] = ['used', 'unused'].map(name => createTargetGroup(region, name))
    createLoadBalancer(region, [used])
    expect(await targetGroups.describe([used, unused])).toEqual([
      { arn: used, name: 'used', loadBalancerTypes: ['application'], kubernetesCluster: undefined },
      { arn: unused, name: 'unused', loadBalancerTypes: [], kubernetesCluster: undefined },
    ])
  })

  it('behind a Network Load Balancer is told from its ARN, and no rules are asked for', async () => {
    const client = new ElasticLoadBalancingV2Client({ region: 'us-east-1' })
    const prefix = 'arn:aws:elasticloadbalancing:us-east-1:123456789012'
    const TargetGroupArn = `${prefix}:targetgroup/my-targets/73e2d6bc24d8a067`
    const LoadBalancerArns = [`${prefix}:loadbalancer/net/my-network-balancer/1234567890abcdef`]
    const mock = mockClient(client)
    mock.on(DescribeTargetGroupsCommand).resolves({ TargetGroups: [{ TargetGroupArn, LoadBalancerArns }] })
    mock.on(DescribeTagsCommand).resolves({ TagDescriptions: [] })
    expect(await new TargetGroups(client).describe([TargetGroupArn])).toMatchObject([
      { loadBalancerTypes: ['network'] },
    ])
    expect(mock.calls()).toHaveLength(2)
  })

  it('that is gone is left out and hides no other', async () => {
    const { region, targetGroups } = makeTargetGroups()
    const arn = createTargetGroup(region)
    const gone = createTargetGroup(region, 'gone')
    region.elasticLoadBalancing.operations.DeleteTargetGroup({ TargetGroupArn: gone }, team)
    expect((await targetGroups.describe([gone, arn])).map(({ name }) => name)).toEqual(['web'])
  })

  it('of none asks nothing: AWS would answer with all of the account', async () => {
    const { targetGroups, calls } = makeTargetGroups()
    expect(await targetGroups.describe([])).toEqual([])
    expect(calls).toEqual([])
  })

  it('is asked about with 20 others at once at the most', async () => {
    const { region, calls, targetGroups } = makeTargetGroups()
    const arns = Array.from({ length: 45 }, (_, index) => createTargetGroup(region, `web-${index}`))
    expect(await targetGroups.describe(arns)).toHaveLength(45)
    expect(calls.filter(({ operation }) => operation === 'DescribeTargetGroups')).toHaveLength(3)
    expect(calls.filter(({ operation }) => operation === 'DescribeTags')).toHaveLength(3)
  })
})

describe('the AWS Load Balancer Controller is found', () => {
  it.each(['target group', 'load balancer', 'listener', 'rule'])('by its tag on the %s', async kind => {
    const { region, targetGroups } = makeTargetGroups()
    const { operations } = region.elasticLoadBalancing
    const [behindRule, byDefault] = ['behind-rule', 'by-default'].map(name => createTargetGroup(region, name))
    const LoadBalancerArn = createLoadBalancer(region, [byDefault])
    const { Listeners = [] } = operations.DescribeListeners({ LoadBalancerArn }, team)
    const { Rules = [] } = operations.CreateRule(
      {
        ListenerArn: Listeners[0].ListenerArn,
        Priority: 1,
        Conditions: [{ Field: 'path-pattern', Values: ['/api/*'] }],
        Actions: [{ Type: 'forward', TargetGroupArn: behindRule }],
      },
      team,
    )
    const tagged: Record<string, string | undefined> = {
      'target group': byDefault,
      'load balancer': LoadBalancerArn,
      listener: Listeners[0].ListenerArn,
      rule: Rules[0].RuleArn,
    }
    operations.AddTags({ ResourceArns: [tagged[kind] ?? ''], Tags: [clusterTag] }, team)
    const clusters = (await targetGroups.describe([behindRule, byDefault])).map(group => group.kubernetesCluster)
    const expected: Record<string, (string | undefined)[]> = {
      'target group': [undefined, 'prod'],
      'load balancer': ['prod', 'prod'],
      listener: [undefined, 'prod'],
      rule: ['prod', undefined],
    }
    expect(clusters).toEqual(expected[kind])
  })
})
