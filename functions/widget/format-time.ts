// Times as people read them; always UTC, as everything in the simulated region.

const dayNames = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

export const minuteMs = 60_000
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs

/** 'Thu 6 Aug' */
export function formatDay(timeMs: number): string {
  const time = new Date(timeMs)
  return `${dayNames[time.getUTCDay()]} ${time.getUTCDate()} ${monthNames[time.getUTCMonth()]}`
}

/** '14:05' */
export function formatClock(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(11, 16)
}

/** 'Thu 6 Aug, 14:05' */
export function formatMoment(timeMs: number): string {
  return `${formatDay(timeMs)}, ${formatClock(timeMs)}`
}

/** 'Thu 6 Aug, 14:00–15:00', or with both days where they differ. */
export function formatSpan(startMs: number, endMs: number): string {
  const isOneDay = formatDay(startMs) === formatDay(endMs - 1)
  return isOneDay
    ? `${formatMoment(startMs)}–${formatClock(endMs)}`
    : `${formatMoment(startMs)} – ${formatMoment(endMs)}`
}

/** 'Mon 3 Aug – Sun 16 Aug 2026', the days that a span touches. */
export function formatDays(startMs: number, endMs: number): string {
  const last = Math.max(startMs, endMs - 1)
  const year = new Date(last).getUTCFullYear()
  const days = [...new Set([formatDay(startMs), formatDay(last)])]
  return `${days.join(' – ')} ${year}`
}

/** '1 day', '14 days', '6 hours' */
export function formatDuration(durationMs: number): string {
  const [size, unit] =
    durationMs >= dayMs ? [dayMs, 'day'] : durationMs >= hourMs ? [hourMs, 'hour'] : [minuteMs, 'minute']
  const count = Math.round((durationMs / size) * 10) / 10
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

/** ', means of 15 minutes' behind a unit whose values are means over longer than a minute; nothing else. */
export function meanOver({ stepMs }: { readonly stepMs: number }): string {
  return stepMs <= minuteMs ? '' : `, means of ${formatDuration(stepMs)}`
}
