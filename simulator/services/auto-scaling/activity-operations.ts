import type {
  Activity,
  DescribeScalingActivitiesCommandInput,
  DescribeScalingActivitiesCommandOutput,
  Filter,
} from '@aws-sdk/client-auto-scaling'
import type { Operation } from '../../kernel/service.ts'
import { validationError } from './errors.ts'
import type { GroupRegistry } from './group-registry.ts'
import { page } from './paging.ts'

type ActivityTest = (activity: Activity) => boolean

export function activityOperations(registry: GroupRegistry) {
  const DescribeScalingActivities: Operation<
    DescribeScalingActivitiesCommandInput,
    DescribeScalingActivitiesCommandOutput
  > = (input, { nowMs }) => {
    const tests = [...(input.Filters ?? []).map(filter => testOf(filter, input)), ...idTest(input.ActivityIds)]
    const found = activitiesOf(registry, input.AutoScalingGroupName, nowMs)
    const list = {
      operation: 'DescribeScalingActivities',
      items: found.filter(activity => tests.every(test => test(activity))),
      keyOf: (activity: Activity) => activity.ActivityId ?? '',
      defaultRecords: 100,
    }
    const { items, nextToken } = page(list, input)
    return { Activities: [...items], NextToken: nextToken }
  }
  return { DescribeScalingActivities }
}

/** Newest first. A group that does not exist (any more) has none: IncludeDeletedGroups is ignored. */
function activitiesOf(registry: GroupRegistry, name: string | undefined, nowMs: number): Activity[] {
  if (name !== undefined) return registry.find(name)?.activities.recent(nowMs) ?? []
  const all = [...registry.all()].flatMap(group => group.activities.recent(nowMs))
  return all.sort((a, b) => (b.StartTime?.getTime() ?? 0) - (a.StartTime?.getTime() ?? 0))
}

function idTest(ids: readonly string[] | undefined): ActivityTest[] {
  return ids === undefined ? [] : [({ ActivityId = '' }) => ids.includes(ActivityId)]
}

/** @throws ValidationError for a filter that DescribeScalingActivities does not have */
function testOf({ Name, Values = [] }: Filter, input: DescribeScalingActivitiesCommandInput): ActivityTest {
  switch (Name) {
    case 'StartTimeLowerBound': {
      const fromMs = parseTime(Values[0])
      return ({ StartTime }) => (StartTime?.getTime() ?? 0) >= fromMs
    }
    case 'StartTimeUpperBound': {
      const toMs = parseTime(Values[0])
      return ({ StartTime }) => (StartTime?.getTime() ?? 0) <= toMs
    }
    case 'Status': {
      if (input.AutoScalingGroupName !== undefined) return ({ StatusCode = '' }) => Values.includes(StatusCode)
      throw validationError('The filter Status can only be used together with AutoScalingGroupName')
    }
    default:
      throw validationError(`Invalid filter name: ${Name}`)
  }
}

function parseTime(text: string | undefined): number {
  // Without an offset a time is UTC (source: Filter in the SDK); JavaScript would take it as local.
  const hasOffset = /(Z|[+-]\d{2}:?\d{2})$/.test(text ?? '')
  const timeMs = Date.parse(hasOffset ? (text ?? '') : `${text}Z`)
  if (Number.isNaN(timeMs)) throw validationError(`Invalid timestamp: ${text}`)
  return timeMs
}
