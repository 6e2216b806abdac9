// What the requests of the simulated users look like to a listener.
import type { Scenario } from '../scenario.ts'
import type { RequestSample } from '../services/elastic-load-balancing/rule-matching.ts'

/** Requests that a listener cannot tell apart. */
export interface RequestClass extends RequestSample {
  /** Of all reads, or of all writes. */
  readonly share: number
}

/** The shares of the reads add up to one, and those of the writes. */
export interface RequestMix {
  readonly reads: readonly RequestClass[]
  readonly writes: readonly RequestClass[]
}

/** From the range for documentation (RFC 5737). */
const userIp = '203.0.113.10'

/**
 * Reads are GET, writes are POST, both with the paths of the scenario, without a query string or headers of their own, from
 * one address, to `host`.
 */
export function requestMix({ paths }: Pick<Scenario, 'paths'>, host: string): RequestMix {
  const total = paths.reduce((sum, { share }) => sum + share, 0)
  const classes = (method: string) =>
    paths.map(({ path, share }) => {
      return { method, host, path, headers: {}, query: [], sourceIp: userIp, share: share / total }
    })
  return { reads: classes('GET'), writes: classes('POST') }
}
