// What to type and what to expect: the commands that opt a group in, what Penumbra would change on AWS then, and how to keep
// infrastructure code from resetting it.
import { tagKey } from '../group/tag-keys.ts'
import type { Examination } from './examination.ts'
import { shellQuote } from './shell-quote.ts'

/** One line for each thing on AWS that would change; nothing else does. */
export function touchedLines(examination: Examination): string[] {
  const { group, hasLaunchHook, tagPrefix } = examination
  const has = (name: string, value: string) => group.tags[`${tagPrefix}:${name}`] === value
  const lines = [
    `tag ${tagPrefix}:managed of the group: set before the first change, removed after the last`,
    `MinSize of the group, ${group.minSize} now: raised up to MaxSize ${group.maxSize}, given back when it is not needed`,
    'scheduled action penumbra-floor-expiry of the group: gives MinSize back within 30 minutes if Penumbra is gone',
  ]
  const hasOwnPool = group.pool !== undefined && group.tags[tagKey(tagPrefix, 'managed')] === undefined
  if (!hasOwnPool && !group.usesSpot && (hasLaunchHook || has('boot-safe', 'true'))) {
    lines.push(
      'a warm pool of the group where one pays, and a one-time schedule penumbra-pool-… that deletes it by itself',
    )
  }
  if (has('scale-in', 'penumbra') || 'scale-in' in tagsToObserve(examination))
    lines.push('DesiredCapacity of the group: lowered when less is needed (scale-in=penumbra)')
  return [...lines, 'nothing else: no scaling policy, load balancer, target group, launch template or instance']
}

/** AWS CLI, one command a line: to observe, and later to act. JSON, since its shorthand has no quotes for every name. */
export function tagCommands(examination: Examination): string[] {
  const { group, tagPrefix } = examination
  const tagged = (tags: Readonly<Record<string, string>>) => {
    const Tags = Object.entries(tags).map(([name, Value]) => ({
      ResourceId: group.name,
      ResourceType: 'auto-scaling-group',
      Key: `${tagPrefix}:${name}`,
      Value,
      PropagateAtLaunch: false,
    }))
    return `aws autoscaling create-or-update-tags --tags ${shellQuote(JSON.stringify(Tags))}`
  }
  return [tagged(tagsToObserve(examination)), tagged({ mode: 'act' })]
}

/**
 * By their names behind the prefix. What the team has chosen stays as it is: a group that acts must not be demoted by a command
 * that somebody copies. Without a policy that scales in, nothing could ever be acted on but with Penumbra's.
 */
export function tagsToObserve({ group, canScaleIn, tagPrefix }: Examination): Readonly<Record<string, string>> {
  const isChosen = (name: string) => group.tags[tagKey(tagPrefix, name)] !== undefined
  return {
    enabled: 'true',
    ...(isChosen('mode') ? {} : { mode: 'observe' }),
    ...(canScaleIn || isChosen('scale-in') ? {} : { 'scale-in': 'penumbra' }),
  }
}

export interface Snippet {
  readonly tool: 'Terraform' | 'CDK' | 'CloudFormation'
  readonly why: string
  readonly text: string
}

/**
 * Sources: Terraform AWS provider, ignore_tags (version 5 removes tags that it did not set: issue 33492); aws-cdk-lib,
 * CommonAutoScalingGroupProps; CloudFormation, UpdatePolicy attribute, AutoScalingScheduledAction.
 */
export function snippets({ tagPrefix }: Examination): Snippet[] {
  return [terraform(tagPrefix), cdk(tagPrefix), cloudFormation(tagPrefix)]
}

function terraform(tagPrefix: string): Snippet {
  return {
    tool: 'Terraform',
    why: 'an apply would take floor, warm pool and the managed tag back; a change of MinSize of yours is then made by hand',
    text: `provider "aws" {
  ignore_tags {
    keys = ["${tagPrefix}:managed"]
  }
}

resource "aws_autoscaling_group" "this" {
  lifecycle {
    ignore_changes = [min_size, desired_capacity, warm_pool]
  }

  tag {
    key                 = "${tagPrefix}:enabled"
    value               = "true"
    propagate_at_launch = false
  }
}`,
  }
}

function cdk(tagPrefix: string): Snippet {
  return {
    tool: 'CDK',
    why: 'a number for desiredCapacity resets the group at every deployment; unmodified sizes are left alone by default',
    text: `const group = new AutoScalingGroup(this, 'Group', {
  // no desiredCapacity
  ignoreUnmodifiedSizeProperties: true,
})
Tags.of(group).add('${tagPrefix}:enabled', 'true', { applyToLaunchedInstances: false })`,
  }
}

function cloudFormation(tagPrefix: string): Snippet {
  return {
    tool: 'CloudFormation',
    why: 'an update of the stack sets MinSize and DesiredCapacity to those of the template unless it is told not to',
    text: `Group:
  Type: AWS::AutoScaling::AutoScalingGroup
  UpdatePolicy:
    AutoScalingScheduledAction:
      IgnoreUnmodifiedGroupSizeProperties: true
  Properties:
    # no DesiredCapacity
    Tags:
      - { Key: "${tagPrefix}:enabled", Value: "true", PropagateAtLaunch: false }`,
  }
}
