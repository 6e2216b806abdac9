// The environment of every function. Names are declared here once; the CDK constructs and the handlers both use them.
import { z } from 'zod'
import { ConfigurationError } from '../domain/errors.ts'

export const environmentNames = {
  tableName: 'PENUMBRA_TABLE_NAME',
  topicArn: 'PENUMBRA_TOPIC_ARN',
  modeParameterName: 'PENUMBRA_MODE_PARAMETER',
  /** Role in whose name AWS takes back what Penumbra has lent. */
  expiryRoleArn: 'PENUMBRA_EXPIRY_ROLE_ARN',
  reconcileFunctionName: 'PENUMBRA_RECONCILE_FUNCTION',
  learnFunctionName: 'PENUMBRA_LEARN_FUNCTION',
  /** What the keys of Penumbra's tags begin with, without the colon. */
  tagPrefix: 'PENUMBRA_TAG_PREFIX',
  /** Address of the dashboard, for alerts. */
  dashboardUrl: 'PENUMBRA_DASHBOARD_URL',
} as const

export type EnvironmentKey = keyof typeof environmentNames

/** Schedules that take back what Penumbra has lent begin with this; its permissions hold for no others. */
export const poolScheduleNamePrefix = 'penumbra-pool-'

/** Stands on the dashboard wherever the chosen group's name goes, until one is chosen. */
export const noGroupChosen = 'no-group-chosen'

/** Which variables each function needs. */
export const functionEnvironments = {
  discover: ['tableName', 'topicArn', 'reconcileFunctionName', 'learnFunctionName', 'tagPrefix', 'dashboardUrl'],
  reconcile: ['tableName', 'topicArn', 'modeParameterName', 'expiryRoleArn', 'tagPrefix', 'dashboardUrl'],
  learn: ['tableName'],
  operate: ['tableName', 'modeParameterName', 'tagPrefix'],
  announce: ['tableName', 'tagPrefix'],
  widget: ['tableName', 'modeParameterName', 'tagPrefix'],
  uninstall: ['tableName', 'modeParameterName', 'reconcileFunctionName', 'tagPrefix'],
} as const satisfies Record<string, readonly EnvironmentKey[]>

/**
 * Reads the named variables.
 * @throws ConfigurationError that lists every missing variable at once
 */
export function readEnvironment<Key extends EnvironmentKey>(
  keys: readonly Key[],
  variables: Readonly<Record<string, string | undefined>>,
): Readonly<Record<Key, string>> {
  const missing = keys.filter(key => !z.string().min(1).safeParse(variables[environmentNames[key]]).success)
  if (missing.length > 0) {
    const names = missing.map(key => environmentNames[key]).join(', ')
    throw new ConfigurationError(`missing environment variables: got none for ${names}, wanted a value for each`)
  }
  return Object.freeze(
    Object.fromEntries(keys.map(key => [key, variables[environmentNames[key]]])) as Record<Key, string>,
  )
}
