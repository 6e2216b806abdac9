// A pool is not resized every minute: whatever it grows by is launched cold, and what it loses is thrown away. It grows at
// once, since it may be needed at once; it shrinks, or changes its state, only after an hour of being clearly too large.
import type { PoolSlack, PoolState } from './warm-pool.ts'

export interface SizedPool {
  readonly size: number
  readonly state: PoolState
}

/** How long a pool has to be clearly too large before it shrinks. */
export const poolSlackMs = 3_600_000

/** Below this share of the standing size a wanted size is clearly smaller, and not a wobble of the forecast. */
const clearlySmaller = 0.75

/** @param standing the pool of ours that stands; undefined where there is none */
export function settlePoolSize(
  wanted: SizedPool,
  standing: SizedPool | undefined,
  slack: PoolSlack | undefined,
  nowMs: number,
): SizedPool & { readonly slack: PoolSlack | undefined } {
  if (standing === undefined) return { size: wanted.size, state: wanted.state, slack: undefined }
  const isOther = wanted.size > 0 && wanted.state !== standing.state
  if (!isOther && wanted.size >= standing.size) return { size: wanted.size, state: standing.state, slack: undefined }
  if (!isOther && wanted.size > clearlySmaller * standing.size) return { ...standing, slack: undefined }
  const since = slack ?? { sinceMs: nowMs, largest: 0 }
  const largest = Math.max(since.largest, wanted.size)
  if (nowMs - since.sinceMs < poolSlackMs) return { ...standing, slack: { sinceMs: since.sinceMs, largest } }
  return { size: largest, state: isOther ? wanted.state : standing.state, slack: undefined }
}
