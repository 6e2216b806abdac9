import { DecisionLog } from '../../shared/aws/decision-log.ts'
import { Fleet } from '../../shared/aws/fleet.ts'
import { GroupStore } from '../../shared/aws/group-store.ts'
import { KillSwitch } from '../../shared/aws/kill-switch.ts'
import { LoadMetrics } from '../../shared/aws/load-metrics.ts'
import { tagKeysOf } from '../../shared/domain/group/tag-keys.ts'
import { functionEnvironments, readEnvironment } from '../../shared/runtime/env.ts'
import { type Runtime, reportDropped } from '../../shared/runtime/runtime.ts'
import type { AnswerDependencies } from './answer-widget.ts'
import { KnownDecisions } from './group-data/known-decisions.ts'

export function widgetDependencies({ clients, now, variables, log }: Runtime): AnswerDependencies {
  const { tableName, modeParameterName, tagPrefix } = readEnvironment(functionEnvironments.widget, variables)
  const tagKeys = tagKeysOf(tagPrefix)
  const decisions = new DecisionLog(clients.dynamoDb, tableName, reportDropped(log))
  return {
    store: new GroupStore(clients.dynamoDb, tableName, reportDropped(log)),
    decisions,
    known: new KnownDecisions(decisions, now),
    metrics: new LoadMetrics(clients.cloudWatch),
    fleet: new Fleet(clients.autoScaling, tagKeys),
    killSwitch: new KillSwitch(clients.ssm, modeParameterName),
    enabledTag: tagKeys.enabled,
    now,
    log,
  }
}
