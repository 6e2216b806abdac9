import { throttling } from './errors.ts'

/** One bucket for all calls of the account; AWS publishes neither its size nor its rate. */
export class TokenBucket {
  readonly #perSecond: number
  #tokens: number
  #filledAtMs = Number.NEGATIVE_INFINITY

  /** @param perSecond requests per second that are refilled; also how many may come at once */
  constructor(perSecond: number) {
    this.#perSecond = perSecond
    this.#tokens = perSecond
  }

  /** @throws Throttling when the bucket is empty */
  take(nowMs: number): void {
    const refilled = this.#tokens + ((nowMs - this.#filledAtMs) / 1000) * this.#perSecond
    this.#tokens = Math.min(this.#perSecond, refilled)
    this.#filledAtMs = nowMs
    if (this.#tokens < 1) throw throttling()
    this.#tokens -= 1
  }
}
