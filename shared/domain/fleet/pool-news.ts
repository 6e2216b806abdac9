// People are told once when the team has changed or deleted a pool that was on loan: from then on it is the team's.
import type { Alert } from '../alert.ts'
import type { GroupConfig } from '../group/records.ts'
import { tagKey } from '../group/tag-keys.ts'
import type { PoolMemory } from './pool-steps.ts'

const cause = 'pool-yielded'

/** What people have to hear, and what they have heard by then. */
export function poolNews(
  config: GroupConfig,
  yielded: PoolMemory['yielded'],
  alerted: readonly string[],
): { alerts: Alert[]; alerted: string[] } {
  const others = alerted.filter(told => told !== cause)
  if (yielded === undefined) return { alerts: [], alerted: others }
  return { alerts: alerted.includes(cause) ? [] : [yieldedAlert(config, yielded)], alerted: [...others, cause] }
}

function yieldedAlert({ name, tagPrefix }: GroupConfig, yielded: NonNullable<PoolMemory['yielded']>): Alert {
  return {
    cause,
    severity: 'warning',
    group: name,
    command: 'explain',
    title: `the warm pool of ${name} is the team's from now on`,
    what: `somebody ${yielded} the warm pool that Penumbra had lent to the group`,
    why: 'Penumbra never overwrites a warm pool that it did not write itself',
    done: 'the deletion that AWS was to make at the end of the loan is cancelled; the floor goes on as before',
    toDo: `nothing, if that was meant; else delete the pool and set ${tagKey(tagPrefix, 'mode')} to observe for some minutes, then to act`,
  }
}
