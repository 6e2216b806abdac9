import type { AttributeValue } from '@aws-sdk/client-dynamodb'

/** One table: `pk` names the group, `sk` the kind of record. */
export function groupKey(group: string, kind: string): { pk: AttributeValue.SMember; sk: AttributeValue.SMember } {
  return { pk: { S: `group#${group}` }, sk: { S: kind } }
}
