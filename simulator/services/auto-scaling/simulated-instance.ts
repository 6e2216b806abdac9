import type { Instance, LaunchTemplateSpecification, LifecycleState } from '@aws-sdk/client-auto-scaling'
import type { FleetInstance, InstanceState } from './fleet-view.ts'

/** An instance as its group keeps it; only the group changes it. */
export interface SimulatedInstance extends FleetInstance {
  readonly subnetId: string | undefined
  readonly instanceType: string
  readonly launchTemplate: LaunchTemplateSpecification | undefined
  readonly launchConfigurationName: string | undefined
  readonly isProtectedFromScaleIn: boolean
  /** The launch while Pending, the termination while Terminating. */
  activityId: string
  inServiceAtMs: number | undefined
  state: InstanceState
}

/** Lifecycle states of a later warm pool or of hooks would be told apart here. */
const lifecycleStates: Readonly<Record<InstanceState, LifecycleState>> = {
  Pending: 'Pending',
  InService: 'InService',
  Terminating: 'Terminating',
  Terminated: 'Terminated',
}

/** Pending or InService: what counts against DesiredCapacity. */
export function isLive({ state }: FleetInstance): boolean {
  return state === 'Pending' || state === 'InService'
}

export function describeInstance(instance: SimulatedInstance): Instance {
  return {
    InstanceId: instance.instanceId,
    InstanceType: instance.instanceType,
    AvailabilityZone: instance.availabilityZone,
    LifecycleState: lifecycleStates[instance.state],
    HealthStatus: 'Healthy',
    ProtectedFromScaleIn: instance.isProtectedFromScaleIn,
    ...(instance.launchTemplate && { LaunchTemplate: instance.launchTemplate }),
    ...(instance.launchConfigurationName && { LaunchConfigurationName: instance.launchConfigurationName }),
  }
}
