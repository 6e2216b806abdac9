import { z } from 'zod'
import { observedGroupSchema } from '../../shared/domain/fleet/observed-group.ts'
import { type ReconcileDependencies, reconcileShard } from './reconcile-shard.ts'

const eventSchema = z.object({
  groups: z.array(z.string().min(1)).max(100),
  /** Groups that back off are tried as well, and the answer says why any failed. */
  urgent: z.boolean().optional(),
  /** The groups as they were described at `atMs`, epoch milliseconds. */
  observed: z.object({ atMs: z.number(), groups: z.array(observedGroupSchema) }).optional(),
})

/** Answers with how many groups were changed, unchanged, skipped and failed. */
export function makeHandler(deps: ReconcileDependencies) {
  return async (event: unknown, context: { readonly awsRequestId: string }) =>
    reconcileShard(deps, eventSchema.parse(event), context.awsRequestId)
}
