import { z } from 'zod'
import { type ReconcileDependencies, reconcileShard } from './reconcile-shard.ts'

const eventSchema = z.object({ groups: z.array(z.string().min(1)).max(100) })

/** Answers with how many groups were changed, unchanged, skipped and failed. */
export function makeHandler(deps: ReconcileDependencies) {
  return async (event: unknown, context: { readonly awsRequestId: string }) =>
    reconcileShard(deps, eventSchema.parse(event).groups, context.awsRequestId)
}
