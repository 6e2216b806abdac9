// What a team has before it meets Penumbra: a group of two behind an Application Load Balancer, scaled by target tracking, and
// some days of load behind it.
import {
  CreateAutoScalingGroupCommand,
  CreateOrUpdateTagsCommand,
  DeleteTagsCommand,
  PutScalingPolicyCommand,
} from '@aws-sdk/client-auto-scaling'
import { type MetricDatum, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import type { AwsClients } from '../../shared/runtime/aws-clients.ts'
import { makeNetwork } from './network.ts'

export interface ScenarioFleet {
  readonly groupName: string
  readonly targetGroupArn: string
  /** Ends of the ARNs, as CloudWatch names the two. */
  readonly dimensions: { readonly LoadBalancer: string; readonly TargetGroup: string }
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
/** PutMetricData takes at most 1,000 data at once. */
const dataPerCall = 1000

/** Requests per second that an instance serves at 100 % CPU. */
export const saturationRps = 50

export async function makeScenarioFleet(clients: AwsClients, groupName: string): Promise<ScenarioFleet> {
  const { vpcId, subnetIds, launchTemplateName } = await makeNetwork(groupName)
  const target = { Name: groupName, Protocol: 'HTTP', Port: 80, VpcId: vpcId } as const
  const { TargetGroups = [] } = await clients.elasticLoadBalancing.send(new CreateTargetGroupCommand(target))
  const { TargetGroupArn: targetGroupArn = '' } = TargetGroups[0]
  const front = { Name: groupName, Subnets: [...subnetIds] }
  const { LoadBalancers = [] } = await clients.elasticLoadBalancing.send(new CreateLoadBalancerCommand(front))
  const { LoadBalancerArn = '' } = LoadBalancers[0]
  const DefaultActions = [{ Type: 'forward' as const, TargetGroupArn: targetGroupArn }]
  await clients.elasticLoadBalancing.send(
    new CreateListenerCommand({ LoadBalancerArn, Protocol: 'HTTP', Port: 80, DefaultActions }),
  )
  await clients.autoScaling.send(
    new CreateAutoScalingGroupCommand({
      AutoScalingGroupName: groupName,
      MinSize: 2,
      MaxSize: 20,
      LaunchTemplate: { LaunchTemplateName: launchTemplateName, Version: '1' },
      VPCZoneIdentifier: subnetIds.join(','),
      TargetGroupARNs: [targetGroupArn],
    }),
  )
  await clients.autoScaling.send(
    new PutScalingPolicyCommand({
      AutoScalingGroupName: groupName,
      // AWS wants policies to have names of their own within a group; moto, within the account.
      PolicyName: `${groupName}-cpu`,
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingConfiguration: {
        PredefinedMetricSpecification: { PredefinedMetricType: 'ASGAverageCPUUtilization' },
        TargetValue: 60,
      },
    }),
  )
  const dimensions = {
    LoadBalancer: LoadBalancerArn.split(':loadbalancer/')[1],
    TargetGroup: targetGroupArn.split(':')[5],
  }
  return { groupName, targetGroupArn, dimensions }
}

/** Requests per second, from 80 to 320 over a day: 200 and rising at `middayMs`, and never quite smooth. */
export function demandRps(timeMs: number, middayMs: number): number {
  const swing = 200 + 120 * Math.sin((2 * Math.PI * (timeMs - middayMs)) / dayMs)
  return swing * (1 + 0.02 * Math.sin((2 * Math.PI * timeMs) / (11 * minuteMs)))
}

/** Nine days of requests up to the minute before `nowMs`, and a day of what the instances had to do with them. */
export async function publishHistory(clients: AwsClients, fleet: ScenarioFleet, nowMs: number): Promise<void> {
  const endMs = Math.floor(nowMs / minuteMs) * minuteMs
  const requests: MetricDatum[] = []
  const cpu: MetricDatum[] = []
  for (let timeMs = endMs - 9 * dayMs; timeMs < endMs; timeMs += minuteMs) {
    const rps = demandRps(timeMs, nowMs)
    const at = { Timestamp: new Date(timeMs), Dimensions: dimensionsOf(fleet.dimensions) }
    requests.push({ ...at, MetricName: 'RequestCount', Value: Math.round(60 * rps) })
    if (timeMs < endMs - dayMs) continue
    const perInstance = rps / Math.ceil(rps / 30)
    requests.push({ ...at, MetricName: 'RequestCountPerTarget', Value: 60 * perInstance })
    const Dimensions = dimensionsOf({ AutoScalingGroupName: fleet.groupName })
    cpu.push({ ...at, Dimensions, MetricName: 'CPUUtilization', Value: (100 * perInstance) / saturationRps })
  }
  await put(clients, 'AWS/ApplicationELB', requests)
  await put(clients, 'AWS/EC2', cpu)
}

export async function setTags({ autoScaling }: AwsClients, group: string, tags: Readonly<Record<string, string>>) {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ ...tagOf(group, Key), Value, PropagateAtLaunch: false }))
  await autoScaling.send(new CreateOrUpdateTagsCommand({ Tags }))
}

export async function removeTag({ autoScaling }: AwsClients, group: string, key: string) {
  await autoScaling.send(new DeleteTagsCommand({ Tags: [tagOf(group, key)] }))
}

function tagOf(ResourceId: string, Key: string) {
  return { ResourceId, ResourceType: 'auto-scaling-group', Key }
}

function dimensionsOf(values: Readonly<Record<string, string>>) {
  return Object.entries(values).map(([Name, Value]) => ({ Name, Value }))
}

async function put({ cloudWatch }: AwsClients, Namespace: string, data: readonly MetricDatum[]): Promise<void> {
  for (let from = 0; from < data.length; from += dataPerCall) {
    const MetricData = data.slice(from, from + dataPerCall)
    await cloudWatch.send(new PutMetricDataCommand({ Namespace, MetricData }))
  }
}
