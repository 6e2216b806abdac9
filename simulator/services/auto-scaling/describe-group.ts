import type { AutoScalingGroup } from '@aws-sdk/client-auto-scaling'
import type { SimulatedGroup } from './simulated-group.ts'
import { describeInstance } from './simulated-instance.ts'
import { describeTags } from './tags.ts'
import { describePool } from './warm-pool.ts'

/** @param includeInstances false leaves their list empty, as `IncludeInstances=false` does */
export function describeGroup(group: SimulatedGroup, includeInstances: boolean): AutoScalingGroup {
  return {
    ...group.attributes,
    AutoScalingGroupName: group.name,
    AutoScalingGroupARN: group.arn,
    HealthCheckType: group.attributes.HealthCheckType,
    MinSize: group.minSize,
    MaxSize: group.maxSize,
    DesiredCapacity: group.desiredCapacity,
    CreatedTime: new Date(group.createdAtMs),
    Instances: includeInstances ? group.instances.map(describeInstance) : [],
    LoadBalancerNames: [],
    TargetGroupARNs: [...group.targetGroupARNs],
    TrafficSources: group.targetGroupARNs.map(Identifier => ({ Identifier, Type: 'elbv2' })),
    SuspendedProcesses: Array.from(group.suspendedProcesses, ([ProcessName, SuspensionReason]) => ({
      ProcessName,
      SuspensionReason,
    })),
    EnabledMetrics: Array.from(group.enabledMetrics, Metric => ({ Metric, Granularity: '1Minute' })),
    ...(group.fleet.pool && {
      WarmPoolConfiguration: describePool(group.fleet.pool),
      WarmPoolSize: group.fleet.pooled.length,
    }),
    Tags: describeTags(group.name, group.tags),
    ...(group.isDeleting && { Status: 'Delete in progress' }),
  }
}
