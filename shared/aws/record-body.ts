// Reading the one attribute of an item that holds a record. Whatever form it was written in, this is where it is undone.
import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { z } from 'zod'

export type Item = Record<string, AttributeValue>

/**
 * The record in an item, checked.
 * @param onUnreadable hears in one line why it does not parse
 * @returns undefined where it does not parse
 */
export function parseBody<Schema extends z.ZodType>(
  schema: Schema,
  { body }: Item,
  onUnreadable: (reason: string) => void,
): z.output<Schema> | undefined {
  const parsed = schema.safeParse(parseJson(body?.S ?? ''))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  onUnreadable([issue.path.join('.'), issue.message].filter(text => text !== '').join(': '))
  return undefined
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
