// Reads a path's `d` back into points, after the grammar of SVG 2 (section 9.3); only the commands that the charts write.

export interface Point {
  readonly x: number
  readonly y: number
}

/** Each stretch between two `M` is a list of its corners, absolute. */
export function readPath(d: string): Point[][] {
  const stretches: Point[][] = []
  let [x, y] = [0, 0]
  for (const [, command, values] of d.matchAll(/([MmLlHhVvZz])([^MmLlHhVvZz]*)/g)) {
    const numbers = [...values.matchAll(/-?\d*\.?\d+/g)].map(Number)
    switch (command) {
      case 'M':
        ;[x, y] = numbers
        stretches.push([])
        break
      case 'l':
        x += numbers[0]
        y += numbers[1]
        break
      case 'h':
        x += numbers[0]
        break
      case 'H':
        x = numbers[0]
        break
      case 'v':
        y += numbers[0]
        break
      case 'z':
        continue
      default:
        throw new Error(`unknown command ${command}`)
    }
    stretches.at(-1)?.push({ x, y })
  }
  return stretches
}

/** The height of a staircase (its first edge, from left to right) above a place; undefined beside it. */
export function heightAbove(stretches: readonly (readonly Point[])[], x: number): number | undefined {
  for (const corners of stretches) {
    for (let at = 1; at < corners.length; at++) {
      const [from, to] = [corners[at - 1], corners[at]]
      if (to.x > from.x && x >= from.x && x < to.x && from.y === to.y) return from.y
      if (to.x < from.x) break
    }
  }
  return undefined
}
