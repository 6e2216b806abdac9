// Decisions that this instance of the function has read already. Once written they never change, so a dashboard that is left
// open on a month asks each minute for what is new, not for three megabytes (450 read units) again.
import type { DecisionLog } from '../../../shared/aws/decision-log.ts'
import type { DecisionRecord } from '../../../shared/domain/group/records.ts'
import { minuteMs } from '../format-time.ts'

interface Known {
  readonly fromMs: number
  /** Nothing that was decided before this is still to be written. */
  readonly settledMs: number
  /** Newest first. */
  readonly decisions: readonly DecisionRecord[]
}

/** A run ends within 54 seconds, and writes what it decided at its beginning; eventually consistent reads lag a second. */
const writtenWithinMs = 2 * minuteMs

/** A month of a busy group is some ten megabytes. */
const mostGroups = 8

export class KnownDecisions {
  readonly #log: Pick<DecisionLog, 'between'>
  readonly #now: () => number
  /** The one asked for last is the last. */
  readonly #byGroup = new Map<string, Known>()

  constructor(log: Pick<DecisionLog, 'between'>, now: () => number) {
    this.#log = log
    this.#now = now
  }

  /** The same as `DecisionLog.between`. */
  async between(group: string, fromMs: number, toMs: number, most: number): Promise<DecisionRecord[]> {
    const known = this.#byGroup.get(group)
    const read = known === undefined || fromMs < known.fromMs ? undefined : known
    const found = await this.#readOn(group, read, fromMs, toMs, most)
    return found.filter(({ at }) => isWithin(at, fromMs, toMs)).slice(0, most)
  }

  /** What is known, and what has been written since. */
  async #readOn(group: string, known: Known | undefined, fromMs: number, toMs: number, most: number) {
    const readFromMs = known?.settledMs ?? fromMs
    if (readFromMs > toMs) return known?.decisions ?? []
    const newer = await this.#log.between(group, readFromMs, toMs, most)
    const older = (known?.decisions ?? []).filter(({ at }) => Date.parse(at) < readFromMs)
    const decisions = [...newer, ...older]
    // Of a list that was cut off nobody knows where it begins.
    if (newer.length < most) {
      const settledMs = Math.min(toMs, this.#now() - writtenWithinMs)
      this.#remember(group, { fromMs: known?.fromMs ?? fromMs, settledMs: Math.max(settledMs, readFromMs), decisions })
    }
    return decisions
  }

  #remember(group: string, known: Known): void {
    this.#byGroup.delete(group)
    this.#byGroup.set(group, known)
    if (this.#byGroup.size <= mostGroups) return
    const [oldest] = this.#byGroup.keys()
    this.#byGroup.delete(oldest)
  }
}

function isWithin(at: string, fromMs: number, toMs: number): boolean {
  const atMs = Date.parse(at)
  return atMs >= fromMs && atMs <= toMs
}
