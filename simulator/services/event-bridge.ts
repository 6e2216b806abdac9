// Amazon EventBridge, the account's default bus, as far as AWS services put events on it: best effort, so that some events are
// lost, and without order (source: EventBridge user guide, eb-service-event.md, "Best effort"; eb-troubleshooting.md).
// Rules and targets are not simulated: whoever builds the region subscribes with an event pattern.
import { InputError } from '../../shared/domain/errors.ts'
import type { VirtualClock } from '../kernel/clock.ts'
import type { RandomStream } from '../kernel/random.ts'

/** An event in the shape in which a target gets it. */
export interface AwsEvent {
  readonly version: '0'
  readonly id: string
  readonly 'detail-type': string
  readonly source: string
  readonly account: string
  /** When it happened, ISO 8601, whole seconds. */
  readonly time: string
  readonly region: string
  /** ARNs. */
  readonly resources: readonly string[]
  readonly detail: Readonly<Record<string, unknown>>
}

/** What the service knows of an event; the bus adds the rest. */
export type EventDraft = Pick<AwsEvent, 'detail-type' | 'source' | 'resources' | 'detail'>

/** Where a service puts its events. */
export type EventSink = (event: EventDraft) => void

type Literal = string | number | boolean | null

/**
 * An event pattern: of every field named, the event must have one of the values listed; fields that are not named may be
 * anything. Content filters (prefix, anything-but, …) are not simulated.
 */
export interface EventPattern {
  readonly [field: string]: readonly Literal[] | EventPattern
}

interface Subscription {
  readonly pattern: EventPattern
  readonly deliver: (event: AwsEvent) => void | Promise<void>
}

interface EventBusOptions {
  readonly clock: VirtualClock
  /** Decides on losses and delays. */
  readonly random: RandomStream
  /** Probability, 0 to 1, that an event never comes. */
  readonly lossProbability: number
  /** An event is delivered after a uniform draw from 0 to this. */
  readonly maxDelayMs: number
}

export class EventBus {
  readonly #options: EventBusOptions
  readonly #subscriptions = new Set<Subscription>()
  #put = 0

  constructor(options: EventBusOptions) {
    this.#options = options
  }

  /**
   * Calls `deliver` with every matching event that is not lost.
   * @returns ends the subscription; what is under way still comes
   * @throws InputError for a pattern that is not simulated
   */
  subscribe(pattern: EventPattern, deliver: Subscription['deliver']): () => void {
    checkPattern(pattern)
    const subscription = { pattern, deliver }
    this.#subscriptions.add(subscription)
    return () => this.#subscriptions.delete(subscription)
  }

  /** Takes an event from a service at the current time; an arrow, since services are handed it as an `EventSink`. */
  readonly put: EventSink = draft => {
    const { clock, random, lossProbability, maxDelayMs } = this.#options
    // Two draws for every event, so that who listens changes neither which are lost nor when the others come.
    const isLost = random.uniform() < lossProbability
    const delayMs = Math.round(random.uniform() * maxDelayMs)
    const ordinal = ++this.#put
    if (isLost || this.#subscriptions.size === 0) return
    const event = eventOf(draft, ordinal, clock.now())
    for (const { pattern, deliver } of this.#subscriptions) {
      if (matchesPattern(pattern, event)) clock.at(clock.now() + delayMs, () => deliver(event))
    }
  }
}

function eventOf(draft: EventDraft, ordinal: number, nowMs: number): AwsEvent {
  return {
    version: '0',
    id: `00000000-0000-4000-8000-${ordinal.toString(16).padStart(12, '0')}`,
    'detail-type': draft['detail-type'],
    source: draft.source,
    account: '123456789012',
    time: new Date(nowMs).toISOString().replace(/\.\d+Z$/, 'Z'),
    region: 'us-east-1',
    resources: draft.resources,
    detail: draft.detail,
  }
}

function matchesPattern(pattern: EventPattern, value: unknown): boolean {
  return Object.entries(pattern).every(([field, wanted]) => {
    const got = fieldOf(value, field)
    if (!isLiterals(wanted)) return matchesPattern(wanted, got)
    // A field that is a list matches when one of its values does (source: EventBridge user guide, eb-event-patterns.md).
    const values: readonly unknown[] = Array.isArray(got) ? got : [got]
    return values.some(one => wanted.some(literal => literal === one))
  })
}

function fieldOf(value: unknown, field: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, field) : undefined
}

function isLiterals(wanted: EventPattern[string]): wanted is readonly Literal[] {
  return Array.isArray(wanted)
}

function checkPattern(pattern: EventPattern, path = ''): void {
  for (const [field, wanted] of Object.entries(pattern)) {
    const where = path === '' ? field : `${path}.${field}`
    if (!isLiterals(wanted)) checkPattern(wanted, where)
    else if (wanted.length === 0 || wanted.some(value => typeof value === 'object' && value !== null)) {
      throw new InputError(`got ${JSON.stringify(wanted)} for ${where} of an event pattern, wanted a list of values`)
    }
  }
}
