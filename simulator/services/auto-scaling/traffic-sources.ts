// The target groups to which a group adds its instances, and how far that has come.
//
// Adding ─ all instances registered ─► Added ─ one instance passed a health check ─► InService ─ detached ─► Removing ─► gone
// Source: "Verify the attachment status of your load balancer" in the user guide; LoadBalancerTargetGroupState in the SDK:
// a target group that is named at the group's creation is in service at once.
import { limitExceeded } from './errors.ts'

/** What Auto Scaling asks Elastic Load Balancing. */
export interface TargetGroupDirectory {
  has(targetGroupArn: string): boolean
  /** Undefined when there is no such target group. */
  deregistrationDelaySeconds(targetGroupArn: string): number | undefined
  /** Whether the instance answers health checks at this instant. */
  isAnswering(instanceId: string, nowMs: number): boolean
  /** What the health checks say, by instance; unused and draining targets are left out. */
  checkedStates(targetGroupArn: string, nowMs: number): ReadonlyMap<string, 'initial' | 'healthy' | 'unhealthy'>
}

export interface TrafficSource {
  readonly arn: string
  /** Epoch milliseconds. */
  readonly attachedAtMs: number
  /** Epoch milliseconds; undefined while it is attached. */
  readonly detachedAtMs: number | undefined
  /** Once true, its failing health checks can cost instances their life. */
  readonly isInService: boolean
}

/** Source: user guide, ec2-auto-scaling-quotas.md. */
const maxTargetGroups = 50
/** The longest deregistration delay: what was detached before that has drained. */
const memoryMs = 3_600_000

export class TrafficSources {
  readonly #onChange: () => void
  #sources: readonly TrafficSource[]
  #arns: readonly string[] = []
  #leftOut: ReadonlySet<string> = new Set()

  constructor(arns: readonly string[], nowMs: number, onChange: () => void) {
    this.#onChange = onChange
    this.#sources = []
    this.#set([...new Set(arns)].map(arn => ({ arn, attachedAtMs: nowMs, detachedAtMs: undefined, isInService: true })))
  }

  /** Attached target groups, in the order in which they were attached. */
  get arns(): readonly string[] {
    return this.#arns
  }

  /** Those attached, and those detached within the last hour. */
  get all(): readonly TrafficSource[] {
    return this.#sources
  }

  /**
   * Additive: what is attached already stays as it is.
   * @throws LimitExceededFault
   */
  attach(arns: readonly string[], nowMs: number): void {
    const added = [...new Set(arns)].filter(arn => !this.#arns.includes(arn))
    if (this.#arns.length + added.length > maxTargetGroups) {
      throw limitExceeded(`The number of target groups is limited to ${maxTargetGroups} per group`)
    }
    const kept = this.#sources.filter(source => !added.includes(source.arn))
    const fresh = added.map(arn => ({ arn, attachedAtMs: nowMs, detachedAtMs: undefined, isInService: false }))
    this.#set([...kept, ...fresh])
  }

  detach(arns: readonly string[], nowMs: number): void {
    const recent = this.#sources.filter(({ detachedAtMs = nowMs }) => detachedAtMs > nowMs - memoryMs)
    this.#set(
      recent.map(source => {
        const leaves = source.detachedAtMs === undefined && arns.includes(source.arn)
        return leaves ? { ...source, detachedAtMs: nowMs } : source
      }),
    )
  }

  /** An instance of the group has passed a health check of the target group. */
  markInService(arn: string): void {
    this.#sources = this.#sources.map(source => (source.arn === arn ? { ...source, isInService: true } : source))
  }

  /** Whether the group never registers this instance. */
  isLeftOut(instanceId: string): boolean {
    return this.#leftOut.has(instanceId)
  }

  /** The instance came into service while AddToLoadBalancer was suspended: it has to be registered by hand. */
  leaveOut(instanceId: string): void {
    this.#leftOut = new Set([...this.#leftOut, instanceId])
    this.#onChange()
  }

  #set(sources: readonly TrafficSource[]): void {
    this.#sources = sources
    this.#arns = sources.filter(({ detachedAtMs }) => detachedAtMs === undefined).map(({ arn }) => arn)
    this.#onChange()
  }
}
