// The instances that a call names.
import { validationError } from './errors.ts'
import type { InstanceState } from './fleet-view.ts'
import type { SimulatedGroup } from './simulated-group.ts'
import type { SimulatedInstance } from './simulated-instance.ts'

/** @throws ValidationError without any, with one twice, or with more than `most` */
export function checkedIds(ids: readonly string[] | undefined, most: number): readonly string[] {
  if (ids && ids.length >= 1 && ids.length <= most && new Set(ids).size === ids.length) return ids
  throw validationError(`1 to ${most} different instance IDs must be specified, got ${ids?.length ?? 0}`)
}

/**
 * Instances of the group itself, each in one of the given states.
 * @throws ValidationError, as AWS words it
 */
export function instancesIn(
  group: SimulatedGroup,
  ids: readonly string[],
  states: readonly InstanceState[],
): SimulatedInstance[] {
  return ids.map(id => {
    const instance = group.instances.find(({ instanceId }) => instanceId === id)
    if (instance === undefined) throw notPartOf(id, group.name)
    if (!states.includes(instance.state)) throw validationError(`The instance ${id} is not in ${states.join(' or ')}.`)
    return instance
  })
}

function notPartOf(instanceId: string, groupName: string) {
  return validationError(`The instance ${instanceId} is not part of Auto Scaling group ${groupName}.`)
}
