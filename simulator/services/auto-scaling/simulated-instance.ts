import type { Activity, Instance, LaunchTemplateSpecification } from '@aws-sdk/client-auto-scaling'
import type { FleetInstance, InstanceState } from './fleet-view.ts'
import type { JourneyKind } from './journeys.ts'
import type { LifecycleHook } from './lifecycle-hooks.ts'
import type { Market } from './mixed-instances.ts'

/** An instance as its group keeps it; only the group and its mover change it. */
export interface SimulatedInstance extends FleetInstance {
  readonly subnetId: string | undefined
  readonly instanceType: string
  /** How it was bought. */
  readonly market: Market
  readonly launchTemplate: LaunchTemplateSpecification | undefined
  /** Not told of instances that were attached (source: AutoScalingInstanceDetails in the SDK). */
  launchConfigurationName: string | undefined
  isProtectedFromScaleIn: boolean
  isHealthy: boolean
  /** Whose health check found it unhealthy, where it was not a user's word. */
  failedCheck?: 'ELB'
  /** Whether it has once finished its boot; what a pool without a launch hook stops has not. */
  isPrepared: boolean
  isStopped: boolean
  startedAtMs: number
  inServiceAtMs: number | undefined
  /** The newest activity that concerns it. */
  activityId: string
  state: InstanceState
  /** Where it is going; undefined at rest. */
  trip: Trip | undefined
}

/** One instance on its way. */
export interface Trip {
  readonly kind: JourneyKind
  readonly activity: Activity
  /** False where the instance goes without regard to hooks. */
  readonly meetsHooks: boolean
  /** Seconds still to go once its hooks have let it pass. */
  readonly registrationSeconds: number
  /** Open actions by the name of the hook. */
  readonly actions: Map<string, LifecycleAction>
  wasHeld: boolean
}

/** One hook holding one instance back. */
export interface LifecycleAction {
  readonly token: string
  readonly hook: LifecycleHook
  readonly instance: SimulatedInstance
  /** Epoch milliseconds beyond which no heartbeat helps. */
  readonly latestMs: number
  deadlineMs: number
}

export function describeInstance(instance: SimulatedInstance): Instance {
  return {
    InstanceId: instance.instanceId,
    InstanceType: instance.instanceType,
    AvailabilityZone: instance.availabilityZone,
    LifecycleState: instance.state,
    HealthStatus: instance.isHealthy ? 'Healthy' : 'Unhealthy',
    ProtectedFromScaleIn: instance.isProtectedFromScaleIn,
    ...(instance.launchTemplate && { LaunchTemplate: instance.launchTemplate }),
    ...(instance.launchConfigurationName && { LaunchConfigurationName: instance.launchConfigurationName }),
  }
}
