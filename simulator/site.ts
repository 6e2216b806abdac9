// One web application with its load balancer, target group and Auto Scaling group, set up as a team would: through the API.
import type { Region } from './region.ts'
import type { SimulatedGroup } from './services/auto-scaling/simulated-group.ts'
import { loadBalancerDimension, targetGroupDimension } from './services/elastic-load-balancing/arns.ts'
import { needsFreshMetric, type TargetTracking, targetTrackingConfiguration } from './team-policy.ts'
import { Application, type ApplicationPhysics } from './workload/application.ts'
import type { ApplicationNames } from './workload/application-metrics.ts'
import type { Arrivals } from './workload/arrivals.ts'
import { STEP_SECONDS } from './workload/demand-curve.ts'
import type { StepOutcome } from './workload/step-outcome.ts'

export interface SiteOptions {
  readonly name: string
  readonly tags: Readonly<Record<string, string>>
  readonly policy: TargetTracking
  readonly arrivals: Arrivals
  readonly physics: ApplicationPhysics
  /** Instances running when the simulation begins. */
  readonly initialInstances: number
}

export interface Site {
  readonly group: SimulatedGroup
  readonly application: Application
}

/** Creates the site and lets its load run; `onStep` sees every 10 seconds with the fleet that served them. */
export async function createSite(
  region: Region,
  options: SiteOptions,
  onStep: (outcome: StepOutcome, group: SimulatedGroup) => void,
): Promise<Site> {
  const arns = createLoadBalancer(region, options.name)
  const names = {
    autoScalingGroupName: options.name,
    loadBalancer: loadBalancerDimension(arns.loadBalancer),
    targetGroup: targetGroupDimension(arns.targetGroup),
  }
  await createGroup(region, options, arns.targetGroup, names)
  const group = region.autoScaling.group(options.name)
  if (group === undefined) throw new Error(`got no group ${options.name} after creating it`)
  const application = new Application(
    {
      scenario: region.scenario,
      names,
      listener: { source: region.elasticLoadBalancing, listenerArn: arns.listener },
      store: region.metrics,
      arrivals: options.arrivals,
      seed: region.seed,
      freshMetric: needsFreshMetric(options.policy) || undefined,
    },
    options.physics,
  )
  region.clock.every(STEP_SECONDS * 1000, options.arrivals.startMs, binStartMs => {
    if (binStartMs < endMsOf(options.arrivals)) onStep(application.step(binStartMs, group), group)
  })
  return { group, application }
}

function endMsOf({ startMs, stepSeconds, counts }: Arrivals): number {
  return startMs + counts.length * stepSeconds * 1000
}

interface SiteArns {
  readonly loadBalancer: string
  readonly listener: string
  readonly targetGroup: string
}

/** One listener, one rule, one target group; drained as long, and shared out, as the scenario says. */
function createLoadBalancer(region: Region, name: string): SiteArns {
  const { operations } = region.elasticLoadBalancing
  const { drainSeconds, loadBalancing } = region.scenario
  const team = { nowMs: region.clock.now(), caller: 'team' }
  const Subnets = balancerZones(region.scenario.group.availabilityZones).map(zone => `subnet-${zone}`)
  const { LoadBalancers: [balancer] = [] } = operations.CreateLoadBalancer({ Name: name, Subnets }, team)
  const target = { Name: name, Protocol: 'HTTP', Port: 80, VpcId: 'vpc-simulated' } as const
  const { TargetGroups: [group] = [] } = operations.CreateTargetGroup(target, team)
  const loadBalancer = named(balancer?.LoadBalancerArn)
  const TargetGroupArn = named(group?.TargetGroupArn)
  const Attributes = [
    { Key: 'deregistration_delay.timeout_seconds', Value: String(drainSeconds) },
    { Key: 'load_balancing.algorithm.type', Value: loadBalancing.replaceAll('-', '_') },
  ]
  operations.ModifyTargetGroupAttributes({ TargetGroupArn, Attributes }, team)
  const { Listeners: [listener] = [] } = operations.CreateListener(
    {
      LoadBalancerArn: loadBalancer,
      Protocol: 'HTTP',
      Port: 80,
      DefaultActions: [{ Type: 'forward', TargetGroupArn }],
    },
    team,
  )
  return { loadBalancer, listener: named(listener?.ListenerArn), targetGroup: TargetGroupArn }
}

/** A load balancer needs two zones at least, whatever the group has. */
function balancerZones(zones: readonly string[]): readonly string[] {
  const distinct = [...new Set(zones)]
  return distinct.length > 1 ? distinct : [...distinct, `${distinct[0]}-2`]
}

function named(arn: string | undefined): string {
  if (arn === undefined) throw new Error('got a resource without an arn after creating it')
  return arn
}

async function createGroup(
  region: Region,
  options: SiteOptions,
  targetGroupArn: string,
  names: ApplicationNames,
): Promise<void> {
  const { group } = region.scenario
  const { operations } = region.autoScaling
  const team = { nowMs: region.clock.now(), caller: 'team' }
  operations.CreateAutoScalingGroup(
    {
      AutoScalingGroupName: options.name,
      MinSize: group.minSize,
      MaxSize: group.maxSize,
      DesiredCapacity: Math.min(Math.max(options.initialInstances, group.minSize), group.maxSize),
      AvailabilityZones: group.availabilityZones,
      LaunchTemplate: { LaunchTemplateName: options.name, Version: '1' },
      TargetGroupARNs: [targetGroupArn],
      DefaultInstanceWarmup: group.instanceWarmupSeconds,
      Tags: Object.entries(options.tags).map(([Key, Value]) => ({
        Key,
        Value,
        ResourceId: options.name,
        ResourceType: 'auto-scaling-group',
        PropagateAtLaunch: false,
      })),
    },
    team,
  )
  operations.PutScalingPolicy(
    {
      AutoScalingGroupName: options.name,
      PolicyName: 'target-tracking',
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingConfiguration: targetTrackingConfiguration(region.scenario, options.policy, names),
    },
    team,
  )
}
