import { EventStore } from '../../shared/aws/event-store.ts'
import { Fleet } from '../../shared/aws/fleet.ts'
import { GroupStore } from '../../shared/aws/group-store.ts'
import { LoadMetrics } from '../../shared/aws/load-metrics.ts'
import { functionEnvironments, readEnvironment } from '../../shared/runtime/env.ts'
import { type Runtime, reportDropped } from '../../shared/runtime/runtime.ts'
import type { LearnDependencies } from './learn-groups.ts'

export function learnDependencies(runtime: Runtime): LearnDependencies {
  const { clients, now, log } = runtime
  const environment = readEnvironment(functionEnvironments.learn, runtime.variables)
  return {
    fleet: new Fleet(clients.autoScaling),
    store: new GroupStore(clients.dynamoDb, environment.tableName, reportDropped(log)),
    events: new EventStore(clients.dynamoDb, environment.tableName, reportDropped(log)),
    metrics: new LoadMetrics(clients.cloudWatch),
    now,
    log,
  }
}
