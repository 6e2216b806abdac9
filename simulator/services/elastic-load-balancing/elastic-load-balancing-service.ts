// Elastic Load Balancing v2 of the simulated region: Application Load Balancers behind the SDK's own commands. Network and
// Gateway Load Balancers, authentication, transforms, zonal shifts and logs are not simulated: they are refused, or their
// operations are absent. Rules take effect at once.
import { RandomStream } from '../../kernel/random.ts'
import type { SimulatedService } from '../../kernel/service.ts'
import { capacityOperations } from './capacity-operations.ts'
import type { FailureReason, Outage } from './health-checks.ts'
import { type InstanceDirectory, noInstances } from './instance-directory.ts'
import { listenerOperations } from './listener-operations.ts'
import { type ListenerView, listenerView } from './listener-view.ts'
import { loadBalancerOperations } from './load-balancer-operations.ts'
import { LoadBalancingRegistry } from './load-balancing-registry.ts'
import { defaultQuotas, type LoadBalancingQuotas } from './quotas.ts'
import { ruleOperations } from './rule-operations.ts'
import { tagOperations } from './tag-operations.ts'
import { targetGroupOperations } from './target-group-operations.ts'
import { conditionOf, type HealthContext, type Target, targetsOf } from './target-health.ts'
import { targetOperations } from './target-operations.ts'

export interface ElasticLoadBalancingOptions {
  /** Of the draws for first health checks. @default 1 */
  readonly seed?: number
  /** @default no instance exists */
  readonly directory?: InstanceDirectory
  /** Seconds from registering to the first check: at least, and at most with checks every 30 s. @default 5 to 35 */
  readonly registration?: HealthContext['registration']
  /** What AWS has raised on request. @default AWS's defaults */
  readonly quotas?: Partial<LoadBalancingQuotas>
  /** Hears of an instance that stops answering. */
  readonly onOutage?: (instanceId: string) => void
}

const noOutages: readonly Outage[] = []
const noZones: ReadonlySet<string> = new Set()

function operationsOf(registry: LoadBalancingRegistry, context: HealthContext) {
  return {
    ...loadBalancerOperations(registry),
    ...listenerOperations(registry),
    ...ruleOperations(registry),
    ...targetGroupOperations(registry),
    ...targetOperations(registry, context),
    ...tagOperations(registry),
    ...capacityOperations(registry),
  }
}

export class ElasticLoadBalancingService implements SimulatedService {
  readonly name = 'ElasticLoadBalancingV2'
  readonly operations: ReturnType<typeof operationsOf>
  readonly #registry: LoadBalancingRegistry
  readonly #context: HealthContext
  readonly #onOutage: (instanceId: string) => void
  readonly #outages = new Map<string, Outage[]>()
  readonly #views = new Map<string, ListenerView>()
  #viewsVersion = -1

  constructor(options: ElasticLoadBalancingOptions = {}) {
    const { seed = 1, directory = noInstances, registration = { minSeconds: 5, maxSeconds: 35 } } = options
    this.#registry = new LoadBalancingRegistry({ ...defaultQuotas, ...options.quotas })
    this.#onOutage = options.onOutage ?? (() => {})
    this.#context = {
      directory,
      registration,
      zonesOf: arn => this.#registry.loadBalancers.get(arn)?.zones ?? noZones,
      outagesOf: instanceId => this.#outages.get(instanceId) ?? noOutages,
      drawFor: drawsOf(seed),
    }
    this.operations = operationsOf(this.#registry, this.#context)
  }

  /** What a listener does with requests, the same object until that changes; undefined when there is no such listener. */
  listenerView(listenerArn: string): ListenerView | undefined {
    // Both only rise, so that their sum tells every two of them apart.
    const version = this.#registry.version + this.#context.directory.version
    if (version !== this.#viewsVersion) {
      this.#views.clear()
      this.#viewsVersion = version
    }
    return this.#views.get(listenerArn) ?? this.#newView(listenerArn)
  }

  /** From now on every health check of the instance fails, and so do requests that reach it. */
  startOutage(instanceId: string, reason: FailureReason, nowMs: number): void {
    this.endOutage(instanceId, nowMs)
    const outages = this.#outages.get(instanceId) ?? []
    this.#outages.set(instanceId, [...outages, { fromMs: nowMs, toMs: Number.POSITIVE_INFINITY, reason }])
    this.#registry.touch()
    this.#onOutage(instanceId)
  }

  /** The instance answers again. */
  endOutage(instanceId: string, nowMs: number): void {
    const outages = this.#outages.get(instanceId) ?? []
    const ended = outages.map(outage => (outage.toMs > nowMs ? { ...outage, toMs: nowMs } : outage))
    this.#outages.set(instanceId, ended)
    this.#registry.touch()
  }

  /** Whether there is such a target group. */
  has(arn: string): boolean {
    return this.#registry.targetGroups.has(arn)
  }

  /** Seconds for which a deregistered target drains; undefined when there is no such target group. */
  deregistrationDelaySeconds(targetGroupArn: string): number | undefined {
    return this.#registry.targetGroups.get(targetGroupArn)?.behaviour.deregistrationDelaySeconds
  }

  /** Whether the instance answers health checks and requests at this instant. */
  isAnswering(instanceId: string, nowMs: number): boolean {
    return !this.#context.outagesOf(instanceId).some(({ fromMs, toMs }) => fromMs <= nowMs && nowMs < toMs)
  }

  /** What the target group's health checks say of its targets, by instance; unused and draining ones are left out. */
  checkedStates(targetGroupArn: string, nowMs: number): Map<string, 'initial' | 'healthy' | 'unhealthy'> {
    const group = this.#registry.targetGroups.get(targetGroupArn)
    const states = new Map<string, 'initial' | 'healthy' | 'unhealthy'>()
    if (group === undefined) return states
    for (const target of targetsOf(group, this.#context.directory, nowMs)) {
      const condition = conditionOf(group, target, this.#context, nowMs)
      if (condition !== undefined) states.set(target.id, condition.state)
    }
    return states
  }

  #newView(listenerArn: string): ListenerView | undefined {
    const listener = this.#registry.listeners.get(listenerArn)
    if (listener === undefined) return undefined
    const view = listenerView(this.#registry, listener, this.#context, this.#outages.size > 0)
    this.#views.set(listenerArn, view)
    return view
  }
}

/** A target's draw depends on nothing but itself, so that looking at it changes nothing. */
function drawsOf(seed: number): HealthContext['drawFor'] {
  const draws = new Map<string, number>()
  return (targetGroupArn: string, { id, port, registeredAtMs }: Target) => {
    const key = `${targetGroupArn} ${id}:${port} ${registeredAtMs}`
    const known = draws.get(key)
    if (known !== undefined) return known
    const draw = new RandomStream(seed, 'first-health-check', key).uniform()
    draws.set(key, draw)
    return draw
  }
}
