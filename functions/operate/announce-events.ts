// Events that people announce: a stretch of time in which the load will not be as usual.
import { isDeepStrictEqual } from 'node:util'
import {
  type EventEffects,
  type KindEffect,
  knownMultiplier,
  noEffects,
} from '../../shared/domain/forecasting/event-regressors.ts'
import { eventsAt, type GroupOrders, type LoadEvent } from '../../shared/domain/group/orders.ts'
import { type Change, type ChangeDependencies, changeOrders } from './change-orders.ts'
import type { OperationAnswer, OperationInput } from './commands.ts'
import type { OperateDependencies } from './dependencies.ts'
import { findSupported, requireGroup } from './find-group.ts'
import type { Operation } from './operation.ts'
import { ProblemError } from './problems.ts'

/** They are read with every tick. */
const mostEvents = 50

/** What is longer is not an event but the usual, which the forecast learns by itself. */
const longestDays = 31

/** Next year's sale; what is further away is a year mistyped, and would be read with every tick until then. */
const furthestDays = 400

const dayMs = 86_400_000

export const putEvent: Operation<'PutEvent'> = async (deps, input, caller) => {
  const event = toEvent(input, caller.arn)
  refuseOddTimes(event, deps.now())
  const known = event.group === undefined ? undefined : await findSupported(deps, event.group)
  await announce(deps, event)
  return { ...toAnswer(event), effect: effectOf(event, known?.records.learned?.eventEffects) }
}

/**
 * Announced twice in the same words, it is announced once, also when it is over by then.
 * @throws ProblemError `invalid-input` where the times cannot be meant, `too-many-events`, `conflict`
 */
export async function announce(deps: ChangeDependencies, event: LoadEvent): Promise<void> {
  const order = { scope: event.group, operation: 'PutEvent', caller: { arn: event.by } } as const
  await changeOrders(deps, order, (standing, nowMs) => {
    if (standing.events.some(before => isDeepStrictEqual(before, withoutUndefined(event)))) return undefined
    refuseOddTimes(event, nowMs)
    return withEvent(standing, event, nowMs)
  })
}

/** As it lies in the record. */
function withoutUndefined(event: LoadEvent): object {
  return Object.fromEntries(Object.entries(event).filter(([, value]) => value !== undefined))
}

/** Also of a group that is gone: what was announced can always be taken back. */
export const deleteEvent: Operation<'DeleteEvent'> = async (deps, { eventId, autoScalingGroupName: scope }, caller) => {
  let deleted = false
  await changeOrders(deps, { scope, operation: 'DeleteEvent', caller }, (standing, nowMs) => {
    deleted = eventsAt(nowMs, standing).some(event => event.id === eventId)
    if (!deleted) return undefined
    const events = standing.events.filter(event => event.id !== eventId || event.endsAtMs <= nowMs)
    return { orders: { ...standing, events }, what: `event ${eventId} taken back` }
  })
  return { eventId, deleted }
}

/** Of one group: its own, and those for every group. Without one: all there are. */
export const listEvents: Operation<'ListEvents'> = async (deps, { autoScalingGroupName: name }) => {
  const ofEveryGroup = await deps.orders.readOrders(undefined)
  const ofGroups = name === undefined ? await readAll(deps) : [await readOne(deps, name)]
  return { events: eventsAt(deps.now(), ofEveryGroup, ...ofGroups).map(event => toAnswer(event)) }
}

async function readOne(deps: OperateDependencies, name: string): Promise<GroupOrders> {
  await requireGroup(deps, name)
  return deps.orders.readOrders(name)
}

async function readAll({ fleet, orders }: OperateDependencies): Promise<GroupOrders[]> {
  const names = (await fleet.listTagged()).map(({ name }) => name)
  return [...(await orders.readOrdersOf(names)).values()]
}

function toEvent(input: OperationInput<'PutEvent'>, by: string): LoadEvent {
  const { eventId: id, autoScalingGroupName: group, kind, startsAt, endsAt, loadMultiplier, note } = input
  const [startsAtMs, endsAtMs] = [Date.parse(startsAt), Date.parse(endsAt)]
  return { schemaVersion: 1, id, group, kind, startsAtMs, endsAtMs, loadMultiplier, note, by }
}

/** @throws ProblemError where the times cannot be meant */
function refuseOddTimes({ startsAtMs, endsAtMs }: LoadEvent, nowMs: number): void {
  const got = new Date(endsAtMs).toISOString()
  const refuse = (wanted: string) => {
    const errors = [{ pointer: '/endsAt', got, wanted }]
    throw new ProblemError('invalid-input', `endsAt: got ${got}, wanted ${wanted}`, { errors })
  }
  if (endsAtMs <= startsAtMs) refuse(`a time after startsAt, ${new Date(startsAtMs).toISOString()}`)
  if (endsAtMs <= nowMs) refuse('a time that is still to come')
  if (endsAtMs - nowMs > furthestDays * dayMs) refuse(`a time within ${furthestDays} days from now`)
  if (endsAtMs - startsAtMs > longestDays * dayMs) refuse(`a time within ${longestDays} days of startsAt`)
}

/** Announced again by somebody else: theirs counts from then on. */
function withEvent(standing: GroupOrders, event: LoadEvent, nowMs: number): Change {
  const known = eventsAt(nowMs, standing)
  const others = known.filter(({ id }) => id !== event.id)
  if (others.length >= mostEvents) {
    throw new ProblemError(
      'too-many-events',
      `got ${others.length + 1} events that are not over, wanted at most ${mostEvents}`,
    )
  }
  const events = [...standing.events.filter(({ endsAtMs }) => endsAtMs <= nowMs), ...others, event]
  return { orders: { ...standing, events }, what: describe(event), event }
}

function describe({ id, kind, startsAtMs, endsAtMs, loadMultiplier }: LoadEvent): string {
  const load = loadMultiplier === undefined ? '' : `, ${loadMultiplier} times the usual load`
  return `event ${id} (${kind}) from ${new Date(startsAtMs).toISOString()} to ${new Date(endsAtMs).toISOString()}${load}`
}

function toAnswer(event: LoadEvent): OperationAnswer<'PutEvent'> {
  const { id, group, kind, startsAtMs, endsAtMs, loadMultiplier, note, by } = event
  return {
    eventId: id,
    autoScalingGroupName: group,
    kind,
    startsAt: new Date(startsAtMs).toISOString(),
    endsAt: new Date(endsAtMs).toISOString(),
    loadMultiplier,
    note,
    by,
    effect: effectOf(event),
  }
}

/** @param effects what kinds of events did to the group; undefined: of every group, or nothing is learned yet */
function effectOf(event: LoadEvent, effects: EventEffects = noEffects): string {
  const multiplier = knownMultiplier(event, effects)
  const learned = Object.hasOwn(effects, event.kind) ? ` ${learnedText(multiplier ?? 1, effects[event.kind])}` : ''
  if (multiplier === undefined)
    return 'kept and shown; what its kind did to a group before is expected of it there, and where it never came nothing is: state a loadMultiplier'
  if (multiplier <= 1)
    return `capacity is kept for the return of the usual load; less load is followed once it is seen, not trusted before${learned}`
  return `capacity is made ready before it begins, for so many times what is usually expected of each of its minutes${learned}`
}

function learnedText(multiplier: number, { occurrences, low, high }: KindEffect): string {
  const came = occurrences === 1 ? 'the one' : `the ${occurrences}`
  return `(${rounded(multiplier)} times, by ${came} of its kind before, whose like brings ${rounded(low)} to ${rounded(high)} times)`
}

function rounded(multiplier: number): string {
  return String(Number(multiplier.toPrecision(2)))
}
