// Times as people read them: UTC, to the minute, and how long ago.

const minuteMs = 60_000

/** `2026-11-21 09:46 UTC` */
export function timeText(iso: string): string {
  return `${new Date(iso).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** `3 min ago`, `5 h ago`, `2 days ago`; `now` within the minute. */
export function agoText(iso: string, nowMs: number): string {
  const minutes = Math.floor((nowMs - Date.parse(iso)) / minuteMs)
  if (minutes < 1) return 'now'
  if (minutes < 120) return `${minutes} min ago`
  return minutes < 2880 ? `${Math.floor(minutes / 60)} h ago` : `${Math.floor(minutes / 1440)} days ago`
}
