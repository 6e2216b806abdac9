// The two changes of a group's warm pool: only of what was seen, and read back afterwards.
import type { Fleet } from '../../shared/aws/fleet.ts'
import type { WarmPools } from '../../shared/aws/warm-pools.ts'
import { VerificationError } from '../../shared/domain/errors.ts'
import type { PoolRefusal } from '../../shared/domain/fleet/pool-refusal.ts'
import { isShape, type ObservedPool, type PoolStep } from '../../shared/domain/fleet/pool-steps.ts'

export interface PoolRequestDependencies {
  readonly fleet: Fleet
  readonly warmPools: WarmPools
}

type PutPool = Extract<PoolStep, { kind: 'put-pool' }>
export type PoolRequest = PutPool | Extract<PoolStep, { kind: 'delete-pool' }>

/** @returns why AWS will not have it, undefined where it is done */
export function requestPool(
  deps: PoolRequestDependencies,
  name: string,
  step: PoolRequest,
): Promise<PoolRefusal | undefined> {
  return step.kind === 'put-pool' ? putPool(deps, name, step) : deletePool(deps, name, step.from)
}

async function putPool(
  { fleet, warmPools }: PoolRequestDependencies,
  name: string,
  { pool, from }: PutPool,
): Promise<PoolRefusal | undefined> {
  await verifySeen(fleet, name, from)
  const refusal = await warmPools.put(name, pool)
  if (refusal !== undefined) return refusal
  const got = await poolOf(fleet, name)
  if (got !== undefined && isShape(got, pool)) return undefined
  throw new VerificationError(
    `warm pool of ${name} after setting it: got ${JSON.stringify(got)}, wanted ${JSON.stringify(pool)}`,
  )
}

async function deletePool(
  { fleet, warmPools }: PoolRequestDependencies,
  name: string,
  from: ObservedPool,
): Promise<PoolRefusal | undefined> {
  await verifySeen(fleet, name, from)
  const refusal = await warmPools.delete(name)
  if (refusal !== undefined) return refusal
  const got = await poolOf(fleet, name)
  if (got === undefined || got.deleting) return undefined
  throw new VerificationError(`warm pool of ${name} after deleting it: got ${JSON.stringify(got)}, wanted none`)
}

/** Anything but what was seen is somebody else's by now. */
async function verifySeen(fleet: Fleet, name: string, seen: ObservedPool | undefined): Promise<void> {
  const got = JSON.stringify(await poolOf(fleet, name))
  const wanted = JSON.stringify(seen)
  if (got !== wanted) {
    throw new VerificationError(`warm pool of ${name} before changing it: got ${got}, wanted ${wanted}`)
  }
}

async function poolOf(fleet: Fleet, name: string): Promise<ObservedPool | undefined> {
  return (await fleet.describe([name])).get(name)?.pool
}
