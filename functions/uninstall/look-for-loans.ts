// Which groups still hold something of Penumbra's.
import type { Fleet } from '../../shared/aws/fleet.ts'
import type { GroupStore } from '../../shared/aws/group-store.ts'
import { baselineOf } from '../../shared/domain/fleet/floor-steps.ts'
import type { ObservedGroup } from '../../shared/domain/fleet/observed-group.ts'
import { isPoolOnLoan } from '../../shared/domain/fleet/pool-steps.ts'
import { mendLoans, whatIsLent } from '../../shared/domain/fleet/remembered-loans.ts'
import type { GroupRecords } from '../../shared/domain/group/records.ts'

export interface HeldGroup {
  readonly name: string
  readonly minSize: number
  /** Undefined where the record of it cannot be read. */
  readonly teamMinSize: number | undefined
  /** Whether a warm pool is, or may be, on loan. */
  readonly hasPool: boolean
}

export interface Found {
  /** Groups that are opted in or managed. */
  readonly groups: number
  readonly held: readonly HeldGroup[]
}

/** A group that is gone holds nothing; one whose managed tag was taken away expires by itself, and may not be touched. */
export async function lookForLoans(fleet: Fleet, store: GroupStore, nowMs: number): Promise<Found> {
  const groups = await fleet.listTagged()
  const records = await store.readGroups(groups.map(({ name }) => name))
  const held = groups.flatMap(group => heldOf(group, records.get(group.name), nowMs) ?? [])
  return { groups: groups.length, held }
}

function heldOf(group: ObservedGroup, records: GroupRecords | undefined, nowMs: number): HeldGroup | undefined {
  const { name, minSize, managed } = group
  const unknown = { name, minSize, teamMinSize: undefined, hasPool: group.pool !== undefined }
  if (records === undefined) return managed ? unknown : undefined
  if (records.unreadable.includes('memory')) return unknown
  const loans = mendLoans(group, records, undefined)
  if (loans.unreadable.length > 0) return { ...unknown, teamMinSize: records.memory?.baselineMinSize ?? minSize }
  const { memory, poolMemory } = whatIsLent(group, loans, nowMs)
  const hasPool = isPoolOnLoan(poolMemory)
  if (!managed && memory === undefined && !hasPool) return undefined
  return { name, minSize, teamMinSize: baselineOf({ ...group, managed }, memory), hasPool }
}
