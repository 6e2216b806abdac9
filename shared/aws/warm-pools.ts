// EC2 Auto Scaling: the warm pool of a group. Its size is absolute, which AWS keeps only when MinSize and
// MaxGroupPreparedCapacity are equal (PutWarmPool, MaxGroupPreparedCapacity). A refusal is an answer, not a failure: a group
// without a pool is as well off as before, and its floor must not suffer.
import {
  type AutoScalingClient,
  DeleteWarmPoolCommand,
  type DeleteWarmPoolCommandOutput,
  type Instance,
  PutWarmPoolCommand,
  type PutWarmPoolCommandOutput,
  paginateDescribeWarmPool,
} from '@aws-sdk/client-auto-scaling'
import type { PoolRefusal } from '../domain/fleet/pool-refusal.ts'
import type { PoolShape } from '../domain/fleet/pool-steps.ts'
import { awsErrorKind } from './aws-errors.ts'

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
    let warmed = 0
    const pages = paginateDescribeWarmPool({ client: this.#client, pageSize: 50 }, { AutoScalingGroupName: name })
    for await (const { Instances = [] } of pages) warmed += Instances.filter(isWarmed).length
    return warmed
  }

  /** The pool and its instances; nobody is using them. */
  async delete(name: string): Promise<PoolRefusal | undefined> {
    return refusalOf(this.#client.send(new DeleteWarmPoolCommand({ AutoScalingGroupName: name, ForceDelete: true })))
  }
}

/** Warmed:Pending and Warmed:Terminating are on their way, Warmed:Terminated is gone. */
function isWarmed({ LifecycleState }: Instance): boolean {
  return /^Warmed:(Stopped|Running|Hibernated)$/.test(LifecycleState ?? '')
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
