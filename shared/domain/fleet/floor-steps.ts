// How a floor is put in place and taken back. A floor is borrowed: the team's own MinSize is remembered before the first
// change, a scheduled action in the future gives it back even if Penumbra is gone, and the steps are ordered so that a
// crash between any two of them leaves either nothing changed or something that expires by itself:
//   raise:   mark managed → remember → schedule expiry → remember that it stands → set MinSize
//   restore: set MinSize to the team's → cancel expiry → forget → unmark
// Every step is idempotent; the next tick computes what is left to do from what it sees.

/** What is remembered from before the first change, until everything is put back. */
export interface FloorMemory {
  /** The team's own MinSize. */
  readonly baselineMinSize: number
  /** MinSize that Penumbra wrote last or was about to write when it was last seen. */
  readonly writtenMinSizes: readonly number[]
  /**
   * When AWS gives the baseline back by itself, epoch milliseconds. Undefined: no expiry is scheduled. 0: one may be, since
   * it was about to be made or cancelled when this was written.
   */
  readonly expiresAtMs: number | undefined
}

/** The group as AWS describes it. */
export interface ObservedFloor {
  readonly minSize: number
  readonly maxSize: number
  /** Whether the group carries `penumbra:managed`. */
  readonly managed: boolean
  /** Whether something else is on loan to the group, so that it has to stay managed. @default false */
  readonly holdsMore?: boolean
}

export type FloorStep =
  | { readonly kind: 'mark-managed' }
  | { readonly kind: 'remember'; readonly memory: FloorMemory }
  | { readonly kind: 'schedule-expiry'; readonly minSize: number; readonly atMs: number }
  /** `from` is what was seen; anything else by then is the team's, and must not be overwritten. */
  | { readonly kind: 'set-min-size'; readonly minSize: number; readonly from: number }
  /** Only with penumbra:scale-in=penumbra; `from` as above. */
  | { readonly kind: 'set-desired-capacity'; readonly desiredCapacity: number; readonly from: number }
  | { readonly kind: 'cancel-expiry' }
  | { readonly kind: 'forget' }
  | { readonly kind: 'unmark-managed' }

/** The expiry is being made or cancelled: it may stand or not. */
const uncertain = 0

/** How long a floor stands if nobody renews it; it is renewed at half of this. */
export const floorLifetimeMs = 30 * 60_000

/**
 * The team's MinSize as it stands now. A MinSize that Penumbra did not write is the team's new baseline.
 */
export function baselineOf(observed: ObservedFloor, memory: FloorMemory | undefined): number {
  if (memory === undefined) return observed.minSize
  return memory.writtenMinSizes.includes(observed.minSize) ? memory.baselineMinSize : observed.minSize
}

/** Steps that make `floor` (at or above the baseline) the group's MinSize and keep its expiry in the future. */
export function stepsToFloor(
  floor: number,
  observed: ObservedFloor,
  memory: FloorMemory | undefined,
  nowMs: number,
): FloorStep[] {
  const baseline = baselineOf(observed, memory)
  if (floor <= baseline) return memory === undefined ? leftovers(observed) : stepsToBaseline(baseline, observed, memory)
  const changes = observed.minSize !== floor
  const after = (expiresAtMs: number | undefined) => remembered(baseline, floor, observed, memory, expiresAtMs)
  const steps: FloorStep[] = observed.managed ? [] : [{ kind: 'mark-managed' }]
  if (needsRenewal(memory, baseline, nowMs)) {
    const atMs = nowMs + floorLifetimeMs
    // Remembered before and after: a store that takes no writes must not let a floor be renewed for ever.
    steps.push({ kind: 'remember', memory: after(uncertain) })
    steps.push({ kind: 'schedule-expiry', minSize: baseline, atMs })
    steps.push({ kind: 'remember', memory: after(atMs) })
  } else if (changes) {
    steps.push({ kind: 'remember', memory: after(memory?.expiresAtMs) })
  }
  if (changes) steps.push({ kind: 'set-min-size', minSize: floor, from: observed.minSize })
  return steps
}

/** Lets the floor down to the team's MinSize, but stays in charge: the group remains managed. */
function stepsToBaseline(baseline: number, observed: ObservedFloor, memory: FloorMemory): FloorStep[] {
  const steps: FloorStep[] = []
  if (observed.minSize !== baseline) steps.push({ kind: 'set-min-size', minSize: baseline, from: observed.minSize })
  const settled = (expiresAtMs: number | undefined) => ({ baselineMinSize: baseline, writtenMinSizes: [], expiresAtMs })
  if (memory.expiresAtMs !== undefined) {
    steps.push({ kind: 'remember', memory: settled(uncertain) }, { kind: 'cancel-expiry' })
  }
  const changes = steps.length > 0 || memory.baselineMinSize !== baseline
  if (changes) steps.push({ kind: 'remember', memory: settled(undefined) })
  return steps
}

/** Marked and perhaps scheduled, but never remembered: a crash at the very beginning. */
function leftovers({ managed, holdsMore }: ObservedFloor): FloorStep[] {
  return managed && !holdsMore ? [{ kind: 'cancel-expiry' }, { kind: 'unmark-managed' }] : []
}

/**
 * While the plan is not known: the team's own MinSize, where it set one meanwhile, must outlive an expiry that would give
 * an older one back.
 */
export function stepsWhileWaiting(observed: ObservedFloor, memory: FloorMemory | undefined): FloorStep[] {
  if (memory === undefined || baselineOf(observed, memory) !== observed.minSize) return []
  return stepsToBaseline(observed.minSize, observed, memory)
}

/** While nothing may be changed: only remembered, together with what the expiry will write over it. */
export function stepsWhileFrozen(observed: ObservedFloor, memory: FloorMemory | undefined): FloorStep[] {
  if (memory === undefined || memory.expiresAtMs === undefined) return []
  if (baselineOf(observed, memory) !== observed.minSize || memory.baselineMinSize === observed.minSize) return []
  const { baselineMinSize, writtenMinSizes, expiresAtMs } = memory
  const written = [...new Set([...writtenMinSizes, baselineMinSize])]
  return [{ kind: 'remember', memory: { baselineMinSize: observed.minSize, writtenMinSizes: written, expiresAtMs } }]
}

/** Puts everything back and lets go of the group: opt-out, kill switch `restore`, uninstall, or back to observe. */
export function stepsToRestore(observed: ObservedFloor, memory: FloorMemory | undefined): FloorStep[] {
  const baseline = baselineOf(observed, memory)
  const steps: FloorStep[] = []
  if (observed.minSize !== baseline) steps.push({ kind: 'set-min-size', minSize: baseline, from: observed.minSize })
  if (observed.managed || memory !== undefined) steps.push({ kind: 'cancel-expiry' })
  if (memory !== undefined) steps.push({ kind: 'forget' })
  if (observed.managed && !observed.holdsMore) steps.push({ kind: 'unmark-managed' })
  return steps
}

function needsRenewal(memory: FloorMemory | undefined, baseline: number, nowMs: number): boolean {
  if (memory?.expiresAtMs === undefined || memory.baselineMinSize !== baseline) return true
  return memory.expiresAtMs - nowMs <= floorLifetimeMs / 2
}

/**
 * Both the size that stands and the one about to be written are ours until the write is seen, whichever way a crash falls.
 */
function remembered(
  baseline: number,
  floor: number,
  observed: ObservedFloor,
  memory: FloorMemory | undefined,
  expiresAtMs: number | undefined,
): FloorMemory {
  const stands = memory?.writtenMinSizes.includes(observed.minSize) ? [observed.minSize] : []
  return { baselineMinSize: baseline, writtenMinSizes: [...new Set([...stands, floor])], expiresAtMs }
}
