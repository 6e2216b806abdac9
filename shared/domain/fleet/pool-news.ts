// People are told once when the team has changed or deleted a pool that was on loan: from then on it is the team's.
import type { Alert } from '../alert.ts'
import type { PoolMemory } from './pool-steps.ts'

const cause = 'pool-yielded'

/** What people have to hear, and what they have heard by then. */
export function poolNews(
  group: string,
  yielded: PoolMemory['yielded'],
  alerted: readonly string[],
): { alerts: Alert[]; alerted: string[] } {
  const others = alerted.filter(told => told !== cause)
  if (yielded === undefined) return { alerts: [], alerted: others }
  return { alerts: alerted.includes(cause) ? [] : [yieldedAlert(group, yielded)], alerted: [...others, cause] }
}

function yieldedAlert(group: string, yielded: NonNullable<PoolMemory['yielded']>): Alert {
  return {
    cause,
    title: `the warm pool of ${group} is the team's from now on`,
    what: `somebody ${yielded} the warm pool that Penumbra had lent to Auto Scaling group ${group}`,
    why: 'Penumbra never overwrites a warm pool that it did not write itself',
    done: 'the deletion that AWS was to make at the end of the loan is cancelled; the floor goes on as before',
    toDo: 'nothing, if that was meant; else delete the pool and set penumbra:mode to observe for some minutes, then to act',
  }
}
