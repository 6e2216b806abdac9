import type { ControlMode } from '../control-mode.ts'
import type { FittedModel } from '../forecasting/model.ts'
import type { GroupConfig, GroupState, Learned } from '../group/records.ts'
import type { FloorMemory, FloorStep, ObservedFloor } from './floor-steps.ts'
import type { ObservedGroup } from './observed-group.ts'

/** Everything that a decision rests on. */
export interface GroupView {
  readonly nowMs: number
  readonly mode: ControlMode
  readonly config: GroupConfig
  readonly group: ObservedGroup
  readonly managed: boolean
  readonly memory: FloorMemory | undefined
  readonly learned: Learned | undefined
  readonly model: FittedModel | undefined
  readonly state: GroupState | undefined
  /** Requests in each minute since `startMs`, NaN where unknown. */
  readonly minutes: { readonly startMs: number; readonly values: Float64Array }
  /** The same in each ten seconds; undefined where the group does not publish them. */
  readonly freshBins?: { readonly startMs: number; readonly values: Float64Array }
}

export function observedFloor({ group, managed }: GroupView): ObservedFloor {
  return { minSize: group.minSize, maxSize: group.maxSize, managed }
}

/** What the view will show once the steps are carried out, for whoever goes on without looking again. */
export function viewAfter(view: GroupView, steps: readonly FloorStep[]): GroupView {
  return steps.reduce(afterStep, view)
}

function afterStep(view: GroupView, step: FloorStep): GroupView {
  const { group } = view
  switch (step.kind) {
    case 'mark-managed':
      return { ...view, managed: true }
    case 'unmark-managed':
      return { ...view, managed: false }
    case 'remember':
      return { ...view, memory: step.memory }
    case 'forget':
      return { ...view, memory: undefined }
    case 'set-min-size': {
      const desiredCapacity = Math.max(group.desiredCapacity, step.minSize)
      return { ...view, group: { ...group, minSize: step.minSize, desiredCapacity } }
    }
    case 'set-desired-capacity':
      return { ...view, group: { ...group, desiredCapacity: step.desiredCapacity } }
    case 'schedule-expiry':
    case 'cancel-expiry':
      return view
  }
}
