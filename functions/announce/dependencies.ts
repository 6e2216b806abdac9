import { Fleet } from '../../shared/aws/fleet.ts'
import { GroupStore } from '../../shared/aws/group-store.ts'
import { OperatorStore } from '../../shared/aws/operator-store.ts'
import { tagKeysOf } from '../../shared/domain/group/tag-keys.ts'
import { functionEnvironments, readEnvironment } from '../../shared/runtime/env.ts'
import type { Log } from '../../shared/runtime/log.ts'
import { type Runtime, reportDropped } from '../../shared/runtime/runtime.ts'
import type { Telemetry } from '../../shared/runtime/telemetry.ts'

export interface AnnounceDependencies {
  readonly fleet: Fleet
  readonly store: GroupStore
  readonly orders: OperatorStore
  readonly now: () => number
  readonly log: Log
  readonly telemetry: Telemetry
}

export function announceDependencies({ clients, now, variables, log, telemetry }: Runtime): AnnounceDependencies {
  const { tableName, tagPrefix } = readEnvironment(functionEnvironments.announce, variables)
  const onDropped = reportDropped(log)
  return {
    fleet: new Fleet(clients.autoScaling, tagKeysOf(tagPrefix)),
    store: new GroupStore(clients.dynamoDb, tableName, onDropped),
    orders: new OperatorStore(clients.dynamoDb, tableName, onDropped),
    now,
    log,
    telemetry,
  }
}
