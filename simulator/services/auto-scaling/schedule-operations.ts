import type {
  DeleteScheduledActionCommandInput,
  DeleteScheduledActionCommandOutput,
  DescribeScheduledActionsCommandInput,
  DescribeScheduledActionsCommandOutput,
  PutScheduledUpdateGroupActionCommandInput,
  PutScheduledUpdateGroupActionCommandOutput,
  ScheduledUpdateGroupAction,
} from '@aws-sdk/client-auto-scaling'
import type { Operation } from '../../kernel/service.ts'
import { validationError } from './errors.ts'
import type { GroupRegistry } from './group-registry.ts'
import { page } from './paging.ts'
import { describeScheduledAction, parseScheduledAction } from './scheduled-actions.ts'

export function scheduleOperations(registry: GroupRegistry) {
  const PutScheduledUpdateGroupAction: Operation<
    PutScheduledUpdateGroupActionCommandInput,
    PutScheduledUpdateGroupActionCommandOutput
  > = (input, context) => {
    const group = registry.changeable(input.AutoScalingGroupName, context)
    group.putScheduledAction(parseScheduledAction(input, context.nowMs))
    return {}
  }

  const DeleteScheduledAction: Operation<DeleteScheduledActionCommandInput, DeleteScheduledActionCommandOutput> = (
    { AutoScalingGroupName, ScheduledActionName = '' },
    context,
  ) => {
    const group = registry.changeable(AutoScalingGroupName, context)
    if (group.scheduledActions.delete(ScheduledActionName)) return {}
    throw validationError(`Scheduled action name not found - ${ScheduledActionName} not found`)
  }

  const DescribeScheduledActions: Operation<
    DescribeScheduledActionsCommandInput,
    DescribeScheduledActionsCommandOutput
  > = input => {
    const list = {
      operation: 'DescribeScheduledActions',
      items: actionsOf(registry, input.AutoScalingGroupName).filter(action => isAsked(action, input)),
      keyOf: (action: ScheduledUpdateGroupAction) => `${action.AutoScalingGroupName}/${action.ScheduledActionName}`,
      defaultRecords: 50,
    }
    const { items, nextToken } = page(list, input)
    return { ScheduledUpdateGroupActions: [...items], NextToken: nextToken }
  }
  return { PutScheduledUpdateGroupAction, DeleteScheduledAction, DescribeScheduledActions }
}

function actionsOf(registry: GroupRegistry, groupName: string | undefined): ScheduledUpdateGroupAction[] {
  const groups = groupName === undefined ? [...registry.all()] : [registry.get(groupName)]
  return groups.flatMap(group =>
    group.scheduledActions.list().map(action => describeScheduledAction(group.name, action)),
  )
}

/** Names make the times count for nothing (source: DescribeScheduledActionsType.StartTime in the SDK). */
function isAsked(
  { ScheduledActionName = '', StartTime = new Date(0) }: ScheduledUpdateGroupAction,
  { ScheduledActionNames, StartTime: from, EndTime: to }: DescribeScheduledActionsCommandInput,
): boolean {
  if (ScheduledActionNames?.length) return ScheduledActionNames.includes(ScheduledActionName)
  return (from === undefined || StartTime >= from) && (to === undefined || StartTime <= to)
}
