// Whether a load is expected at all. A service that sleeps at night, or that was launched this morning, has long stretches in
// which nothing is foretold and nothing comes: errors there are of another kind.

/** Scales and paths are made for the maximum over these horizons, the ones that capacity is planned for. */
export const firstWindowHorizon = 3
export const lastWindowHorizon = 8

/** Fewer than one request in a bin. */
const idleBelow = Math.log1p(1)

/** @param highest log demand expected at the most in the window */
export function isIdle(highest: number): boolean {
  return highest < idleBelow
}
