import type { SimulatedInstance } from '../../../../simulator/services/auto-scaling/simulated-instance.ts'

/** An instance in service since its launch at `index` milliseconds, but for what is given. */
export function sampleInstance(
  index: number,
  zone: string,
  overrides: Partial<SimulatedInstance> = {},
): SimulatedInstance {
  return {
    instanceId: `i-${index}`,
    availabilityZone: zone,
    subnetId: undefined,
    instanceType: 'm5.large',
    market: 'on-demand',
    launchTemplate: undefined,
    launchConfigurationName: undefined,
    isProtectedFromScaleIn: false,
    isHealthy: true,
    isPrepared: true,
    isStopped: false,
    startedAtMs: index,
    trip: undefined,
    activityId: '',
    launchedAtMs: index,
    inServiceAtMs: index,
    state: 'InService',
    ...overrides,
  }
}
