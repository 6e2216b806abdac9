import { EventStore } from '../../shared/aws/event-store.ts'
import { Fleet } from '../../shared/aws/fleet.ts'
import { GroupStore } from '../../shared/aws/group-store.ts'
import { HistoryStore } from '../../shared/aws/history-store.ts'
import { LoadMetrics } from '../../shared/aws/load-metrics.ts'
import { LongViewStore } from '../../shared/aws/long-view-store.ts'
import { functionEnvironments, readEnvironment } from '../../shared/runtime/env.ts'
import { type Runtime, reportDropped } from '../../shared/runtime/runtime.ts'
import type { LearnDependencies } from './learn-groups.ts'

export function learnDependencies(runtime: Runtime): LearnDependencies {
  const { clients, now, log } = runtime
  const { tableName } = readEnvironment(functionEnvironments.learn, runtime.variables)
  const onDropped = reportDropped(log)
  return {
    fleet: new Fleet(clients.autoScaling),
    store: new GroupStore(clients.dynamoDb, tableName, onDropped),
    history: new HistoryStore(clients.dynamoDb, tableName, onDropped),
    longView: new LongViewStore(clients.dynamoDb, tableName, onDropped),
    events: new EventStore(clients.dynamoDb, tableName, onDropped),
    metrics: new LoadMetrics(clients.cloudWatch),
    now,
    log,
  }
}
