import { Alerts } from '../../shared/aws/alerts.ts'
import { Dispatcher } from '../../shared/aws/dispatcher.ts'
import { Fleet } from '../../shared/aws/fleet.ts'
import { GroupStore } from '../../shared/aws/group-store.ts'
import { LoadBalancers } from '../../shared/aws/load-balancers.ts'
import { tagKeysOf } from '../../shared/domain/group/tag-keys.ts'
import { functionEnvironments, readEnvironment } from '../../shared/runtime/env.ts'
import { type Runtime, reportDropped } from '../../shared/runtime/runtime.ts'
import type { DiscoverDependencies } from './discover-groups.ts'

export function discoverDependencies(runtime: Runtime): DiscoverDependencies {
  const { clients, now, log } = runtime
  const environment = readEnvironment(functionEnvironments.discover, runtime.variables)
  const tagKeys = tagKeysOf(environment.tagPrefix)
  return {
    fleet: new Fleet(clients.autoScaling, tagKeys),
    tagKeys,
    loadBalancers: new LoadBalancers(clients.elasticLoadBalancing),
    store: new GroupStore(clients.dynamoDb, environment.tableName, reportDropped(log)),
    alerts: new Alerts(clients.sns, environment.topicArn, environment.dashboardUrl),
    dispatcher: new Dispatcher(clients.lambda),
    reconcileFunctionName: environment.reconcileFunctionName,
    learnFunctionName: environment.learnFunctionName,
    now,
    log,
  }
}
