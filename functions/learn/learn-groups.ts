// Once an hour, for each group: read what it served, fit its model, keep its history, and learn what one instance can do and how
// long a launch takes. Ticks only update and draw.
import type { GroupStore } from '../../shared/aws/group-store.ts'
import type { Log } from '../../shared/runtime/log.ts'
import { readKnownEvents } from './learn-event-effects.ts'
import { type GroupDependencies, learnGroup } from './learn-group.ts'

export interface LearnDependencies extends GroupDependencies {
  readonly store: GroupStore
  readonly log: Log
}

/** A run may take five minutes; after so long it only does what ticks need, and leaves the rest to the next hour. */
const timeForLongViewsMs = 150_000

export async function learnGroups(
  deps: LearnDependencies,
  names: readonly string[],
): Promise<{ learned: number; failed: number }> {
  const records = await deps.store.readGroups(names, 'eventual')
  const known = await readKnownEvents(deps, records.values())
  const outcome = { learned: 0, failed: 0 }
  const longViewsUntilMs = deps.now() + timeForLongViewsMs
  for (const name of names) {
    try {
      if (await learnGroup(deps, known, records.get(name), longViewsUntilMs)) outcome.learned++
    } catch (error) {
      outcome.failed++
      deps.log.error('group not learned', { group: name, error })
    }
  }
  return outcome
}
