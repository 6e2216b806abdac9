// What of the page stands in its address, so that a view can be shared and the back button works.
import { dayMs, hourMs, minuteMs } from '../../functions/widget/format-time.ts'
import type { Theme } from '../../functions/widget/widget-data.ts'
import { spans, speeds } from './replay.ts'

/** Whatever is left out is as the page opens: the first group, its first policy, the opening moment, the system's theme. */
export interface PageAddress {
  readonly group?: string
  readonly policy?: string
  /** Position of the cursor, epoch milliseconds, a whole minute. */
  readonly nowMs?: number
  readonly spanMs?: number
  readonly speed?: number
  readonly theme?: Theme
}

/** '?group=shop&t=2026-03-22T13:26Z'; '?' where everything is as the page opens. */
export function addressOf({ group, policy, nowMs, spanMs, speed, theme }: PageAddress): string {
  const parameters = new URLSearchParams()
  if (group !== undefined) parameters.set('group', group)
  if (policy !== undefined) parameters.set('policy', policy)
  if (nowMs !== undefined) parameters.set('t', formatInstant(nowMs))
  if (spanMs !== undefined) parameters.set('span', formatSpanLength(spanMs))
  if (speed !== undefined) parameters.set('speed', String(speed))
  if (theme !== undefined) parameters.set('theme', theme)
  // A colon is allowed in a query, and a time is easier to read with it.
  return `?${parameters.toString().replaceAll('%3A', ':')}`
}

/** What somebody wrote there; what makes no sense is as if it was not there. */
export function parseAddress(search: string): PageAddress {
  const parameters = new URLSearchParams(search)
  const theme = parameters.get('theme')
  return {
    group: parameters.get('group') ?? undefined,
    policy: parameters.get('policy') ?? undefined,
    nowMs: parseInstant(parameters.get('t') ?? ''),
    spanMs: spans.find(spanMs => formatSpanLength(spanMs) === parameters.get('span')),
    speed: speeds.find(speed => String(speed) === parameters.get('speed')),
    theme: theme === 'light' || theme === 'dark' ? theme : undefined,
  }
}

/** '2026-03-22T13:26Z' */
export function formatInstant(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 16)}Z`
}

/** Epoch milliseconds of a whole minute, from ISO 8601 with a zone; undefined where the text is none. */
export function parseInstant(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text)) return undefined
  const timeMs = Date.parse(text)
  return Number.isNaN(timeMs) ? undefined : Math.floor(timeMs / minuteMs) * minuteMs
}

/** '3h', '14d' */
function formatSpanLength(spanMs: number): string {
  return spanMs < dayMs ? `${spanMs / hourMs}h` : `${spanMs / dayMs}d`
}
