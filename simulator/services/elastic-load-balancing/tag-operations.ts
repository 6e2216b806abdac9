// Tags of every kind of resource.
import type {
  AddTagsCommandInput,
  AddTagsCommandOutput,
  DescribeTagsCommandInput,
  DescribeTagsCommandOutput,
  RemoveTagsCommandInput,
  RemoveTagsCommandOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Operation } from '../../kernel/service.ts'
import { kindOf } from './arns.ts'
import { validationError } from './errors.ts'
import type { LoadBalancingRegistry } from './load-balancing-registry.ts'
import { checkFilters } from './paging.ts'
import { mergedTags, type TagMap } from './tags.ts'

export function tagOperations(registry: LoadBalancingRegistry) {
  const AddTags: Operation<AddTagsCommandInput, AddTagsCommandOutput> = ({ ResourceArns, Tags = [] }) => {
    if (Tags.length === 0) throw validationError('At least one tag must be specified')
    const next = resources(registry, ResourceArns).map(([arn, tags]) => [arn, mergedTags(tags, Tags)] as const)
    for (const [arn, tags] of next) registry.tags.set(arn, tags)
    return {}
  }

  const RemoveTags: Operation<RemoveTagsCommandInput, RemoveTagsCommandOutput> = ({ ResourceArns, TagKeys = [] }) => {
    if (TagKeys.length === 0) throw validationError('At least one tag key must be specified')
    for (const [arn, tags] of resources(registry, ResourceArns)) {
      registry.tags.set(arn, new Map([...tags].filter(([key]) => !TagKeys.includes(key))))
    }
    return {}
  }

  const DescribeTags: Operation<DescribeTagsCommandInput, DescribeTagsCommandOutput> = ({ ResourceArns }) => ({
    TagDescriptions: resources(registry, ResourceArns).map(([ResourceArn, tags]) => ({
      ResourceArn,
      Tags: Array.from(tags, ([Key, Value]) => ({ Key, Value })),
    })),
  })

  return { AddTags, RemoveTags, DescribeTags }
}

/** @throws LoadBalancerNotFound, TargetGroupNotFound, ListenerNotFound, RuleNotFound, ValidationError */
function resources(registry: LoadBalancingRegistry, arns: readonly string[] = []): [arn: string, tags: TagMap][] {
  checkFilters({ ResourceArns: arns })
  return arns.map(arn => [arn, registry.tags.get(arn) ?? missing(registry, arn)])
}

/** The resource's own kind says that it is missing. */
function missing(registry: LoadBalancingRegistry, arn: string): TagMap {
  const kind = kindOf(arn)
  if (kind === 'load balancer') registry.loadBalancer(arn)
  if (kind === 'target group') registry.targetGroup(arn)
  if (kind === 'listener') registry.listener(arn)
  registry.rule(arn)
  return new Map()
}
