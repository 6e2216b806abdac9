// Which permissions were used, and what was refused: what a report of granted-but-never-used actions is made of.
import type { Denial } from './access-denied.ts'
import type { CompiledStatement } from './compiled-policy.ts'
import { wildcardTest } from './wildcards.ts'

export class UseLedger {
  readonly #usedByStatement = new Map<string, Set<string>>()
  readonly #denials: Denial[] = []

  /** Oldest first. */
  get denials(): readonly Denial[] {
    return this.#denials
  }

  /** Every statement that would have allowed it was of use. */
  allow(action: string, by: readonly CompiledStatement[]): void {
    for (const { id } of by) {
      const used = this.#usedByStatement.get(id) ?? new Set()
      this.#usedByStatement.set(id, used.add(action.toLowerCase()))
    }
  }

  deny(denial: Denial): void {
    this.#denials.push(denial)
  }

  /** @param action as granted, wildcards included */
  hasUsed(statementId: string, action: string): boolean {
    const isMeant = wildcardTest(action, true)
    return [...(this.#usedByStatement.get(statementId) ?? [])].some(isMeant)
  }
}
