import { z } from 'zod'
import type { ObservedPool } from './pool-steps.ts'

/** An Auto Scaling group as AWS describes it, reduced to what decisions need. */
export interface ObservedGroup {
  readonly name: string
  readonly tags: Readonly<Record<string, string>>
  /** Whether a tag opts it in. */
  readonly optedIn: boolean
  /** Whether it carries Penumbra's own tag: something is, or may be, on loan to it. */
  readonly managed: boolean
  readonly minSize: number
  readonly maxSize: number
  readonly desiredCapacity: number
  readonly inService: number
  readonly pending: number
  /** On their way out and still paid. */
  readonly terminating: number
  readonly instanceType?: string
  readonly targetGroupArns: readonly string[]
  readonly suspendedProcesses: readonly string[]
  /** Set when another AWS service manages the group; such groups are left alone. */
  readonly operator?: string
  /** The group's warm pool, whoever made it; undefined where it has none. */
  readonly pool?: ObservedPool
  /** Instances in the warm pool, those on their way into it included. */
  readonly poolSize: number
  /** Whether its sizes count capacity units instead of instances. */
  readonly isWeighted: boolean
  /** Whether its mixed instances policy asks for Spot, beside which AWS allows no warm pool. */
  readonly usesSpot: boolean
  /** Metrics of itself that the group publishes in namespace AWS/AutoScaling; undefined: not asked. */
  readonly enabledMetrics?: readonly string[]
}

const count = z.number().int().nonnegative()

/** The same shape, checked: one function hands it to another. */
export const observedGroupSchema = z.object({
  name: z.string().min(1),
  tags: z.record(z.string(), z.string()),
  optedIn: z.boolean(),
  managed: z.boolean(),
  minSize: count,
  maxSize: count,
  desiredCapacity: count,
  inService: count,
  pending: count,
  terminating: count,
  instanceType: z.string().optional(),
  targetGroupArns: z.array(z.string()),
  suspendedProcesses: z.array(z.string()),
  operator: z.string().optional(),
  pool: z
    .object({
      minSize: count,
      maxPrepared: count.optional(),
      state: z.string(),
      reuseOnScaleIn: z.boolean(),
      deleting: z.boolean(),
    })
    .optional(),
  poolSize: count,
  isWeighted: z.boolean(),
  usesSpot: z.boolean(),
}) satisfies z.ZodType<ObservedGroup>
