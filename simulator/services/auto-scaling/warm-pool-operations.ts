import type {
  DeleteWarmPoolCommandInput,
  DeleteWarmPoolCommandOutput,
  DescribeWarmPoolCommandInput,
  DescribeWarmPoolCommandOutput,
  PutWarmPoolCommandInput,
  PutWarmPoolCommandOutput,
} from '@aws-sdk/client-auto-scaling'
import type { Operation } from '../../kernel/service.ts'
import { resourceContention, resourceInUse, scalingActivityInProgress, validationError } from './errors.ts'
import type { GroupRegistry } from './group-registry.ts'
import { isPooled } from './lifecycle.ts'
import { page } from './paging.ts'
import type { SimulatedGroup } from './simulated-group.ts'
import { describeInstance, type SimulatedInstance } from './simulated-instance.ts'
import { checkPoolAllowed, describePool, parsePool } from './warm-pool.ts'

/** Source: DescribeWarmPoolType in the SDK. */
const maxRecords = 50

export function warmPoolOperations(registry: GroupRegistry) {
  const PutWarmPool: Operation<PutWarmPoolCommandInput, PutWarmPoolCommandOutput> = (input, context) => {
    const { attributes, fleet, name, refreshes } = registry.changeable(input.AutoScalingGroupName, context)
    refreshes.checkNoneActive('PutWarmPool')
    checkPoolAllowed(attributes)
    if (fleet.pool?.isDeleting) throw resourceContention(`The warm pool of AutoScalingGroup ${name} is pending delete`)
    fleet.setPool(parsePool(input, fleet.pool?.settings))
    return {}
  }

  const DeleteWarmPool: Operation<DeleteWarmPoolCommandInput, DeleteWarmPoolCommandOutput> = (input, context) => {
    const group = registry.changeable(input.AutoScalingGroupName, context)
    if (group.fleet.pool === undefined) {
      throw validationError(`No warm pool found for AutoScalingGroup ${group.name}`)
    }
    if (input.ForceDelete !== true) checkDeletable(group)
    group.fleet.deletePool()
    return {}
  }

  const DescribeWarmPool: Operation<DescribeWarmPoolCommandInput, DescribeWarmPoolCommandOutput> = input => {
    const { fleet } = registry.get(input.AutoScalingGroupName)
    const list = {
      operation: 'DescribeWarmPool',
      items: fleet.pooled,
      keyOf: ({ instanceId }: SimulatedInstance) => instanceId,
      defaultRecords: maxRecords,
      maxRecords,
    }
    const { items, nextToken } = page(list, input)
    return {
      ...(fleet.pool && { WarmPoolConfiguration: describePool(fleet.pool) }),
      Instances: items.map(describeInstance),
      NextToken: nextToken,
    }
  }
  return { PutWarmPool, DeleteWarmPool, DescribeWarmPool }
}

/** @throws ResourceInUseFault, ScalingActivityInProgressFault */
function checkDeletable({ fleet, activities }: SimulatedGroup): void {
  if (fleet.pooled.some(isPooled)) {
    throw resourceInUse('You cannot delete a warm pool while there are instances in it, unless ForceDelete is true.')
  }
  if (fleet.pooled.length > 0 || activities.anyInProgress() !== undefined) {
    throw scalingActivityInProgress(
      'You cannot delete a warm pool while there are scaling activities in progress for its group, unless ForceDelete is true.',
    )
  }
}
