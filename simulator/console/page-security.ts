// What a page of the console may do, and who may ask for one. A server on a person's own machine is open to every page that
// this person's browser shows: names that resolve to 127.0.0.1 are refused, and no page may be framed or run anything that it
// was not built with.
import { createHash } from 'node:crypto'

const everywhere = ["default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"]

/** The console: its own script, no inline one. Widgets carry their style with them, as CloudWatch lets them. */
export const consolePolicy = [
  ...everywhere,
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "connect-src 'self'",
  "img-src 'self' data:",
].join('; ')

/** The report: inline scripts and style sheets by their hash; positions in charts are style attributes, which have none. */
export function reportPolicy(html: string): string {
  return [
    ...everywhere,
    `script-src ${hashes(html, /<script>([\s\S]*?)<\/script>/g)}`,
    `style-src-elem ${hashes(html, /<style>([\s\S]*?)<\/style>/g)}`,
    "style-src-attr 'unsafe-inline'",
    'img-src data:',
  ].join('; ')
}

export const sharedHeaders: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
}

/** Whether a Host header names this machine by an address or name that nobody else can own. */
export function isLoopbackHost(host: string | undefined): boolean {
  return host !== undefined && /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/i.test(host)
}

function hashes(html: string, element: RegExp): string {
  const sources = [...html.matchAll(element)].map(match => createHash('sha256').update(match[1]).digest('base64'))
  return sources.length === 0 ? "'none'" : sources.map(hash => `'sha256-${hash}'`).join(' ')
}
