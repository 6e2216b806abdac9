// Pages of a list that may change between two calls: a token remembers the last item that was handed out.
import { invalidNextToken, validationError } from './errors.ts'

interface PageRequest {
  readonly MaxRecords?: number
  readonly NextToken?: string
}

interface PagedList<Item> {
  /** The operation; a token of another one is refused. */
  readonly operation: string
  readonly items: readonly Item[]
  readonly keyOf: (item: Item) => string
  readonly defaultRecords: number
  /** @default 100 */
  readonly maxRecords?: number
}

interface Page<Item> {
  readonly items: readonly Item[]
  readonly nextToken: string | undefined
}

/** @throws InvalidNextToken, or ValidationError for a MaxRecords outside 1 to the list's own limit */
export function page<Item>(list: PagedList<Item>, { MaxRecords, NextToken }: PageRequest): Page<Item> {
  const size = MaxRecords ?? list.defaultRecords
  const { maxRecords = 100 } = list
  if (!Number.isInteger(size) || size < 1 || size > maxRecords) {
    throw validationError(`MaxRecords must be between 1 and ${maxRecords}, got ${size}`)
  }
  const start = NextToken === undefined ? 0 : startOf(list, NextToken)
  const items = list.items.slice(start, start + size)
  const end = start + items.length
  const hasMore = end < list.items.length
  return { items, nextToken: hasMore ? tokenAfter(list, end) : undefined }
}

function tokenAfter<Item>(list: PagedList<Item>, end: number): string {
  return Buffer.from(JSON.stringify([list.operation, end, list.keyOf(list.items[end - 1])])).toString('base64url')
}

/** Right after the last item handed out; where that is gone, at the position it had. */
function startOf<Item>(list: PagedList<Item>, token: string): number {
  const [operation, position, lastKey] = parseToken(token)
  if (operation !== list.operation || typeof position !== 'number') throw invalidNextToken(token)
  const last = list.items.findIndex(item => list.keyOf(item) === lastKey)
  return last === -1 ? position : last + 1
}

function parseToken(token: string): readonly unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(token, 'base64url').toString())
    if (Array.isArray(parsed)) return parsed
  } catch {
    // Not one of ours, whatever it is.
  }
  throw invalidNextToken(token)
}
