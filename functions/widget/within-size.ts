// Widgets stay below 200 KB whatever people name things: a list is cut off where it would grow too large, and says so.
import type { Markup } from './escape-html.ts'

export interface Fitting {
  readonly pieces: readonly Markup[]
  /** How many of the items are not among the pieces. */
  readonly left: number
}

/** Widgets are drawn in Lambda and may be drawn in a browser: nothing here is Node's own. */
const encoder = new TextEncoder()

/**
 * Draws items in their order as long as they fit.
 * @param mostBytes of all pieces together, as UTF-8
 */
export function withinSize<Item>(
  items: readonly Item[],
  render: (item: Item, index: number) => Markup,
  mostBytes: number,
): Fitting {
  const pieces: Markup[] = []
  let bytes = 0
  for (const [index, item] of items.entries()) {
    const piece = render(item, index)
    bytes += encoder.encode(piece.text).length
    if (bytes > mostBytes) break
    pieces.push(piece)
  }
  return { pieces, left: items.length - pieces.length }
}
