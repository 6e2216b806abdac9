// How a floor is put in place and taken back. A floor is borrowed: the team's own MinSize is remembered before the first
// change, a scheduled action in the future gives it back even if Penumbra is gone, and the steps are ordered so that a
// crash between any two of them leaves either nothing changed or something that expires by itself:
//   raise:   mark managed → schedule expiry → remember → set MinSize
//   restore: set MinSize to the team's → cancel expiry → forget → unmark
// Every step is idempotent; the next tick computes what is left to do from what it sees.

/** What is remembered from before the first change, until everything is put back. */
export interface FloorMemory {
  /** The team's own MinSize. */
  readonly baselineMinSize: number
  /** MinSize that Penumbra wrote last or was about to write when it was last seen. */
  readonly writtenMinSizes: readonly number[]
  /** When AWS gives the baseline back by itself, epoch milliseconds; undefined: no expiry is scheduled. */
  readonly expiresAtMs: number | undefined
}

/** The group as AWS describes it. */
export interface ObservedFloor {
  readonly minSize: number
  readonly maxSize: number
  /** Whether the group carries `penumbra:managed`. */
  readonly managed: boolean
}

export type FloorStep =
  | { readonly kind: 'mark-managed' }
  | { readonly kind: 'remember'; readonly memory: FloorMemory }
  | { readonly kind: 'schedule-expiry'; readonly minSize: number; readonly atMs: number }
  | { readonly kind: 'set-min-size'; readonly minSize: number }
  | { readonly kind: 'cancel-expiry' }
  | { readonly kind: 'forget' }
  | { readonly kind: 'unmark-managed' }

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
  if (floor <= baseline) return memory === undefined ? [] : stepsToBaseline(baseline, observed, memory)
  const steps: FloorStep[] = []
  if (!observed.managed) steps.push({ kind: 'mark-managed' })
  const expiresAtMs = needsRenewal(memory, baseline, nowMs) ? nowMs + floorLifetimeMs : memory?.expiresAtMs
  const changes = observed.minSize !== floor
  // Remembered only after it is scheduled: a memory must never claim an expiry that a crash kept from being made.
  if (expiresAtMs !== undefined && expiresAtMs !== memory?.expiresAtMs) {
    steps.push({ kind: 'schedule-expiry', minSize: baseline, atMs: expiresAtMs })
  }
  if (changes || expiresAtMs !== memory?.expiresAtMs) {
    steps.push({ kind: 'remember', memory: remembered(baseline, floor, observed, memory, expiresAtMs) })
  }
  if (changes) steps.push({ kind: 'set-min-size', minSize: floor })
  return steps
}

/** Lets the floor down to the team's MinSize, but stays in charge: the group remains managed. */
function stepsToBaseline(baseline: number, observed: ObservedFloor, memory: FloorMemory): FloorStep[] {
  const steps: FloorStep[] = []
  if (observed.minSize !== baseline) steps.push({ kind: 'set-min-size', minSize: baseline })
  const settled = { baselineMinSize: baseline, writtenMinSizes: [], expiresAtMs: undefined }
  const changes = steps.length > 0 || memory.expiresAtMs !== undefined || memory.baselineMinSize !== baseline
  if (changes) steps.push({ kind: 'remember', memory: settled })
  // Cancelled only after it is forgotten, for the same reason as above.
  if (memory.expiresAtMs !== undefined) steps.push({ kind: 'cancel-expiry' })
  return steps
}

/** Puts everything back and lets go of the group: opt-out, kill switch `restore`, uninstall, or back to observe. */
export function stepsToRestore(observed: ObservedFloor, memory: FloorMemory | undefined): FloorStep[] {
  const baseline = baselineOf(observed, memory)
  const steps: FloorStep[] = []
  if (observed.minSize !== baseline) steps.push({ kind: 'set-min-size', minSize: baseline })
  if (observed.managed || memory !== undefined) steps.push({ kind: 'cancel-expiry' })
  if (memory !== undefined) steps.push({ kind: 'forget' })
  if (observed.managed) steps.push({ kind: 'unmark-managed' })
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
