// What a screen reader is told without being asked: where a jump or a pause ended, and trouble. Never while time goes by.
import { byId } from './elements.ts'

const patienceMs = 400

let pending: ReturnType<typeof setTimeout> | undefined

/** The last of several messages in quick succession is told. */
export function speak(message: string): void {
  clearTimeout(pending)
  pending = setTimeout(() => {
    byId('spoken', HTMLElement).textContent = message
  }, patienceMs)
}
