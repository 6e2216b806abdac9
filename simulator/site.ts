// One web application with its load balancer, target group and Auto Scaling group, set up as a team would: through the API.
import type { Region } from './region.ts'
import { accountId, regionName } from './region.ts'
import type { SimulatedGroup } from './services/auto-scaling/simulated-group.ts'
import { needsFreshMetric, type TargetTracking, targetTrackingConfiguration } from './team-policy.ts'
import { Application, type ApplicationPhysics } from './workload/application.ts'
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
  const arns = createTargets(region, options.name)
  await createGroup(region, options, arns.targetGroup)
  const group = region.autoScaling.group(options.name)
  if (group === undefined) throw new Error(`got no group ${options.name} after creating it`)
  const application = new Application(
    {
      scenario: region.scenario,
      names: {
        autoScalingGroupName: options.name,
        loadBalancer: resourceOf(arns.loadBalancer).replace(/^loadbalancer\//, ''),
        targetGroup: resourceOf(arns.targetGroup),
      },
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

function createTargets(region: Region, name: string): { loadBalancer: string; targetGroup: string } {
  const prefix = `arn:aws:elasticloadbalancing:${regionName}:${accountId}`
  const loadBalancer = `${prefix}:loadbalancer/app/${name}/50dc6c495c0c9188`
  const targetGroup = `${prefix}:targetgroup/${name}/73e2d6bc24d8a067`
  region.elasticLoadBalancing.addLoadBalancer({
    LoadBalancerArn: loadBalancer,
    LoadBalancerName: name,
    Type: 'application',
  })
  region.elasticLoadBalancing.addTargetGroup({
    TargetGroupArn: targetGroup,
    TargetGroupName: name,
    Protocol: 'HTTP',
    LoadBalancerArns: [loadBalancer],
  })
  return { loadBalancer, targetGroup }
}

async function createGroup(region: Region, options: SiteOptions, targetGroupArn: string): Promise<void> {
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
      TargetTrackingConfiguration: targetTrackingConfiguration(region.scenario, options.policy, {
        autoScalingGroupName: options.name,
        loadBalancer: `app/${options.name}/50dc6c495c0c9188`,
        targetGroup: resourceOf(targetGroupArn),
      }),
    },
    team,
  )
}

function resourceOf(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1)
}
