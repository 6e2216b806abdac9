// The group that an operation is about, and the reasons for which nothing can be done about it.
import type { ObservedGroup } from '../../shared/domain/fleet/observed-group.ts'
import { registerGroup } from '../../shared/domain/fleet/register-group.ts'
import type { GroupConfig, GroupRecords } from '../../shared/domain/group/records.ts'
import { tagKeysOf } from '../../shared/domain/group/tag-keys.ts'
import type { OperateDependencies } from './dependencies.ts'
import { ProblemError } from './problems.ts'

export interface KnownGroup {
  readonly group: ObservedGroup
  readonly records: GroupRecords
  readonly config: GroupConfig
}

type FindDependencies = Pick<OperateDependencies, 'fleet' | 'store' | 'loadBalancers' | 'tagPrefix'>

/**
 * A group that is opted in, or that still holds something of Penumbra's.
 * @throws ProblemError `unknown-group`, `not-opted-in`
 */
export async function findGroup(deps: FindDependencies, name: string): Promise<KnownGroup> {
  const group = await requireGroup(deps, name)
  if (!group.optedIn && !group.managed) throw notOptedIn(deps, group)
  const records = (await deps.store.readGroups([name])).get(name) ?? nothingKnown
  return { group, records, config: records.config ?? (await firstConfig(deps, group)) }
}

/**
 * A group for which an order makes sense.
 * @throws ProblemError `unknown-group`, `not-opted-in`
 */
export async function findOptedIn(deps: FindDependencies, name: string): Promise<KnownGroup> {
  const known = await findGroup(deps, name)
  if (!known.group.optedIn) throw notOptedIn(deps, known.group)
  return known
}

/**
 * A group that Penumbra can act on.
 * @throws ProblemError `unknown-group`, `not-opted-in`, `unsupported` with the reason
 */
export async function findSupported(deps: FindDependencies, name: string): Promise<KnownGroup> {
  const known = await findOptedIn(deps, name)
  const { refusal } = known.config
  if (refusal === undefined) return known
  throw new ProblemError('unsupported', `got ${name}, which is left alone: ${refusal}`)
}

/** @throws ProblemError `unknown-group` */
export async function requireGroup({ fleet }: Pick<FindDependencies, 'fleet'>, name: string): Promise<ObservedGroup> {
  const group = (await fleet.describe([name])).get(name)
  if (group !== undefined) return group
  throw new ProblemError('unknown-group', `got ${JSON.stringify(name)}, wanted an Auto Scaling group of this region`)
}

function notOptedIn({ tagPrefix }: FindDependencies, { name, tags }: ObservedGroup): ProblemError {
  const { enabled } = tagKeysOf(tagPrefix)
  const value = tags[enabled]
  const got = value === undefined ? `no tag ${enabled}` : `${enabled}=${value}`
  return new ProblemError('not-opted-in', `got ${got} on ${name}, wanted ${enabled}=true`)
}

/** Found before discovery has been by: the registry says the same within a minute. */
async function firstConfig({ loadBalancers, tagPrefix }: FindDependencies, group: ObservedGroup): Promise<GroupConfig> {
  const demandMetrics = await loadBalancers.requestCounts(group.targetGroupArns)
  return registerGroup(group, demandMetrics, undefined, tagKeysOf(tagPrefix)).config
}

const nothingKnown: GroupRecords = {
  config: undefined,
  memory: undefined,
  pool: undefined,
  learned: undefined,
  state: undefined,
  orders: undefined,
  stateVersion: { fencing: 0, revision: 0 },
  unreadable: [],
}
