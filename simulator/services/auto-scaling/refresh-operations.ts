import type {
  CancelInstanceRefreshCommandInput,
  CancelInstanceRefreshCommandOutput,
  DescribeInstanceRefreshesCommandInput,
  DescribeInstanceRefreshesCommandOutput,
  InstanceRefresh,
  RollbackInstanceRefreshCommandInput,
  RollbackInstanceRefreshCommandOutput,
  StartInstanceRefreshCommandInput,
  StartInstanceRefreshCommandOutput,
} from '@aws-sdk/client-auto-scaling'
import type { Operation } from '../../kernel/service.ts'
import type { GroupRegistry } from './group-registry.ts'
import { page } from './paging.ts'
import { parseRefresh } from './refresh-settings.ts'
import { checkPoolAllowed } from './warm-pool.ts'

export function refreshOperations(registry: GroupRegistry) {
  const StartInstanceRefresh: Operation<StartInstanceRefreshCommandInput, StartInstanceRefreshCommandOutput> = (
    input,
    context,
  ) => {
    const { refreshes, attributes, fleet } = registry.changeable(input.AutoScalingGroupName, context)
    refreshes.checkNoneActive()
    const settings = parseRefresh(input, attributes)
    if (fleet.pool !== undefined) checkPoolAllowed({ ...attributes, ...settings.desiredConfiguration })
    return { InstanceRefreshId: refreshes.start(settings) }
  }

  const CancelInstanceRefresh: Operation<CancelInstanceRefreshCommandInput, CancelInstanceRefreshCommandOutput> = (
    { AutoScalingGroupName, WaitForTransitioningInstances = true },
    context,
  ) => {
    const { refreshes } = registry.changeable(AutoScalingGroupName, context)
    return { InstanceRefreshId: refreshes.cancel(WaitForTransitioningInstances) }
  }

  const RollbackInstanceRefresh: Operation<
    RollbackInstanceRefreshCommandInput,
    RollbackInstanceRefreshCommandOutput
  > = ({ AutoScalingGroupName }, context) => {
    return { InstanceRefreshId: registry.changeable(AutoScalingGroupName, context).refreshes.rollBack() }
  }

  const DescribeInstanceRefreshes: Operation<
    DescribeInstanceRefreshesCommandInput,
    DescribeInstanceRefreshesCommandOutput
  > = input => {
    const { AutoScalingGroupName, InstanceRefreshIds: ids } = input
    const refreshes = registry.get(AutoScalingGroupName).refreshes.describe()
    const list = {
      operation: 'DescribeInstanceRefreshes',
      items: refreshes.filter(({ InstanceRefreshId = '' }) => !ids?.length || ids.includes(InstanceRefreshId)),
      keyOf: ({ InstanceRefreshId = '' }: InstanceRefresh) => InstanceRefreshId,
      defaultRecords: 50,
    }
    const { items, nextToken } = page(list, input)
    return { InstanceRefreshes: [...items], NextToken: nextToken }
  }
  return { StartInstanceRefresh, CancelInstanceRefresh, RollbackInstanceRefresh, DescribeInstanceRefreshes }
}
