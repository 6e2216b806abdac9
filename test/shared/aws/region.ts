// A simulated region without load, for adapters: real SDK clients in front of simulated services.
import type { CreateAutoScalingGroupCommandInput } from '@aws-sdk/client-auto-scaling'
import type { CallRecord } from '../../../simulator/kernel/simulated-client.ts'
import { Region, type RegionOptions } from '../../../simulator/region.ts'
import { scenarioSchema } from '../../../simulator/scenario.ts'

/** A Monday, midnight. */
export const startMs = Date.UTC(2026, 2, 2)
export const minuteMs = 60_000
export const hourMs = 60 * minuteMs

export const tableName = 'penumbra-state'

/** Every launch takes 150 s: a lognormal whose 95th percentile is its mean has no spread. */
const constantLeads = { coldMeanSeconds: 150, coldP95Seconds: 150 }

/** A region, its clients, and every call that they make. */
export function makeRegion(options: Partial<RegionOptions> = {}) {
  const calls: CallRecord[] = []
  const scenario = scenarioSchema.parse({ leads: constantLeads })
  const region = new Region({ scenario, seed: 1, startMs, onCall: call => calls.push(call), ...options })
  return { region, calls, clients: region.clients('test') }
}

const team = { nowMs: startMs, caller: 'team' }

/** Group `web` of 2 to 20 instances, unless said otherwise. */
export function createGroup(
  region: Region,
  input: Partial<Omit<CreateAutoScalingGroupCommandInput, 'Tags'>> & { tags?: Record<string, string> } = {},
): void {
  const { tags = {}, ...others } = input
  const name = input.AutoScalingGroupName ?? 'web'
  region.autoScaling.operations.CreateAutoScalingGroup(
    {
      AutoScalingGroupName: name,
      MinSize: 2,
      MaxSize: 20,
      AvailabilityZones: ['us-east-1a'],
      LaunchTemplate: { LaunchTemplateName: 'web', Version: '1' },
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value, ResourceId: name, PropagateAtLaunch: false })),
      ...others,
    },
    team,
  )
}

/** A target group that nothing forwards to yet. */
export function createTargetGroup(region: Region, name = 'web'): string {
  const target = { Name: name, Protocol: 'HTTP', Port: 80, VpcId: 'vpc-1' } as const
  return region.elasticLoadBalancing.operations.CreateTargetGroup(target, team).TargetGroups?.[0].TargetGroupArn ?? ''
}

/** An Application Load Balancer that forwards to the target groups in turn. */
export function createLoadBalancer(region: Region, targetGroupArns: readonly string[], name = 'web'): string {
  const { operations } = region.elasticLoadBalancing
  const Subnets = ['subnet-us-east-1a', 'subnet-us-east-1b']
  const { LoadBalancers = [] } = operations.CreateLoadBalancer({ Name: name, Subnets }, team)
  const LoadBalancerArn = LoadBalancers[0].LoadBalancerArn
  targetGroupArns.forEach((TargetGroupArn, index) => {
    const DefaultActions = [{ Type: 'forward' as const, TargetGroupArn }]
    operations.CreateListener({ LoadBalancerArn, Protocol: 'HTTP', Port: 80 + index, DefaultActions }, team)
  })
  return LoadBalancerArn ?? ''
}

/** Tags, sizes and scheduled actions as the team sees them. */
export function setTags(region: Region, tags: Readonly<Record<string, string>>, name = 'web'): void {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value, ResourceId: name, PropagateAtLaunch: false }))
  region.autoScaling.operations.CreateOrUpdateTags({ Tags }, team)
}

/** The table of the stack, empty. */
export function createTable(region: Region): void {
  region.dynamoDb.operations.CreateTable(
    {
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
    },
    team,
  )
}
