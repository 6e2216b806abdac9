// Fleets for tests.
import type { FleetInstance, FleetView } from '../../../simulator/services/auto-scaling/fleet-view.ts'

const LONG_AGO = Date.UTC(2025, 0, 1)

/** A warm instance in service, but for what is given. */
export function instance(instanceId: string, differences: Partial<FleetInstance> = {}): FleetInstance {
  return {
    instanceId,
    availabilityZone: 'us-east-1a',
    launchedAtMs: LONG_AGO,
    inServiceAtMs: LONG_AGO + 150_000,
    state: 'InService',
    ...differences,
  }
}

export function fleetOf(instances: readonly FleetInstance[], differences: Partial<FleetView> = {}): FleetView {
  return { instances, minSize: 2, desiredCapacity: instances.length, launches: instances.length, ...differences }
}

export function warmFleet(size: number): FleetView {
  return fleetOf(Array.from({ length: size }, (_, index) => instance(`i-${index}`)))
}
