import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  DeleteTargetGroupCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { describe, expect, it } from 'vitest'
import { LoadBalancers } from '../../shared/aws/load-balancers.ts'
import type { ContractCloud, ContractOptions } from './contract-cloud.ts'

export function loadBalancersContract({ open }: ContractOptions): void {
  async function openLoadBalancers() {
    const cloud = await open('load-balancers')
    return { cloud, loadBalancers: new LoadBalancers(cloud.clients.elasticLoadBalancing) }
  }

  async function makeTargetGroup({ team, name, vpcId }: ContractCloud): Promise<string> {
    const target = { Name: name('targets'), Protocol: 'HTTP', Port: 80, VpcId: vpcId } as const
    const { TargetGroups = [] } = await team.elasticLoadBalancing.send(new CreateTargetGroupCommand(target))
    return TargetGroups[0].TargetGroupArn ?? ''
  }

  /** An Application Load Balancer that forwards to the target group; returns its ARN. */
  async function makeLoadBalancer(cloud: ContractCloud, TargetGroupArn: string): Promise<string> {
    const client = cloud.team.elasticLoadBalancing
    const input = { Name: cloud.name('front'), Subnets: [...cloud.subnetIds] }
    const { LoadBalancers: made = [] } = await client.send(new CreateLoadBalancerCommand(input))
    const { LoadBalancerArn } = made[0]
    const DefaultActions = [{ Type: 'forward' as const, TargetGroupArn }]
    await client.send(new CreateListenerCommand({ LoadBalancerArn, Protocol: 'HTTP', Port: 80, DefaultActions }))
    return LoadBalancerArn ?? ''
  }

  describe('load balancers', () => {
    it('count the requests of a target group under the ends of both ARNs (aws-facts §2, Metrics)', async () => {
      const { cloud, loadBalancers } = await openLoadBalancers()
      const targetGroup = await makeTargetGroup(cloud)
      const loadBalancer = await makeLoadBalancer(cloud, targetGroup)
      const dimensions = {
        LoadBalancer: loadBalancer.split(':loadbalancer/')[1],
        TargetGroup: targetGroup.split(':')[5],
      }
      expect(dimensions.LoadBalancer).toMatch(/^app\/[\w-]+\/\w+$/)
      expect(dimensions.TargetGroup).toMatch(/^targetgroup\/[\w-]+\/\w+$/)
      expect(await loadBalancers.requestCounts([targetGroup])).toEqual([
        { namespace: 'AWS/ApplicationELB', metricName: 'RequestCount', dimensions, statistic: 'Sum' },
      ])
    })

    it('count nothing of a target group that nothing forwards to', async () => {
      const { cloud, loadBalancers } = await openLoadBalancers()
      expect(await loadBalancers.requestCounts([await makeTargetGroup(cloud)])).toEqual([])
    })

    it('leave out a target group that is gone, and only that', async () => {
      const { cloud, loadBalancers } = await openLoadBalancers()
      const [gone, left] = [await makeTargetGroup(cloud), await makeTargetGroup(cloud)]
      await makeLoadBalancer(cloud, left)
      await cloud.team.elasticLoadBalancing.send(new DeleteTargetGroupCommand({ TargetGroupArn: gone }))
      const metrics = await loadBalancers.requestCounts([gone, left])
      expect(metrics.map(({ dimensions }) => dimensions.TargetGroup)).toEqual([left.split(':')[5]])
    })
  })
}
