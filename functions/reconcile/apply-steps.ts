// Carries out what was decided. Before every change of AWS the lease is read again; what is set is read back.
import type { Fleet } from '../../shared/aws/fleet.ts'
import type { GroupStore } from '../../shared/aws/group-store.ts'
import type { Lease, Leases } from '../../shared/aws/lease.ts'
import type { PoolExpiry } from '../../shared/aws/pool-expiry.ts'
import { VerificationError } from '../../shared/domain/errors.ts'
import type { FloorStep } from '../../shared/domain/fleet/floor-steps.ts'
import type { PoolRefusal } from '../../shared/domain/fleet/pool-refusal.ts'
import type { PoolStep } from '../../shared/domain/fleet/pool-steps.ts'
import { type PoolRequest, type PoolRequestDependencies, requestPool } from './request-pool.ts'

export interface ApplyDependencies extends PoolRequestDependencies {
  readonly poolExpiry: PoolExpiry
  readonly store: GroupStore
  readonly leases: Leases
}

type Step = FloorStep | PoolStep

/** @returns why AWS would not have a warm pool; the steps after that are left to the next tick */
export async function applySteps(
  deps: ApplyDependencies,
  lease: Lease,
  steps: readonly Step[],
): Promise<PoolRefusal | undefined> {
  for (const step of steps) {
    await deps.leases.assertHeld(lease)
    if (step.kind === 'put-pool' || step.kind === 'delete-pool') {
      const refusal = await requestPool(deps, lease.group, step)
      if (refusal !== undefined) return refusal
    } else await applyStep(deps, lease, step)
  }
  return undefined
}

async function applyStep(
  { fleet, poolExpiry, store }: ApplyDependencies,
  lease: Lease,
  step: Exclude<Step, PoolRequest>,
): Promise<void> {
  const name = lease.group
  switch (step.kind) {
    case 'mark-managed':
      return fleet.markManaged(name)
    case 'remember':
      return store.writeMemory(name, step.memory, lease.fencing)
    case 'schedule-expiry':
      return fleet.scheduleFloorExpiry(name, step.minSize, step.atMs)
    case 'set-min-size':
      await verifyMinSize(fleet, name, step.from, 'before')
      await fleet.setMinSize(name, step.minSize)
      return verifyMinSize(fleet, name, step.minSize, 'after')
    case 'set-desired-capacity': {
      // The group's policies may have scaled since: what they want now counts.
      const now = (await fleet.describe([name])).get(name)?.desiredCapacity
      if (now === step.from) await fleet.setDesiredCapacity(name, step.desiredCapacity)
      return
    }
    case 'cancel-expiry':
      return fleet.cancelFloorExpiry(name)
    case 'forget':
      return store.forgetMemory(name, lease.fencing)
    case 'unmark-managed':
      return fleet.unmarkManaged(name)
    case 'remember-pool':
      return store.writePoolMemory(name, step.memory, lease.fencing)
    case 'schedule-pool-expiry':
      return poolExpiry.schedule(name, step.atMs)
    case 'cancel-pool-expiry':
      return poolExpiry.cancel(name)
    case 'forget-pool':
      return store.forgetPoolMemory(name, lease.fencing)
  }
}

/** Before: nobody has changed it since it was seen. After: what was set is what stands. */
async function verifyMinSize(fleet: Fleet, name: string, wanted: number, when: 'before' | 'after'): Promise<void> {
  const got = (await fleet.describe([name])).get(name)?.minSize
  if (got !== wanted) throw new VerificationError(`MinSize of ${name} ${when} setting it: got ${got}, wanted ${wanted}`)
}
