// Request units (developer guide, ProvisionedThroughput.html "Capacity unit consumption"): reads by 4 KB, half for eventual
// consistency; writes by 1 KB of the larger of old and new item; transactions twice.
import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb'

/** Totals since the service began, for the cost report. */
export interface ConsumedUnits {
  readUnits: number
  writeUnits: number
}

type Detail = 'INDEXES' | 'TOTAL' | 'NONE' | undefined

const readUnitBytes = 4096
const writeUnitBytes = 1024

/** An item that does not exist counts as one of no size, which costs the minimum. */
export function readUnits(sizeBytes: number, consistentRead: boolean | undefined): number {
  const units = Math.max(1, Math.ceil(sizeBytes / readUnitBytes))
  return consistentRead ? units : units / 2
}

export function writeUnits(beforeBytes: number, afterBytes: number): number {
  return Math.max(1, Math.ceil(Math.max(beforeBytes, afterBytes) / writeUnitBytes))
}

/** `ConsumedCapacity` of one table, where `ReturnConsumedCapacity` asks for it. */
export function consumedCapacity(detail: Detail, tableName: string, units: number): ConsumedCapacity | undefined {
  if (detail !== 'TOTAL' && detail !== 'INDEXES') return undefined
  const total = { TableName: tableName, CapacityUnits: units }
  return detail === 'INDEXES' ? { ...total, Table: { CapacityUnits: units } } : total
}

/** One entry per table, in the order of the tables' first mention. */
export function consumedCapacities(
  detail: Detail,
  unitsByTable: ReadonlyMap<string, number>,
): ConsumedCapacity[] | undefined {
  if (detail !== 'TOTAL' && detail !== 'INDEXES') return undefined
  return [...unitsByTable].flatMap(([table, units]) => consumedCapacity(detail, table, units) ?? [])
}

export function addUnits(unitsByTable: Map<string, number>, table: string, units: number): void {
  unitsByTable.set(table, (unitsByTable.get(table) ?? 0) + units)
}
