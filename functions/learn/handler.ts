import { z } from 'zod'
import { type LearnDependencies, learnGroups } from './learn-groups.ts'

const eventSchema = z.object({ groups: z.array(z.string().min(1)).max(100) })

/** Answers with how many groups were learned and how many failed. */
export function makeHandler(deps: LearnDependencies) {
  return async (event: unknown) => learnGroups(deps, eventSchema.parse(event).groups)
}
