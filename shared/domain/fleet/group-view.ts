import type { ControlMode } from '../control-mode.ts'
import { overlaps } from '../forecasting/event-effect.ts'
import { withLearnedEffect } from '../forecasting/event-regressors.ts'
import type { FittedModel } from '../forecasting/model.ts'
import type { GroupOrders, LoadEvent } from '../group/orders.ts'
import type { GroupConfig, GroupState, Learned, SeenPool } from '../group/records.ts'
import type { FloorMemory, FloorStep, ObservedFloor } from './floor-steps.ts'
import type { ObservedGroup } from './observed-group.ts'
import type { Outlook } from './outlook.ts'
import { isPoolOnLoan, type PoolMemory, type PoolStep } from './pool-steps.ts'

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
  /** What operators have ordered: of this group, and of every group. @default nothing */
  readonly orders?: GroupOrders
  readonly ordersForAll?: GroupOrders
  /** Requests in each minute since `startMs`, NaN where unknown. */
  readonly minutes: { readonly startMs: number; readonly values: Float64Array }
  /** The same in each ten seconds; undefined where the group does not publish them. */
  readonly freshBins?: { readonly startMs: number; readonly values: Float64Array }
}

export function observedFloor({ group, managed, poolMemory }: GroupView): ObservedFloor {
  return { minSize: group.minSize, maxSize: group.maxSize, managed, holdsMore: isPoolOnLoan(poolMemory) }
}

/** An event with the multiplier that is expected of it. */
export interface ExpectedEvent extends LoadEvent {
  /** From how many of its kind the multiplier was learned; undefined: it is what was announced. */
  readonly learnedFrom?: number
}

/** Announced of the group or of every group, also such as are over; with what the past of their kinds teaches. */
export function announcedEvents({ orders, ordersForAll, learned }: GroupView): ExpectedEvent[] {
  return [...(orders?.events ?? []), ...(ordersForAll?.events ?? [])].map(event =>
    withLearnedEffect(event, learned?.eventEffects),
  )
}

/** Those of known effect in the window of an outlook. */
export function eventsIn(view: GroupView, { fromMs, toMs }: Pick<Outlook, 'fromMs' | 'toMs'>): ExpectedEvent[] {
  return announcedEvents(view).filter(event => event.loadMultiplier !== undefined && overlaps(event, fromMs, toMs))
}

export function isActing({ config }: GroupView): boolean {
  return config.optedIn && config.refusal === undefined && config.settings.mode === 'act'
}

/** What the view will show once the steps are carried out, for whoever goes on without looking again. */
export function viewAfter(view: GroupView, steps: readonly (FloorStep | PoolStep)[]): GroupView {
  return steps.reduce(afterStep, view)
}

function afterStep(view: GroupView, step: FloorStep | PoolStep): GroupView {
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
    case 'set-min-size':
      return resized(
        { ...view, group: { ...group, minSize: step.minSize } },
        Math.max(group.desiredCapacity, step.minSize),
      )
    case 'set-desired-capacity':
      return resized(view, step.desiredCapacity)
    case 'remember-pool':
      return { ...view, poolMemory: step.memory }
    case 'forget-pool':
      return { ...view, poolMemory: undefined }
    case 'schedule-expiry':
    case 'cancel-expiry':
    case 'schedule-pool-expiry':
    case 'cancel-pool-expiry':
    case 'put-pool':
    case 'delete-pool':
      return view
  }
}

/** What is missing is launched at once, out of the pool first; what is too much begins to go. */
function resized(view: GroupView, desiredCapacity: number): GroupView {
  const { group, poolSeen } = view
  const { inService, pending, terminating } = group
  const launched = Math.max(0, desiredCapacity - inService - pending)
  const going = Math.min(inService, Math.max(0, inService + pending - desiredCapacity))
  const drawn = Math.min(launched, poolSeen?.warmed ?? 0)
  return {
    ...view,
    group: {
      ...group,
      desiredCapacity,
      inService: inService - going,
      pending: pending + launched,
      terminating: terminating + going,
    },
    poolSeen: poolSeen && { ...poolSeen, warmed: poolSeen.warmed - drawn, desiredCapacity },
  }
}
