// Service Authorization Reference, "Actions, resources, and condition keys for Amazon EC2 Auto Scaling" (aws-facts.md, section
// 11): every Describe knows no resource; what changes a group is on the group's ARN, with its tags under two names.
import type { CreateOrUpdateTagsCommandInput } from '@aws-sdk/client-auto-scaling'
import {
  onEverything,
  type Requirement,
  type ResourceView,
  regionalArn,
  type ServiceActions,
  tagContext,
} from './requirement.ts'

const reading = [
  'DescribeAutoScalingGroups',
  'DescribeLifecycleHooks',
  'DescribePolicies',
  'DescribeScalingActivities',
  'DescribeScheduledActions',
  'DescribeTags',
  'DescribeWarmPool',
]

const changing = [
  'DeleteAutoScalingGroup',
  'DeletePolicy',
  'DeleteScheduledAction',
  'DeleteWarmPool',
  'PutScalingPolicy',
  'PutWarmPool',
  'ResumeProcesses',
  'SetDesiredCapacity',
  'SuspendProcesses',
]

/** Those whose sizes can be conditioned upon; BatchPutScheduledUpdateGroupAction and SetDesiredCapacity cannot. */
const sizing = ['PutScheduledUpdateGroupAction', 'UpdateAutoScalingGroup']

interface SizedInput {
  readonly AutoScalingGroupName?: string
  readonly MinSize?: number
  readonly MaxSize?: number
}

type TagsInput = Pick<CreateOrUpdateTagsCommandInput, 'Tags'>

export const autoScalingActions: ServiceActions = {
  ...onEverything('autoscaling', reading),
  ...onGroup(changing, () => ({})),
  ...onGroup(sizing, sizes),
  CreateOrUpdateTags: (input: TagsInput, view: ResourceView) => onTaggedGroups('CreateOrUpdateTags', input, view),
  DeleteTags: (input: TagsInput, view: ResourceView) => onTaggedGroups('DeleteTags', input, view),
}

function onGroup(
  operations: readonly string[],
  contextOf: (input: SizedInput) => Requirement['context'],
): ServiceActions {
  return Object.fromEntries(
    operations.map(operation => [
      operation,
      (input: SizedInput, view: ResourceView) => [
        groupRequirement(operation, input.AutoScalingGroupName ?? '', contextOf(input), view),
      ],
    ]),
  )
}

function groupRequirement(
  operation: string,
  name: string,
  context: Requirement['context'],
  view: ResourceView,
): Requirement {
  // Messages about groups that do not exist show the ARN with a star for the id, which AWS hands out.
  const arn = regionalArn('autoscaling', `autoScalingGroup:*:autoScalingGroupName/${name}`)
  const group = view.group(name) ?? { arn, tags: {} }
  const tags = { ...tagContext('aws:ResourceTag', group.tags), ...tagContext('autoscaling:ResourceTag', group.tags) }
  return { action: `autoscaling:${operation}`, resource: group.arn, context: { ...tags, ...context } }
}

function sizes({ MinSize, MaxSize }: SizedInput): Requirement['context'] {
  return { 'autoscaling:MinSize': MinSize?.toString(), 'autoscaling:MaxSize': MaxSize?.toString() }
}

/** One call may tag several groups; it has to be allowed on each, with all tags that it names. */
function onTaggedGroups(operation: string, { Tags = [] }: TagsInput, view: ResourceView): Requirement[] {
  const named = Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]))
  const context = { ...tagContext('aws:RequestTag', named), 'aws:TagKeys': Object.keys(named) }
  const groups = new Set(Tags.map(({ ResourceId = '' }) => ResourceId))
  // A call that names no group is judged as one on none of the groups there are.
  return [...(groups.size === 0 ? [''] : groups)].map(name => groupRequirement(operation, name, context, view))
}
