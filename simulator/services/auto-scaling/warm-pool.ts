// The settings of a warm pool: what PutWarmPool takes and the describe calls give.
import type { PutWarmPoolType, WarmPoolConfiguration } from '@aws-sdk/client-auto-scaling'
import { validationError } from './errors.ts'
import type { GroupAttributes } from './group-attributes.ts'
import type { WarmPool } from './group-fleet.ts'
import { usesSpot } from './mixed-instances.ts'
import type { PoolSettings } from './plan-pool.ts'

/**
 * Settings after a PutWarmPool. What it leaves out takes its default, but for MaxGroupPreparedCapacity: "To remove a value that
 * you previously set, include the property but specify -1" (source: PutWarmPoolType in the SDK).
 * @throws ValidationError for what AWS refuses, and for hibernation, which is not simulated
 */
export function parsePool(input: PutWarmPoolType, current: PoolSettings | undefined): PoolSettings {
  const { MinSize = 0, MaxGroupPreparedCapacity: maxPrepared, PoolState = 'Stopped', InstanceReusePolicy } = input
  if (!Number.isInteger(MinSize) || MinSize < 0) {
    throw validationError(`MinSize of a warm pool must be an integer from 0 on, got ${MinSize}`)
  }
  if (maxPrepared !== undefined && (!Number.isInteger(maxPrepared) || maxPrepared < -1)) {
    throw validationError(`MaxGroupPreparedCapacity must be an integer from -1 on, got ${maxPrepared}`)
  }
  if (PoolState !== 'Stopped' && PoolState !== 'Running') {
    throw validationError(`PoolState ${PoolState} is not simulated: only Stopped and Running are`)
  }
  return {
    minSize: MinSize,
    maxPrepared: maxPrepared === -1 ? undefined : (maxPrepared ?? current?.maxPrepared),
    poolState: PoolState,
    reusesOnScaleIn: InstanceReusePolicy?.ReuseOnScaleIn === true,
  }
}

/**
 * A warm pool and a mixed instances policy go together when all is On-Demand and no type has a weight (source: user guide,
 * ec2-auto-scaling-warm-pools.md, "Limitations", as of November 2025); a policy with weights is not simulated anyway.
 * @throws ValidationError
 */
export function checkPoolAllowed({ MixedInstancesPolicy: policy }: GroupAttributes): void {
  if (policy === undefined || !usesSpot(policy)) return
  throw validationError('You cannot add a warm pool to an Auto Scaling group that launches Spot Instances')
}

export function describePool({ settings, isDeleting }: WarmPool): WarmPoolConfiguration {
  const { minSize, maxPrepared, poolState, reusesOnScaleIn } = settings
  return {
    ...(maxPrepared !== undefined && { MaxGroupPreparedCapacity: maxPrepared }),
    MinSize: minSize,
    PoolState: poolState,
    ...(isDeleting && { Status: 'PendingDelete' }),
    ...(reusesOnScaleIn && { InstanceReusePolicy: { ReuseOnScaleIn: true } }),
  }
}
