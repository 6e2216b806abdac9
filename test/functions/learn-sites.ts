// Sites under load of which a test learns by hand, and what is remembered of them.
import { learnDependencies } from '../../functions/learn/dependencies.ts'
import { makeHandler } from '../../functions/learn/handler.ts'
import { GroupStore } from '../../shared/aws/group-store.ts'
import { HistoryStore } from '../../shared/aws/history-store.ts'
import { LongViewStore } from '../../shared/aws/long-view-store.ts'
import type { HistoryDay } from '../../shared/domain/demand/history-day.ts'
import { tableName } from '../../simulator/control-plane.ts'
import { makeWorld, type SiteSpec } from '../laws/world.ts'

/** Sites with three days of history, discovered and simulated for `hours`, and `learn` to be called by hand. */
export async function makeSites(sites: readonly SiteSpec[], hours = 0.1) {
  const world = await makeWorld(sites)
  await world.pass(hours)
  const errors: unknown[] = []
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: logInto(errors) }
  /** A function of its own, as Lambda would start a second one. */
  const startLearn = () =>
    makeHandler(
      learnDependencies({
        clients: world.region.clients('learn'),
        now: () => world.region.clock.now(),
        sleep: durationMs => world.region.clock.sleep(durationMs),
        variables: { PENUMBRA_TABLE_NAME: tableName },
        log,
        telemetry: { count: () => {} },
      }),
    )
  const { dynamoDb } = world.region.clients('test')
  const store = new GroupStore(dynamoDb, tableName, () => {})
  const history = new HistoryStore(dynamoDb, tableName, () => {})
  const longView = new LongViewStore(dynamoDb, tableName, () => {})
  return {
    world,
    learn: startLearn(),
    startLearn,
    store,
    errors,
    learnedOf: async (name: string) => (await store.readGroups([name])).get(name)?.learned,
    outlookOf: async (name: string) => (await longView.read(name)).outlook,
    backfillOf: async (name: string) => (await longView.read(name)).backfill,
    /** All days that are kept, oldest first. */
    daysOf: async (application: string): Promise<HistoryDay[]> => {
      const nowMs = world.region.clock.now()
      return [...(await history.read(application, 0, nowMs, nowMs)).values()].map(stored => stored.history)
    },
  }
}

function logInto(errors: unknown[]) {
  return (_: string, details: Readonly<Record<string, unknown>> = {}) => {
    errors.push(details.group)
  }
}
