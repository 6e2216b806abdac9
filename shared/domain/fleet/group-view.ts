import type { ControlMode } from '../control-mode.ts'
import type { FittedModel } from '../forecasting/model.ts'
import type { GroupConfig, GroupState, Learned, SeenPool } from '../group/records.ts'
import type { FloorMemory, ObservedFloor } from './floor-steps.ts'
import type { ObservedGroup } from './observed-group.ts'
import { isPoolOnLoan, type PoolMemory } from './pool-steps.ts'

/** Everything that a decision rests on. */
export interface GroupView {
  readonly nowMs: number
  readonly mode: ControlMode
  readonly config: GroupConfig
  readonly group: ObservedGroup
  readonly managed: boolean
  readonly memory: FloorMemory | undefined
  /** Of the warm pool on loan. */
  readonly poolMemory: PoolMemory | undefined
  /** How much of the group's warm pool is ready, whoever made it; undefined where there is none. */
  readonly poolSeen: SeenPool | undefined
  readonly learned: Learned | undefined
  readonly model: FittedModel | undefined
  readonly state: GroupState | undefined
  /** Requests in each minute since `startMs`, NaN where unknown. */
  readonly minutes: { readonly startMs: number; readonly values: Float64Array }
}

export function observedFloor({ group, managed, poolMemory }: GroupView): ObservedFloor {
  return { minSize: group.minSize, maxSize: group.maxSize, managed, holdsMore: isPoolOnLoan(poolMemory) }
}
