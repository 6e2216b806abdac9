// Carries out what was decided. Before every change of AWS the lease is read again; after the floor is set it is read back.
import type { Fleet } from '../../shared/aws/fleet.ts'
import type { GroupStore } from '../../shared/aws/group-store.ts'
import type { Lease, Leases } from '../../shared/aws/lease.ts'
import { VerificationError } from '../../shared/domain/errors.ts'
import type { FloorStep } from '../../shared/domain/fleet/floor-steps.ts'

export interface ApplyDependencies {
  readonly fleet: Fleet
  readonly store: GroupStore
  readonly leases: Leases
}

export async function applySteps(deps: ApplyDependencies, lease: Lease, steps: readonly FloorStep[]): Promise<void> {
  for (const step of steps) {
    await deps.leases.assertHeld(lease)
    await applyStep(deps, lease, step)
  }
}

async function applyStep({ fleet, store }: ApplyDependencies, lease: Lease, step: FloorStep): Promise<void> {
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
  }
}

/** Before: nobody has changed it since it was seen. After: what was set is what stands. */
async function verifyMinSize(fleet: Fleet, name: string, wanted: number, when: 'before' | 'after'): Promise<void> {
  const got = (await fleet.describe([name])).get(name)?.minSize
  if (got !== wanted) throw new VerificationError(`MinSize of ${name} ${when} setting it: got ${got}, wanted ${wanted}`)
}
