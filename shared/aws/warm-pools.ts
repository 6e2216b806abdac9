// EC2 Auto Scaling: the warm pool of a group. Its size is absolute, which AWS keeps only when MinSize and
// MaxGroupPreparedCapacity are equal (PutWarmPool, MaxGroupPreparedCapacity). A refusal is an answer, not a failure: a group
// without a pool is as well off as before, and its floor must not suffer.
import {
  type AutoScalingClient,
  DeleteWarmPoolCommand,
  type DeleteWarmPoolCommandOutput,
  PutWarmPoolCommand,
  type PutWarmPoolCommandOutput,
  paginateDescribeWarmPool,
} from '@aws-sdk/client-auto-scaling'
import type { PoolRefusal } from '../domain/fleet/pool-refusal.ts'
import type { PoolShape } from '../domain/fleet/pool-steps.ts'
import { awsErrorKind } from './aws-errors.ts'

/** Instances of a warm pool by lifecycle state; those that are gone (`Warmed:Terminated`) are not counted. */
export interface WarmPoolCounts {
  /** Being launched. */
  readonly pending: number
  /** Held by a lifecycle hook while they boot. */
  readonly warming: number
  /** Ready to be drawn. */
  readonly warmed: number
  readonly terminating: number
}

export class WarmPools {
  readonly #client: AutoScalingClient

  constructor(client: AutoScalingClient) {
    this.#client = client
  }

  /** @returns why AWS will not have it, undefined where it is done */
  async put(name: string, { size, state }: PoolShape): Promise<PoolRefusal | undefined> {
    return refusalOf(
      this.#client.send(
        new PutWarmPoolCommand({
          AutoScalingGroupName: name,
          MinSize: size,
          MaxGroupPreparedCapacity: size,
          PoolState: state,
          InstanceReusePolicy: { ReuseOnScaleIn: false },
        }),
      ),
    )
  }

  /** Instances that are ready to be drawn. */
  async countWarmed(name: string): Promise<number> {
    return (await this.count(name)).warmed
  }

  /** Instances by what they are about. */
  async count(name: string): Promise<WarmPoolCounts> {
    const states: string[] = []
    const pages = paginateDescribeWarmPool({ client: this.#client, pageSize: 50 }, { AutoScalingGroupName: name })
    for await (const { Instances = [] } of pages) states.push(...Instances.map(each => each.LifecycleState ?? ''))
    const matching = (pattern: RegExp) => states.filter(state => pattern.test(state)).length
    return {
      pending: matching(/^Warmed:Pending$/),
      warming: matching(/^Warmed:Pending:/),
      warmed: matching(/^Warmed:(Stopped|Running|Hibernated)$/),
      terminating: matching(/^Warmed:Terminating/),
    }
  }

  /** The pool and its instances; nobody is using them. */
  async delete(name: string): Promise<PoolRefusal | undefined> {
    return refusalOf(this.#client.send(new DeleteWarmPoolCommand({ AutoScalingGroupName: name, ForceDelete: true })))
  }
}

async function refusalOf(
  call: Promise<PutWarmPoolCommandOutput | DeleteWarmPoolCommandOutput>,
): Promise<PoolRefusal | undefined> {
  try {
    await call
    return undefined
  } catch (error) {
    const kind = awsErrorKind(error)
    if (!(error instanceof Error) || (kind !== 'refused' && kind !== 'in-progress')) throw error
    if (error.name === 'InstanceRefreshInProgressFault') return { kind: 'refresh', message: error.message }
    return { kind: kind === 'refused' ? 'refused' : 'busy', message: error.message }
  }
}
