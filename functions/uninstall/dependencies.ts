import { Dispatcher } from '../../shared/aws/dispatcher.ts'
import { Fleet } from '../../shared/aws/fleet.ts'
import { GroupStore } from '../../shared/aws/group-store.ts'
import { KillSwitch } from '../../shared/aws/kill-switch.ts'
import { type SendRequest, StackResponses } from '../../shared/aws/stack-response.ts'
import { tagKeysOf } from '../../shared/domain/group/tag-keys.ts'
import { functionEnvironments, readEnvironment } from '../../shared/runtime/env.ts'
import { type Runtime, reportDropped } from '../../shared/runtime/runtime.ts'
import type { UninstallDependencies } from './handler.ts'

/** @param send reaches the address that CloudFormation gave; the simulated region has its own. @default fetch */
export function uninstallDependencies(runtime: Runtime, send: SendRequest = fetch): UninstallDependencies {
  const { clients, now, sleep, log } = runtime
  const environment = readEnvironment(functionEnvironments.uninstall, runtime.variables)
  const { tableName, modeParameterName, reconcileFunctionName, tagPrefix } = environment
  return {
    fleet: new Fleet(clients.autoScaling, tagKeysOf(tagPrefix)),
    store: new GroupStore(clients.dynamoDb, tableName, reportDropped(log)),
    killSwitch: new KillSwitch(clients.ssm, modeParameterName),
    dispatcher: new Dispatcher(clients.lambda),
    responses: new StackResponses(send, sleep),
    reconcileFunctionName,
    modeParameterName,
    tagPrefix,
    now,
    sleep,
    log,
  }
}
