// What announced events did to the load: measured from history, remembered by application, and kept out of what the models
// take for usual.
import type { EventStore, KnownEvents } from '../../shared/aws/event-store.ts'
import type { DemandSeries } from '../../shared/domain/demand/series.ts'
import { withoutEvents } from '../../shared/domain/forecasting/clean-history.ts'
import type { EventEffects } from '../../shared/domain/forecasting/event-regressors.ts'
import { applicationOf } from '../../shared/domain/group/application.ts'
import type { GroupOrders, LoadEvent } from '../../shared/domain/group/orders.ts'
import {
  effectsOfPast,
  isSamePast,
  loadEventsOf,
  noPastEvents,
  withBegun,
  withMeasured,
} from '../../shared/domain/group/past-events.ts'
import type { GroupConfig, GroupRecords } from '../../shared/domain/group/records.ts'
import type { Log } from '../../shared/runtime/log.ts'

export interface EventLearning {
  readonly effects: EventEffects
  /** The history without what events did to it. */
  readonly usual: DemandSeries
  /** Events that have begun, oldest first. */
  readonly past: readonly LoadEvent[]
}

interface Dependencies {
  readonly events: EventStore
  readonly now: () => number
  readonly log: Log
}

/** What is known of the events of these groups' applications. */
export async function readKnownEvents({ events }: Dependencies, records: Iterable<GroupRecords>): Promise<KnownEvents> {
  const configs = [...records].map(({ config }) => config).filter(config => config !== undefined)
  return events.readEvents([...new Set(configs.map(applicationOf))])
}

/** @param known is kept up to date for the other groups of the application */
export async function learnEvents(
  { events, now, log }: Dependencies,
  known: KnownEvents,
  config: GroupConfig,
  orders: GroupOrders | undefined,
  series: DemandSeries,
): Promise<EventLearning> {
  const application = applicationOf(config)
  const before = known.past.get(application) ?? noPastEvents
  const after = withMeasured(withBegun(before, now(), orders, known.ordersForAll), series)
  if (!isSamePast(before, after)) {
    const written = await events.writePast(application, after)
    if (written === undefined) log.info('events learned elsewhere, looked at again in an hour', { application })
    else known.past.set(application, written)
  }
  const effects = effectsOfPast(after)
  const past = loadEventsOf(after)
  return { effects, usual: withoutEvents(series, { events: past, effects }), past }
}
