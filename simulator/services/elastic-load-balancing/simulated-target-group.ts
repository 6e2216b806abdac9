// One target group: its settings, and the targets that were registered or deregistered by hand. Targets that an Auto Scaling
// group keeps registered are not written down here: they follow from the group's instances.
import type { TargetGroup } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Attributes } from './attribute-table.ts'
import { behaviourOf, type TargetGroupBehaviour } from './target-group-attributes.ts'
import { describeHealthChecks, type HealthCheckSettings, type TargetGroupSettings } from './target-group-settings.ts'

/** What was ordered by hand for one target. */
export interface TargetOrder {
  readonly id: string
  readonly port: number
  /** Epoch milliseconds; undefined for a group's own instance that was only deregistered. */
  readonly registeredAtMs: number | undefined
  /** Epoch milliseconds; undefined while it is registered. */
  readonly deregisteredAtMs: number | undefined
}

export interface TargetGroupUse {
  readonly loadBalancerArn: string
  /** Epoch milliseconds since which a listener rule forwards to the target group. */
  readonly sinceMs: number
}

export class SimulatedTargetGroup {
  readonly arn: string
  readonly name: string
  readonly settings: TargetGroupSettings
  /** By `id:port`. */
  readonly orders = new Map<string, TargetOrder>()
  /** Undefined while no listener rule uses it. */
  use: TargetGroupUse | undefined
  #attributes: Attributes
  #behaviour: TargetGroupBehaviour
  /** Newest last; checks that have begun go on as they were set then. */
  readonly #healthChecks: { readonly fromMs: number; readonly settings: HealthCheckSettings }[]

  constructor(
    arn: string,
    name: string,
    settings: TargetGroupSettings,
    checks: HealthCheckSettings,
    attributes: Attributes,
  ) {
    this.arn = arn
    this.name = name
    this.settings = settings
    this.#healthChecks = [{ fromMs: Number.NEGATIVE_INFINITY, settings: checks }]
    this.#attributes = attributes
    this.#behaviour = behaviourOf(attributes)
  }

  get attributes(): Attributes {
    return this.#attributes
  }

  set attributes(attributes: Attributes) {
    this.#attributes = attributes
    this.#behaviour = behaviourOf(attributes)
  }

  get behaviour(): TargetGroupBehaviour {
    return this.#behaviour
  }

  get healthChecks(): HealthCheckSettings {
    return this.#healthChecks[this.#healthChecks.length - 1].settings
  }

  /** The settings that were in force at `timeMs`. */
  healthChecksAt(timeMs: number): HealthCheckSettings {
    const index = this.#healthChecks.findLastIndex(({ fromMs }) => fromMs <= timeMs)
    return this.#healthChecks[index].settings
  }

  changeHealthChecks(settings: HealthCheckSettings, nowMs: number): void {
    this.#healthChecks.push({ fromMs: nowMs, settings })
  }

  describe(): TargetGroup {
    const { protocol, protocolVersion, port, vpcId } = this.settings
    return {
      TargetGroupArn: this.arn,
      TargetGroupName: this.name,
      Protocol: protocol,
      Port: port,
      VpcId: vpcId,
      ...describeHealthChecks(this.healthChecks),
      LoadBalancerArns: this.use === undefined ? [] : [this.use.loadBalancerArn],
      TargetType: 'instance',
      ProtocolVersion: protocolVersion,
      IpAddressType: 'ipv4',
    }
  }
}

export function targetKey(id: string, port: number): string {
  return `${id}:${port}`
}
