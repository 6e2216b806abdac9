// A place of the page that the server fills. It asks for one thing at a time, and when the answer is there for the newest
// thing that is wanted by then: a slow machine sees fewer frames, and never old ones.
import { morphInto } from './morph.ts'

export type OnTrouble = (message: string) => void

export class Place {
  readonly #element: HTMLElement
  readonly #onTrouble: OnTrouble
  #wanted: string | undefined
  #shown: string | undefined
  #isLoading = false
  #waiting: (() => void)[] = []

  constructor(element: HTMLElement, onTrouble: OnTrouble) {
    this.#element = element
    this.#onTrouble = onTrouble
  }

  /** Pixels that a widget may fill, in steps, so that a small change of the window asks for nothing new. */
  get widthPx(): number {
    const stepPx = 40
    return Math.max(240, Math.floor(this.#element.clientWidth / stepPx) * stepPx)
  }

  get element(): HTMLElement {
    return this.#element
  }

  /** Shows what an address answers, as soon as it can; resolves when it shows this or something newer. */
  want(address: string): Promise<void> {
    this.#wanted = address
    if (this.#shown === address) return Promise.resolve()
    if (!this.#isLoading) void this.#load()
    return new Promise(resolve => this.#waiting.push(resolve))
  }

  async #load(): Promise<void> {
    this.#isLoading = true
    while (this.#wanted !== undefined && this.#wanted !== this.#shown) {
      const address = this.#wanted
      if (!(await this.#show(address))) break
      this.#shown = address
    }
    this.#isLoading = false
    for (const resolve of this.#waiting.splice(0)) resolve()
  }

  async #show(address: string): Promise<boolean> {
    try {
      const response = await fetch(address)
      const text = await response.text()
      if (!response.ok) throw new Error(text.trim())
      morphInto(this.#element, text)
      return true
    } catch (error) {
      const isGone = error instanceof TypeError
      this.#onTrouble(isGone ? 'The console has ended: start it again with npm start, then reload.' : String(error))
      return false
    }
  }
}
