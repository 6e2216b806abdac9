import type { RandomStream } from '../../kernel/random.ts'
import type { ConsumedUnits } from './capacity.ts'
import { tableNotFound, validationError } from './dynamodb-errors.ts'
import type { Table } from './table.ts'

/** What the operations share. */
export interface ServiceState {
  readonly tables: Map<string, Table>
  readonly consumed: ConsumedUnits
  /** Draws how late time to live deletes. */
  readonly random: RandomStream
  /** `ClientRequestToken`s of transactions that succeeded, oldest first. */
  readonly requestTokens: Map<string, { readonly fingerprint: string; readonly expiresMs: number }>
}

const legacyParameters = [
  'AttributesToGet',
  'AttributeUpdates',
  'ConditionalOperator',
  'Expected',
  'KeyConditions',
  'QueryFilter',
  'ScanFilter',
]

/** @param nameOrArn as requests give it @throws ResourceNotFoundException */
export function tableNamed(state: ServiceState, nameOrArn: string | undefined): Table {
  if (nameOrArn === undefined) throw missing('tableName')
  const table = state.tables.get(nameOrArn.replace(/^arn:[^/]*\//, ''))
  if (table === undefined) throw tableNotFound()
  return table
}

/** The parameters that expressions replaced in 2014 are not simulated. @throws ValidationException */
export function refuseLegacyParameters(input: object): void {
  for (const parameter of legacyParameters) {
    if (parameter in input && input[parameter as keyof typeof input] !== undefined) {
      throw validationError(`the legacy parameter ${parameter} is not simulated, wanted an expression`)
    }
  }
}

/** A required member of a request that is not there. */
export function missing(member: string) {
  return validationError(
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  )
}
