import { dayMs, hourMs, minuteMs } from '../../functions/widget/format-time.ts'

/** '5 min/s', '1 h/s', '1 day/s' */
export function formatSpeed(minutesPerSecond: number): string {
  const ms = minutesPerSecond * minuteMs
  if (ms >= dayMs) return `${ms / dayMs} day/s`
  return ms >= hourMs ? `${ms / hourMs} h/s` : `${minutesPerSecond} min/s`
}
