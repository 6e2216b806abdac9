import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CompactPath } from '../../../../functions/widget/chart/compact-path.ts'
import { readPath } from '../read-path.ts'

describe('a compact path', () => {
  it('joins strokes that go on in the same direction and leaves out those that go nowhere', () => {
    const path = new CompactPath()
    path.moveTo(0, 10)
    path.lineTo(5, 10)
    path.lineTo(9, 10)
    path.lineTo(9, 10)
    path.lineTo(9, 4)
    path.lineTo(9, 1)
    path.lineTo(12, 3)
    path.closePath()
    expect(path.toString()).toBe('M0,10h9v-9l3,2z')
  })

  it('does not join a stroke with its way back', () => {
    const path = new CompactPath()
    path.moveTo(0, 0)
    path.lineTo(10, 0)
    path.lineTo(4, 0)
    expect(path.toString()).toBe('M0,0h10h-6')
  })

  it('passes through every point, rounded, in its order and without drifting', () => {
    const coordinate = fc.double({ min: -5000, max: 5000, noNaN: true })
    fc.assert(
      fc.property(fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 50 }), points => {
        const path = new CompactPath()
        path.moveTo(...points[0])
        for (const point of points.slice(1)) path.lineTo(...point)
        const [corners] = readPath(path.toString())
        let at = 0
        for (const [x, y] of points.map(point => point.map(value => Math.round(value) + 0))) {
          while (at < corners.length && !liesOn(corners[Math.max(0, at - 1)], corners[at], x, y)) at++
          expect(at).toBeLessThan(corners.length)
        }
        const [x, y] = points[points.length - 1].map(value => Math.round(value) + 0)
        expect(corners.at(-1)).toEqual({ x, y })
      }),
    )
  })
})

/** Whether a point is the end of a level, upright or slanted stroke, or lies on a level or upright one. */
function liesOn(from: { x: number; y: number }, to: { x: number; y: number }, x: number, y: number): boolean {
  if (x === to.x && y === to.y) return true
  const isBetween = (a: number, b: number, value: number) => value >= Math.min(a, b) && value <= Math.max(a, b)
  if (from.y === to.y) return y === to.y && isBetween(from.x, to.x, x)
  return from.x === to.x && x === to.x && isBetween(from.y, to.y, y)
}
