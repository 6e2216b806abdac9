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
  readonly instanceType: string | undefined
  readonly targetGroupArns: readonly string[]
  readonly suspendedProcesses: readonly string[]
  /** Set when another AWS service manages the group; such groups are left alone. */
  readonly operator: string | undefined
  /** The group's warm pool, whoever made it; undefined where it has none. */
  readonly pool: ObservedPool | undefined
  /** Instances in the warm pool, those on their way into it included. */
  readonly poolSize: number
  /** Whether its sizes count capacity units instead of instances. */
  readonly isWeighted: boolean
  /** Whether its mixed instances policy asks for Spot, beside which AWS allows no warm pool. */
  readonly usesSpot: boolean
}
