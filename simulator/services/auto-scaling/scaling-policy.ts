// Scaling policies of a group: what PutScalingPolicy takes and DescribePolicies gives. Only target tracking is simulated.
import type {
  Alarm,
  CustomizedMetricSpecification,
  PredefinedMetricSpecification,
  PutScalingPolicyType,
  ScalingPolicy,
  TargetTrackingConfiguration,
} from '@aws-sdk/client-auto-scaling'
import { alarmArn } from './arns.ts'
import { validationError } from './errors.ts'
import type { MetricRun, Proposal, TargetTracking, TrackedMetric } from './target-tracking.ts'

/** A policy with what it has seen and wanted so far; only the evaluation changes the latter two. */
export interface TrackingPolicy {
  readonly name: string
  readonly arn: string
  /** In the names of its two alarms. */
  readonly alarmId: string
  readonly input: PutScalingPolicyType
  readonly tracking: TargetTracking
  readonly isEnabled: boolean
  run: MetricRun | undefined
  proposal: Proposal | undefined
}

/** What a policy needs to know of its group. */
interface PolicyOwner {
  readonly name: string
  readonly targetGroupARNs: readonly string[]
}

const periodsSeconds = [10, 30, 60]

/** Metrics "by Auto Scaling group" that AWS defines (source: MetricType in the SDK; user guide, as-scaling-target-tracking.md). */
const ec2Metrics: Readonly<Record<string, string>> = {
  ASGAverageCPUUtilization: 'CPUUtilization',
  ASGAverageNetworkIn: 'NetworkIn',
  ASGAverageNetworkOut: 'NetworkOut',
}

/** @throws ValidationError for what AWS refuses, and for the policy types that are not simulated */
export function parseTracking(input: PutScalingPolicyType, owner: PolicyOwner): TargetTracking {
  if (!input.PolicyName) throw validationError('PolicyName is required')
  if (input.PolicyType !== 'TargetTrackingScaling') {
    const got = input.PolicyType ?? 'SimpleScaling'
    throw validationError(`PolicyType ${got} is not simulated: only TargetTrackingScaling is`)
  }
  const { TargetTrackingConfiguration: configuration } = input
  const targetValue = configuration?.TargetValue
  if (configuration === undefined || targetValue === undefined || !(targetValue > 0)) {
    throw validationError(`TargetTrackingConfiguration must have a positive TargetValue, got ${targetValue}`)
  }
  return { metric: metricOf(configuration, owner), targetValue, scalesIn: configuration.DisableScaleIn !== true }
}

/**
 * Seconds from in service until an instance counts: the policy's own EstimatedInstanceWarmup overrides the group's
 * DefaultInstanceWarmup, without which it is the default cooldown, 300 s (source: PutScalingPolicyType in the SDK).
 */
export function warmupSeconds(
  policy: TrackingPolicy,
  group: { readonly DefaultInstanceWarmup?: number; readonly DefaultCooldown: number },
): number {
  return policy.input.EstimatedInstanceWarmup ?? group.DefaultInstanceWarmup ?? group.DefaultCooldown
}

export function alarmName(policy: TrackingPolicy, groupName: string, direction: 'out' | 'in'): string {
  return `TargetTracking-${groupName}-Alarm${direction === 'out' ? 'High' : 'Low'}-${policy.alarmId}`
}

/** CloudWatch itself does not know these alarms: the policy reads the metric directly. */
export function alarmsOf(policy: TrackingPolicy, groupName: string): Alarm[] {
  const directions = policy.tracking.scalesIn ? (['out', 'in'] as const) : (['out'] as const)
  return directions.map(direction => {
    const name = alarmName(policy, groupName, direction)
    return { AlarmName: name, AlarmARN: alarmArn(name) }
  })
}

export function describePolicy(policy: TrackingPolicy, groupName: string): ScalingPolicy {
  const { EstimatedInstanceWarmup, TargetTrackingConfiguration } = policy.input
  return {
    AutoScalingGroupName: groupName,
    PolicyName: policy.name,
    PolicyARN: policy.arn,
    PolicyType: 'TargetTrackingScaling',
    StepAdjustments: [],
    Alarms: alarmsOf(policy, groupName),
    TargetTrackingConfiguration,
    Enabled: policy.isEnabled,
    ...(EstimatedInstanceWarmup !== undefined && { EstimatedInstanceWarmup }),
  }
}

function metricOf(configuration: TargetTrackingConfiguration, owner: PolicyOwner): TrackedMetric {
  const { PredefinedMetricSpecification: predefined, CustomizedMetricSpecification: customized } = configuration
  if (predefined && !customized) return predefinedMetric(predefined, owner)
  if (customized && !predefined) return customizedMetric(customized)
  throw validationError('Specify either a PredefinedMetricSpecification or a CustomizedMetricSpecification, not both')
}

function predefinedMetric(specification: PredefinedMetricSpecification, owner: PolicyOwner): TrackedMetric {
  const { PredefinedMetricType: type = '', ResourceLabel } = specification
  if (type === 'ALBRequestCountPerTarget') return requestCountMetric(ResourceLabel, owner)
  const metricName = ec2Metrics[type]
  if (metricName === undefined) throw validationError(`Invalid predefined metric type: ${type}`)
  const dimensions = { AutoScalingGroupName: owner.name }
  return { key: { namespace: 'AWS/EC2', metricName, dimensions }, statistic: 'Average', periodSeconds: 60 }
}

function requestCountMetric(label: string | undefined, { targetGroupARNs }: PolicyOwner): TrackedMetric {
  const parts = /^(app\/[^/]+\/[^/]+)\/(targetgroup\/[^/]+\/[^/]+)$/.exec(label ?? '')
  if (parts === null) throw validationError(`Invalid resource label: ${label}`)
  const [, loadBalancer, targetGroup] = parts
  if (!targetGroupARNs.some(arn => arn.endsWith(`:${targetGroup}`))) {
    throw validationError(`The target group of resource label ${label} must be attached to the Auto Scaling group`)
  }
  const dimensions = { TargetGroup: targetGroup, LoadBalancer: loadBalancer }
  const key = { namespace: 'AWS/ApplicationELB', metricName: 'RequestCountPerTarget', dimensions }
  return { key, statistic: 'Sum', periodSeconds: 60 }
}

function customizedMetric(specification: CustomizedMetricSpecification): TrackedMetric {
  const { MetricName, Namespace, Dimensions = [], Statistic, Period = 60, Metrics } = specification
  if (Metrics !== undefined) throw validationError('Metric math in a scaling policy is not simulated: name one metric')
  if (!MetricName || !Namespace || !Statistic) {
    throw validationError('A customized metric must have MetricName, Namespace and Statistic')
  }
  if (!periodsSeconds.includes(Period)) throw validationError(`Period must be one of 10, 30 and 60, got ${Period}`)
  const dimensions = Object.fromEntries(Dimensions.map(({ Name = '', Value = '' }) => [Name, Value]))
  return {
    key: { namespace: Namespace, metricName: MetricName, dimensions },
    statistic: Statistic,
    periodSeconds: Period,
  }
}
