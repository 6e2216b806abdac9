// A path of a drawing, written as shortly as SVG allows: whole units, relative, and one stroke where several go the same
// way. d3-shape draws into it as it would into a canvas. Stairs cost a third of what absolute coordinates cost.
import type { PathContext } from 'd3-shape'

export class CompactPath implements PathContext {
  #text = ''
  #x = 0
  #y = 0
  /** The stroke that is not written yet, since the next one may prolong it. */
  #dx = 0
  #dy = 0

  moveTo(x: number, y: number): void {
    this.#flush()
    this.#x = Math.round(x)
    this.#y = Math.round(y)
    this.#text += `M${this.#x},${this.#y}`
  }

  lineTo(x: number, y: number): void {
    const dx = Math.round(x) - this.#x
    const dy = Math.round(y) - this.#y
    if (dx === 0 && dy === 0) return
    if (!this.#prolongs(dx, dy)) this.#flush()
    this.#dx += dx
    this.#dy += dy
    this.#x += dx
    this.#y += dy
  }

  closePath(): void {
    this.#flush()
    this.#text += 'z'
  }

  /** The value of a `d` attribute. */
  toString(): string {
    this.#flush()
    return this.#text
  }

  /** Only level and upright strokes are joined: stairs have no others. */
  #prolongs(dx: number, dy: number): boolean {
    const isLevel = dy === 0 && this.#dy === 0 && dx * this.#dx > 0
    const isUpright = dx === 0 && this.#dx === 0 && dy * this.#dy > 0
    return isLevel || isUpright
  }

  #flush(): void {
    const [dx, dy] = [this.#dx, this.#dy]
    if (dx !== 0 && dy !== 0) this.#text += dy < 0 ? `l${dx}${dy}` : `l${dx},${dy}`
    else if (dx !== 0) this.#text += `h${dx}`
    else if (dy !== 0) this.#text += `v${dy}`
    this.#dx = 0
    this.#dy = 0
  }
}
