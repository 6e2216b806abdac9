// Through the SDK's own client: commands, paginators, modelled errors.
import {
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DeleteTargetGroupCommand,
  DescribeListenersCommand,
  DescribeRulesCommand,
  DescribeTargetHealthCommand,
  PriorityInUseException,
  paginateDescribeRules,
  paginateDescribeTargetGroups,
  RegisterTargetsCommand,
  ResourceInUseException,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { describe, expect, it } from 'vitest'
import {
  createGroup,
  createLoadBalancer,
  createTargetGroup,
  makeRegion,
  minuteMs,
  startMs,
} from '../../../shared/aws/region.ts'
import { forward } from './test-balancer.ts'

async function makeClient() {
  const { region, clients, calls } = makeRegion()
  const targetGroup = createTargetGroup(region)
  const loadBalancer = createLoadBalancer(region, [targetGroup])
  const client = clients.elasticLoadBalancing
  const { Listeners } = await client.send(new DescribeListenersCommand({ LoadBalancerArn: loadBalancer }))
  return { region, client, calls, targetGroup, loadBalancer, listener: Listeners?.[0].ListenerArn ?? '' }
}

describe('Elastic Load Balancing behind the SDK', () => {
  it('refuses with the SDK’s own error classes', async () => {
    const { client, listener: ListenerArn, targetGroup } = await makeClient()
    const create = () =>
      client.send(
        new CreateRuleCommand({
          ListenerArn,
          Priority: 1,
          Conditions: [{ Field: 'path-pattern', Values: ['/a'] }],
          Actions: [{ Type: 'forward', TargetGroupArn: targetGroup }],
        }),
      )
    await create()
    await expect(create()).rejects.toBeInstanceOf(PriorityInUseException)
    const remove = client.send(new DeleteTargetGroupCommand({ TargetGroupArn: targetGroup }))
    await expect(remove).rejects.toBeInstanceOf(ResourceInUseException)
  })

  it('hands out pages to the SDK’s paginators', async () => {
    const { client, region, listener: ListenerArn } = await makeClient()
    for (let index = 0; index < 4; index++) createTargetGroup(region, `t${index}`)
    let groups = 0
    for await (const page of paginateDescribeTargetGroups({ client }, { PageSize: 2 })) {
      groups += page.TargetGroups?.length ?? 0
    }
    expect(groups).toBe(5)
    const rules: unknown[] = []
    for await (const page of paginateDescribeRules({ client }, { ListenerArn, PageSize: 1 })) {
      rules.push(...(page.Rules ?? []))
    }
    expect(rules).toHaveLength(1)
  })

  it('registers an instance of a group in another target group by hand, and writes the calls down', async () => {
    const { client, region, calls, listener: ListenerArn, targetGroup } = await makeClient()
    createGroup(region, { DesiredCapacity: 2, TargetGroupARNs: [targetGroup] })
    await region.clock.runUntil(startMs + 5 * minuteMs)
    const shadow = await client.send(
      new CreateTargetGroupCommand({ Name: 'shadow', Protocol: 'HTTP', Port: 80, VpcId: 'vpc-1' }),
    )
    const TargetGroupArn = shadow.TargetGroups?.[0].TargetGroupArn
    const Conditions = [{ Field: 'path-pattern', Values: ['/shadow'] }]
    const Actions = [{ Type: 'forward' as const, TargetGroupArn }]
    await client.send(new CreateRuleCommand({ ListenerArn, Priority: 1, Conditions, Actions }))
    const live = await client.send(new DescribeTargetHealthCommand({ TargetGroupArn: targetGroup }))
    const Id = live.TargetHealthDescriptions?.[0].Target?.Id
    expect(live.TargetHealthDescriptions?.map(({ TargetHealth }) => TargetHealth?.State)).toEqual([
      'healthy',
      'healthy',
    ])
    await client.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: [{ Id }] }))
    await region.clock.runUntil(startMs + 6 * minuteMs)
    const health = await client.send(new DescribeTargetHealthCommand({ TargetGroupArn }))
    expect(health.TargetHealthDescriptions).toEqual([
      { Target: { Id, Port: 80 }, HealthCheckPort: '80', TargetHealth: { State: 'healthy' } },
    ])
    expect(calls.map(({ operation }) => operation)).toContain('RegisterTargets')
  })

  it('gives weights back by a one-time schedule, with nobody else there', async () => {
    const { region, client, listener: ListenerArn, targetGroup } = await makeClient()
    const shadow = createTargetGroup(region, 'shadow')
    const Conditions = [{ Field: 'path-pattern', Values: ['/a'] }]
    const Actions = [forward({ [targetGroup]: 90, [shadow]: 10 })]
    const { Rules } = await client.send(new CreateRuleCommand({ ListenerArn, Priority: 1, Conditions, Actions }))
    const RuleArn = Rules?.[0].RuleArn
    const team = { nowMs: region.clock.now(), caller: 'team' }
    region.scheduler.operations.CreateSchedule(
      {
        Name: 'weights-back',
        ScheduleExpression: 'at(2026-03-02T00:10:00)',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: {
          Arn: 'arn:aws:scheduler:::aws-sdk:elasticloadbalancingv2:modifyRule',
          RoleArn: 'arn:aws:iam::123456789012:role/expiry',
          Input: JSON.stringify({ RuleArn, Actions: [forward(targetGroup)] }),
        },
      },
      team,
    )
    await region.clock.runUntil(startMs + 11 * minuteMs)
    const described = await client.send(new DescribeRulesCommand({ ListenerArn }))
    expect(described.Rules?.[0].Actions?.[0].ForwardConfig?.TargetGroups).toEqual([
      { TargetGroupArn: targetGroup, Weight: 1 },
    ])
  })
})
