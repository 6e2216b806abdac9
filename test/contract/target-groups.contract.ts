import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DeleteTargetGroupCommand,
  type Tag,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { describe, expect, it } from 'vitest'
import { TargetGroups } from '../../shared/aws/target-groups.ts'
import type { ContractCloud, ContractOptions } from './contract-cloud.ts'

/** As the AWS Load Balancer Controller tags what it makes. */
const ofCluster: Tag[] = [{ Key: 'elbv2.k8s.aws/cluster', Value: 'shop' }]

export function targetGroupsContract({ open }: ContractOptions): void {
  async function openTargetGroups() {
    const cloud = await open('target-groups')
    return { cloud, targetGroups: new TargetGroups(cloud.clients.elasticLoadBalancing) }
  }

  async function makeTargetGroup({ team, vpcId }: ContractCloud, name: string): Promise<string> {
    const target = { Name: name, Protocol: 'HTTP', Port: 80, VpcId: vpcId } as const
    const { TargetGroups: made = [] } = await team.elasticLoadBalancing.send(new CreateTargetGroupCommand(target))
    return made[0].TargetGroupArn ?? ''
  }

  /** Forwards to one by its default rule, to another by a rule of its own. */
  async function makeLoadBalancer(cloud: ContractCloud, byDefault: string, byRule: string, ruleTags: Tag[]) {
    const client = cloud.team.elasticLoadBalancing
    const input = { Name: cloud.name('front'), Subnets: [...cloud.subnetIds] }
    const { LoadBalancers = [] } = await client.send(new CreateLoadBalancerCommand(input))
    const { LoadBalancerArn } = LoadBalancers[0]
    const DefaultActions = [{ Type: 'forward' as const, TargetGroupArn: byDefault }]
    const listener = { LoadBalancerArn, Protocol: 'HTTP', Port: 80, DefaultActions } as const
    const { Listeners = [] } = await client.send(new CreateListenerCommand(listener))
    await client.send(
      new CreateRuleCommand({
        ListenerArn: Listeners[0].ListenerArn,
        Priority: 1,
        Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/api/*'] } }],
        Actions: [{ Type: 'forward', TargetGroupArn: byRule }],
        Tags: ruleTags,
      }),
    )
  }

  describe('target groups', () => {
    it('tell what kind of load balancer forwards to them, and those that are gone are left out', async () => {
      const { cloud, targetGroups } = await openTargetGroups()
      const names = [cloud.name('one'), cloud.name('two'), cloud.name('free'), cloud.name('gone')]
      const arns = []
      for (const name of names) arns.push(await makeTargetGroup(cloud, name))
      const [one, two, free, gone] = arns
      await makeLoadBalancer(cloud, one, two, [])
      await cloud.team.elasticLoadBalancing.send(new DeleteTargetGroupCommand({ TargetGroupArn: gone }))
      const nobodys = { kubernetesCluster: undefined }
      expect(await targetGroups.describe([gone, one, two, free])).toEqual([
        { arn: one, name: names[0], loadBalancerTypes: ['application'], ...nobodys },
        { arn: two, name: names[1], loadBalancerTypes: ['application'], ...nobodys },
        { arn: free, name: names[2], loadBalancerTypes: [], ...nobodys },
      ])
    })

    it('tell which cluster owns a rule that forwards to them', async () => {
      const { cloud, targetGroups } = await openTargetGroups()
      const [one, two] = [
        await makeTargetGroup(cloud, cloud.name('one')),
        await makeTargetGroup(cloud, cloud.name('two')),
      ]
      await makeLoadBalancer(cloud, one, two, ofCluster)
      const clusters = (await targetGroups.describe([one, two])).map(({ kubernetesCluster }) => kubernetesCluster)
      expect(clusters).toEqual([undefined, 'shop'])
    })
  })
}
