import type { AttributeValue } from '@aws-sdk/client-dynamodb'

interface Key extends Record<string, AttributeValue.SMember> {
  readonly pk: AttributeValue.SMember
  readonly sk: AttributeValue.SMember
}

/** One table: `pk` names the group, `sk` the kind of record. */
export function groupKey(group: string, kind: string): Key {
  return { pk: { S: `group#${group}` }, sk: { S: kind } }
}

/** Orders that stand: of a group, or, without one, for every group. */
export function ordersKey(group: string | undefined): Key {
  return group === undefined ? { pk: { S: 'every-group' }, sk: { S: 'orders' } } : groupKey(group, 'orders')
}

/** Who ordered what: ISO 8601 sorts as time goes, and two orders of one instant differ in their revision. */
export function orderKey(group: string | undefined, at?: string, revision?: number): Key {
  const sk = { S: at === undefined ? 'order#' : `order#${at}#${revision}` }
  return { ...ordersKey(group), sk }
}

/** What groups that share a history share. */
export function applicationKey(application: string, kind: string): Key {
  return { pk: { S: `app#${application}` }, sk: { S: kind } }
}
