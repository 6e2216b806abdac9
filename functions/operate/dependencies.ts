import { DecisionLog } from '../../shared/aws/decision-log.ts'
import { Fleet } from '../../shared/aws/fleet.ts'
import { GroupSurvey } from '../../shared/aws/group-details.ts'
import { GroupStore } from '../../shared/aws/group-store.ts'
import { KillSwitch } from '../../shared/aws/kill-switch.ts'
import { LoadBalancers } from '../../shared/aws/load-balancers.ts'
import { LoadMetrics } from '../../shared/aws/load-metrics.ts'
import { LongViewStore } from '../../shared/aws/long-view-store.ts'
import { OperatorStore } from '../../shared/aws/operator-store.ts'
import { TargetGroups } from '../../shared/aws/target-groups.ts'
import { WarmPools } from '../../shared/aws/warm-pools.ts'
import { tagKeysOf } from '../../shared/domain/group/tag-keys.ts'
import { functionEnvironments, readEnvironment } from '../../shared/runtime/env.ts'
import type { Log } from '../../shared/runtime/log.ts'
import { type Runtime, reportDropped } from '../../shared/runtime/runtime.ts'

export interface OperateDependencies {
  readonly fleet: Fleet
  readonly warmPools: WarmPools
  readonly loadBalancers: LoadBalancers
  readonly survey: GroupSurvey
  readonly targetGroups: TargetGroups
  readonly metrics: LoadMetrics
  readonly store: GroupStore
  readonly longView: LongViewStore
  readonly orders: OperatorStore
  readonly decisions: DecisionLog
  readonly killSwitch: KillSwitch
  /** Of the keys of Penumbra's tags, without the colon. */
  readonly tagPrefix: string
  readonly now: () => number
  readonly log: Log
}

export function operateDependencies({ clients, now, variables, log }: Runtime): OperateDependencies {
  const { tableName, modeParameterName, tagPrefix } = readEnvironment(functionEnvironments.operate, variables)
  const onDropped = reportDropped(log)
  return {
    fleet: new Fleet(clients.autoScaling, tagKeysOf(tagPrefix)),
    warmPools: new WarmPools(clients.autoScaling),
    loadBalancers: new LoadBalancers(clients.elasticLoadBalancing),
    survey: new GroupSurvey(clients.autoScaling),
    targetGroups: new TargetGroups(clients.elasticLoadBalancing),
    metrics: new LoadMetrics(clients.cloudWatch),
    store: new GroupStore(clients.dynamoDb, tableName, onDropped),
    longView: new LongViewStore(clients.dynamoDb, tableName, onDropped),
    orders: new OperatorStore(clients.dynamoDb, tableName, onDropped),
    decisions: new DecisionLog(clients.dynamoDb, tableName, onDropped),
    killSwitch: new KillSwitch(clients.ssm, modeParameterName),
    tagPrefix,
    now,
    log,
  }
}
