import { z } from 'zod'
import { type DiscoverDependencies, discoverGroups } from './discover-groups.ts'

const eventSchema = z.object({ target: z.enum(['reconcile', 'learn']) })

/** Answers with how many groups were found. */
export function makeHandler(deps: DiscoverDependencies) {
  return async (event: unknown): Promise<{ groups: number }> => discoverGroups(deps, eventSchema.parse(event).target)
}
