import { Alerts } from '../../shared/aws/alerts.ts'
import { Fleet } from '../../shared/aws/fleet.ts'
import { GroupStore } from '../../shared/aws/group-store.ts'
import { KillSwitch } from '../../shared/aws/kill-switch.ts'
import { Leases } from '../../shared/aws/lease.ts'
import { LoadMetrics } from '../../shared/aws/load-metrics.ts'
import { OperatorStore } from '../../shared/aws/operator-store.ts'
import { PoolExpiry } from '../../shared/aws/pool-expiry.ts'
import { WarmPools } from '../../shared/aws/warm-pools.ts'
import { tagKeysOf } from '../../shared/domain/group/tag-keys.ts'
import { functionEnvironments, poolScheduleNamePrefix, readEnvironment } from '../../shared/runtime/env.ts'
import { type Runtime, reportDropped } from '../../shared/runtime/runtime.ts'
import { ModelCache } from './model-cache.ts'
import type { ReconcileDependencies } from './reconcile-shard.ts'

export function reconcileDependencies(runtime: Runtime): ReconcileDependencies {
  const { clients, now, sleep, log, telemetry } = runtime
  const environment = readEnvironment(functionEnvironments.reconcile, runtime.variables)
  const store = new GroupStore(clients.dynamoDb, environment.tableName, reportDropped(log))
  return {
    fleet: new Fleet(clients.autoScaling, tagKeysOf(environment.tagPrefix)),
    warmPools: new WarmPools(clients.autoScaling),
    poolExpiry: new PoolExpiry(clients.scheduler, environment.expiryRoleArn, poolScheduleNamePrefix),
    store,
    leases: new Leases(clients.dynamoDb, environment.tableName, now),
    alerts: new Alerts(clients.sns, environment.topicArn, environment.dashboardUrl),
    models: new ModelCache(store, reportDropped(log)),
    metrics: new LoadMetrics(clients.cloudWatch),
    orders: new OperatorStore(clients.dynamoDb, environment.tableName, reportDropped(log)),
    killSwitch: new KillSwitch(clients.ssm, environment.modeParameterName),
    telemetry,
    now,
    sleep,
    log,
  }
}
