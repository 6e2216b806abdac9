// An instance in the moment of its launch.
import type { InstanceState } from './fleet-view.ts'
import type { GroupAttributes, LaunchSite } from './group-attributes.ts'
import { type LaunchSource, templateOf } from './launch-source.ts'
import { choosePurchase, type PurchasedInstance } from './mixed-instances.ts'
import type { SimulatedInstance } from './simulated-instance.ts'

interface LaunchOrder {
  readonly instanceId: string
  readonly site: LaunchSite
  readonly state: InstanceState
  readonly nowMs: number
  readonly attributes: GroupAttributes
  readonly source: LaunchSource
  /** What every launch template says. */
  readonly templateInstanceType: string
  /** Instances that a mixed instances policy has to go by. */
  readonly live: readonly PurchasedInstance[]
}

export function newInstance(order: LaunchOrder): SimulatedInstance {
  const { instanceId, site, state, nowMs, attributes, source, live } = order
  const { MixedInstancesPolicy: policy } = source
  const purchase = policy && choosePurchase(policy, live, site.availabilityZone)
  const instanceType = purchase?.instanceType ?? order.templateInstanceType
  return {
    instanceId,
    availabilityZone: site.availabilityZone,
    subnetId: site.subnetId,
    instanceType,
    market: purchase?.market ?? 'on-demand',
    launchTemplate: templateOf(source, instanceType),
    launchConfigurationName: source.LaunchConfigurationName,
    isProtectedFromScaleIn: attributes.NewInstancesProtectedFromScaleIn === true,
    isHealthy: true,
    isPrepared: false,
    isStopped: false,
    launchedAtMs: nowMs,
    startedAtMs: nowMs,
    activityId: '',
    inServiceAtMs: undefined,
    state,
    trip: undefined,
  }
}
