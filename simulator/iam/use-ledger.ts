// Which permissions were used, and what was refused: what a report of granted-but-never-used actions is made of.
import type { Denial } from './access-denied.ts'
import type { CompiledStatement } from './compiled-policy.ts'

export class UseLedger {
  readonly #used = new Set<string>()
  readonly #denials: Denial[] = []

  /** Oldest first. */
  get denials(): readonly Denial[] {
    return this.#denials
  }

  /** Every statement that would have allowed it was of use. */
  allow(action: string, by: readonly CompiledStatement[]): void {
    for (const { id } of by) this.#used.add(key(id, action))
  }

  deny(denial: Denial): void {
    this.#denials.push(denial)
  }

  hasUsed(statementId: string, action: string): boolean {
    return this.#used.has(key(statementId, action))
  }
}

function key(statementId: string, action: string): string {
  return `${statementId} ${action.toLowerCase()}`
}
