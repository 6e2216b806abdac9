// Which AWS operations each adapter has called, for the table at the end of `npm run test:wire`.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** `adapter operation`, each once. */
export class NotedCalls {
  readonly #seen = new Set<string>()

  note(adapter: string, operation: string): void {
    this.#seen.add(`${adapter} ${operation}`)
  }

  /** Leaves them in the folder that `npm run test:wire` names; elsewhere nobody asks. */
  leave(cloud: 'simulated' | 'wire'): void {
    const folder = process.env.WIRE_OUT_FOLDER
    if (folder === undefined) return
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, `calls-${cloud}.json`), JSON.stringify([...this.#seen].sort()))
  }
}
