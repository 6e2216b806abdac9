// The groups of the region by name, and who may change them.
import type { CallContext } from '../../kernel/service.ts'
import { accessDenied, alreadyExists, groupNotFound, limitExceeded, validationError } from './errors.ts'
import type { SimulatedGroup } from './simulated-group.ts'

/** Per region, unless AWS has raised it (source: user guide, ec2-auto-scaling-quotas.md). */
const defaultMaxGroups = 500

export class GroupRegistry {
  readonly #groups = new Map<string, SimulatedGroup>()
  readonly #maxGroups: number
  #created = 0

  constructor(maxGroups = defaultMaxGroups) {
    this.#maxGroups = maxGroups
  }

  find(name: string): SimulatedGroup | undefined {
    return this.#groups.get(name)
  }

  /** In the order of their creation. */
  all(): Iterable<SimulatedGroup> {
    return this.#groups.values()
  }

  /** The group that an instance belongs to, itself or by its warm pool. */
  ownerOf(instanceId: string): SimulatedGroup | undefined {
    for (const group of this.#groups.values()) {
      if (group.fleet.find(instanceId) !== undefined) return group
    }
    return undefined
  }

  /** @throws ValidationError when there is none of that name */
  get(name: string | undefined): SimulatedGroup {
    const group = this.#groups.get(name ?? '')
    if (group === undefined) throw groupNotFound(name)
    return group
  }

  /**
   * A group that the caller may change.
   * @throws ValidationError when there is none or it is under deletion, AccessDenied when it has another Operator
   */
  changeable(name: string | undefined, { caller }: CallContext): SimulatedGroup {
    const group = this.get(name)
    checkOperator(group, caller)
    if (group.isDeleting) throw validationError(`AutoScalingGroup ${group.name} is pending delete`)
    return group
  }

  /**
   * A group whose lifecycle actions the caller may complete, even while it is being deleted.
   * @throws ValidationError when there is none, AccessDenied when it has another Operator
   */
  operable(name: string | undefined, { caller }: CallContext): SimulatedGroup {
    const group = this.get(name)
    checkOperator(group, caller)
    return group
  }

  /**
   * @param create gets the number of the group
   * @throws AlreadyExistsFault, LimitExceededFault
   */
  add(name: string, create: (ordinal: number) => SimulatedGroup): SimulatedGroup {
    if (this.#groups.has(name)) {
      throw alreadyExists(`AutoScalingGroup by this name already exists - A group with the name ${name} already exists`)
    }
    if (this.#groups.size >= this.#maxGroups) {
      throw limitExceeded(`The number of Auto Scaling groups is limited to ${this.#maxGroups}`)
    }
    const group = create(++this.#created)
    this.#groups.set(name, group)
    return group
  }

  remove(group: SimulatedGroup): void {
    this.#groups.delete(group.name)
  }
}

function checkOperator({ name, attributes }: SimulatedGroup, caller: string): void {
  const operator = attributes.Operator?.Principal
  if (operator === undefined || operator === caller) return
  throw accessDenied(`AutoScalingGroup ${name} is managed by ${operator}`)
}
