// Health checks of load balancers on behalf of groups whose HealthCheckType names ELB: an instance that any target group in
// service finds unhealthy is replaced, once its grace period is over (source: "Health checks for instances in an Auto Scaling
// group" in the user guide). Nothing is looked at while everything answers.
import type { VirtualClock } from '../../kernel/clock.ts'
import type { GroupRegistry } from './group-registry.ts'
import type { SimulatedGroup } from './simulated-group.ts'
import type { SimulatedInstance } from './simulated-instance.ts'
import { sourceStates } from './traffic-source-states.ts'
import type { TargetGroupDirectory } from './traffic-sources.ts'

/** AWS looks from time to time; how often is not told. */
const periodMs = 10_000

export class LoadBalancerHealth {
  readonly #clock: VirtualClock
  readonly #registry: GroupRegistry
  readonly #directory: TargetGroupDirectory

  constructor(clock: VirtualClock, registry: GroupRegistry, directory: TargetGroupDirectory) {
    this.#clock = clock
    this.#registry = registry
    this.#directory = directory
  }

  /** Looks at an instance from now on, until it is healthy again or on its way out. */
  watch(instanceId: string): void {
    const nowMs = this.#clock.now()
    const group = this.#registry.ownerOf(instanceId)
    const instance = group?.fleet.find(instanceId)
    if (group === undefined || instance === undefined || !instance.isHealthy) return
    if (instance.state === 'InService' && this.#isFoundUnhealthy(group, instance, nowMs)) {
      if (!isLookedAt(group, instance, nowMs)) this.#watchLater(instanceId)
      else replace(group, instance)
    } else if (!this.#directory.isAnswering(instanceId, nowMs)) this.#watchLater(instanceId)
  }

  #watchLater(instanceId: string): void {
    this.#clock.at(this.#clock.now() + periodMs, () => this.watch(instanceId))
  }

  #isFoundUnhealthy(group: SimulatedGroup, { instanceId }: SimulatedInstance, nowMs: number): boolean {
    const inService = sourceStates(group, this.#directory, nowMs).filter(({ state }) => state === 'InService')
    return inService.some(({ arn }) => this.#directory.checkedStates(arn, nowMs).get(instanceId) === 'unhealthy')
  }
}

function isLookedAt(group: SimulatedGroup, { inServiceAtMs = nowhere }: SimulatedInstance, nowMs: number): boolean {
  const { HealthCheckType = 'EC2', HealthCheckGracePeriod = 0 } = group.attributes
  if (!HealthCheckType.split(',').some(type => type.trim() === 'ELB')) return false
  return nowMs >= inServiceAtMs + 1000 * HealthCheckGracePeriod && !group.suspendedProcesses.has('HealthCheck')
}

const nowhere = Number.POSITIVE_INFINITY

function replace(group: SimulatedGroup, instance: SimulatedInstance): void {
  instance.isHealthy = false
  instance.failedCheck = 'ELB'
  group.fleet.resize('')
}
