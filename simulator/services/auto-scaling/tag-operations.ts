import type {
  CreateOrUpdateTagsCommandInput,
  CreateOrUpdateTagsCommandOutput,
  DeleteTagsCommandInput,
  DeleteTagsCommandOutput,
  DescribeTagsCommandInput,
  DescribeTagsCommandOutput,
  Tag,
  TagDescription,
} from '@aws-sdk/client-auto-scaling'
import type { CallContext, Operation } from '../../kernel/service.ts'
import type { GroupRegistry } from './group-registry.ts'
import { page } from './paging.ts'
import type { SimulatedGroup } from './simulated-group.ts'
import { checkTags, describeTags, mergedTags, tagTest } from './tags.ts'

export function tagOperations(registry: GroupRegistry) {
  const CreateOrUpdateTags: Operation<CreateOrUpdateTagsCommandInput, CreateOrUpdateTagsCommandOutput> = (
    { Tags = [] },
    context,
  ) => {
    checkTags(Tags)
    const changes = Array.from(byGroup(registry, Tags, context), ([group, added]) => ({
      group,
      tags: mergedTags(group.tags, added),
    }))
    for (const { group, tags } of changes) group.tags = tags
    return {}
  }

  const DeleteTags: Operation<DeleteTagsCommandInput, DeleteTagsCommandOutput> = ({ Tags = [] }, context) => {
    checkTags(Tags)
    for (const [group, tags] of byGroup(registry, Tags, context)) {
      const deleted = new Set(tags.map(({ Key }) => Key))
      group.tags = new Map([...group.tags].filter(([key]) => !deleted.has(key)))
    }
    return {}
  }

  const DescribeTags: Operation<DescribeTagsCommandInput, DescribeTagsCommandOutput> = input => {
    const tests = (input.Filters ?? []).map(tagTest)
    const all = [...registry.all()].flatMap(({ name, tags }) => describeTags(name, tags))
    const list = {
      operation: 'DescribeTags',
      items: all.filter(tag => tests.every(test => test(tag))),
      keyOf: ({ ResourceId, Key }: TagDescription) => `${ResourceId}/${Key}`,
      defaultRecords: 50,
    }
    const { items, nextToken } = page(list, input)
    return { Tags: [...items], NextToken: nextToken }
  }
  return { CreateOrUpdateTags, DeleteTags, DescribeTags }
}

function byGroup(registry: GroupRegistry, tags: readonly Tag[], context: CallContext): Map<SimulatedGroup, Tag[]> {
  return Map.groupBy(tags, ({ ResourceId }) => registry.changeable(ResourceId, context))
}
