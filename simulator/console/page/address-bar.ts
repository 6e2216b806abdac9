// The address bar: every deliberate step is an entry of the history, so that back works, but a hundred steps in a row are one.

const longestSeriesMs = 1500

let lastPushMs = Number.NEGATIVE_INFINITY

/** A deliberate step of the viewer. */
export function pushAddress(address: string): void {
  if (isCurrent(address)) return
  const nowMs = performance.now()
  if (nowMs - lastPushMs < longestSeriesMs) history.replaceState(null, '', address)
  else history.pushState(null, '', address)
  lastPushMs = nowMs
}

/** What happened by itself, such as time that went by. */
export function replaceAddress(address: string): void {
  if (!isCurrent(address)) history.replaceState(null, '', address)
}

function isCurrent(address: string): boolean {
  return new URL(address, location.href).search === location.search
}
