// How a record's body lies in its item: JSON text in `body`.
import type { AttributeValue } from '@aws-sdk/client-dynamodb'

/** @returns what was written; undefined where the body is absent or damaged */
export function parseBody(body: AttributeValue | undefined): unknown {
  try {
    return JSON.parse(body?.S ?? '')
  } catch {
    return undefined
  }
}
