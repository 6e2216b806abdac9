// Tags of groups and the filters over them. Limits: user guide, ec2-auto-scaling-tagging.md.
import type { Filter, Tag, TagDescription } from '@aws-sdk/client-auto-scaling'
import { limitExceeded, validationError } from './errors.ts'

export interface GroupTag {
  readonly value: string
  readonly propagateAtLaunch: boolean
}

const maxTagsPerGroup = 50
const maxTagsPerCall = 25
const maxKeyLength = 128
const maxValueLength = 256

/** @throws ValidationError for more than 25 tags, or a key or value that AWS refuses */
export function checkTags(tags: readonly Tag[]): void {
  if (tags.length > maxTagsPerCall) {
    throw validationError(`At most ${maxTagsPerCall} tags may be changed at once, got ${tags.length}`)
  }
  for (const tag of tags) checkTag(tag)
}

function checkTag({ Key = '', Value = '', ResourceType = 'auto-scaling-group' }: Tag): void {
  if (Key.length < 1 || Key.length > maxKeyLength) {
    throw validationError(`Tag keys must have 1 to ${maxKeyLength} characters, got ${Key.length}`)
  }
  if (Value.length > maxValueLength) {
    throw validationError(`Tag values must have at most ${maxValueLength} characters, got ${Value.length}`)
  }
  if (Key.startsWith('aws:') || Value.startsWith('aws:')) {
    throw validationError(`Tags must not begin with the reserved prefix aws:, got ${Key}`)
  }
  if (ResourceType !== 'auto-scaling-group') throw validationError(`Invalid resource type: ${ResourceType}`)
}

/**
 * The tags with some added or overwritten.
 * @throws LimitExceededFault beyond 50
 */
export function mergedTags(current: ReadonlyMap<string, GroupTag>, added: readonly Tag[]): Map<string, GroupTag> {
  const merged = new Map(current)
  for (const { Key = '', Value = '', PropagateAtLaunch = false } of added) {
    merged.set(Key, { value: Value, propagateAtLaunch: PropagateAtLaunch })
  }
  if (merged.size > maxTagsPerGroup)
    throw limitExceeded(`The number of tags is limited to ${maxTagsPerGroup} per group`)
  return merged
}

export function describeTags(groupName: string, tags: ReadonlyMap<string, GroupTag>): TagDescription[] {
  return [...tags].map(([Key, { value, propagateAtLaunch }]) => ({
    ResourceId: groupName,
    ResourceType: 'auto-scaling-group',
    Key,
    Value: value,
    PropagateAtLaunch: propagateAtLaunch,
  }))
}

/**
 * Whether a group's tags satisfy all filters of DescribeAutoScalingGroups; of a filter's values one is enough.
 * @throws ValidationError for a filter that does not exist
 */
export function matchesGroupFilters(tags: ReadonlyMap<string, GroupTag>, filters: readonly Filter[]): boolean {
  return filters.every(({ Name = '', Values = [] }) => {
    if (Name === 'tag-key') return Values.some(key => tags.has(key))
    if (Name === 'tag-value') return [...tags.values()].some(({ value }) => Values.includes(value))
    const value = tags.get(Name.slice('tag:'.length))?.value
    return value !== undefined && Values.includes(value)
  })
}

/** @throws ValidationError */
export function checkGroupFilters(filters: readonly Filter[]): void {
  const invalid = filters.find(({ Name = '' }) => !/^(tag-key|tag-value|tag:.+)$/.test(Name))
  if (invalid) throw validationError(`Invalid filter name: ${invalid.Name}`)
}

const tagFields: Readonly<Record<string, (tag: TagDescription) => string | undefined>> = {
  'auto-scaling-group': tag => tag.ResourceId,
  key: tag => tag.Key,
  value: tag => tag.Value,
  'propagate-at-launch': tag => String(tag.PropagateAtLaunch),
}

/**
 * One filter of DescribeTags.
 * @throws ValidationError for one that does not exist
 */
export function tagTest({ Name = '', Values = [] }: Filter): (tag: TagDescription) => boolean {
  const field = tagFields[Name]
  if (field === undefined) throw validationError(`Invalid filter name: ${Name}`)
  return tag => Values.includes(field(tag) ?? '')
}
