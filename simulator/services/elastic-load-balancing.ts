// Elastic Load Balancing v2, reading only: load balancers and target groups are put in by whoever builds the region.
import {
  type DescribeLoadBalancersCommandInput,
  type DescribeLoadBalancersCommandOutput,
  type DescribeTagsCommandInput,
  type DescribeTagsCommandOutput,
  type DescribeTargetGroupsCommandInput,
  type DescribeTargetGroupsCommandOutput,
  ElasticLoadBalancingV2ServiceException,
  type LoadBalancer,
  LoadBalancerNotFoundException,
  type TagDescription,
  type TargetGroup,
  TargetGroupNotFoundException,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { type Operation, type SimulatedService, unmodelledError } from '../kernel/service.ts'

export type TagMap = Readonly<Record<string, string>>
type WithArn<Resource, Name extends keyof Resource> = Resource & { readonly [Key in Name]-?: string }

interface LoadBalancingOperations extends Record<string, Operation<never, object>> {
  readonly DescribeLoadBalancers: Operation<DescribeLoadBalancersCommandInput, DescribeLoadBalancersCommandOutput>
  readonly DescribeTargetGroups: Operation<DescribeTargetGroupsCommandInput, DescribeTargetGroupsCommandOutput>
  readonly DescribeTags: Operation<DescribeTagsCommandInput, DescribeTagsCommandOutput>
}

const maximumPageSize = 400
const maximumNamedResources = 20

export class ElasticLoadBalancingService implements SimulatedService {
  readonly name = 'ElasticLoadBalancingV2'
  readonly operations: LoadBalancingOperations = {
    DescribeLoadBalancers: input => this.#describeLoadBalancers(input),
    DescribeTargetGroups: input => this.#describeTargetGroups(input),
    DescribeTags: input => ({ TagDescriptions: this.#describeTags(input.ResourceArns ?? []) }),
  }
  readonly #loadBalancers = new Map<string, LoadBalancer>()
  readonly #targetGroups = new Map<string, TargetGroup>()
  readonly #tags = new Map<string, TagMap>()

  addLoadBalancer(loadBalancer: WithArn<LoadBalancer, 'LoadBalancerArn'>, tags: TagMap = {}): void {
    this.#loadBalancers.set(loadBalancer.LoadBalancerArn, loadBalancer)
    this.#tags.set(loadBalancer.LoadBalancerArn, tags)
  }

  /** `LoadBalancerArns` says which load balancer forwards to it: at most one, as AWS has it. */
  addTargetGroup(targetGroup: WithArn<TargetGroup, 'TargetGroupArn'>, tags: TagMap = {}): void {
    this.#targetGroups.set(targetGroup.TargetGroupArn, targetGroup)
    this.#tags.set(targetGroup.TargetGroupArn, tags)
  }

  #describeLoadBalancers(
    input: DescribeLoadBalancersCommandInput,
  ): Omit<DescribeLoadBalancersCommandOutput, '$metadata'> {
    const { LoadBalancerArns: arns, Names: names } = input
    checkFilters({ LoadBalancerArns: arns, Names: names })
    const all = [...this.#loadBalancers.values()]
    const found = arns
      ? arns.map(arn => this.#loadBalancer(arn))
      : (names?.map(name => all.find(({ LoadBalancerName }) => LoadBalancerName === name) ?? missingBalancer(name)) ??
        all)
    const page = pageOf(found, input.Marker, input.PageSize)
    return { LoadBalancers: page.items.map(item => ({ ...item })), NextMarker: page.nextMarker }
  }

  #describeTargetGroups(input: DescribeTargetGroupsCommandInput): Omit<DescribeTargetGroupsCommandOutput, '$metadata'> {
    const page = pageOf(this.#findTargetGroups(input), input.Marker, input.PageSize)
    return { TargetGroups: page.items.map(item => ({ ...item })), NextMarker: page.nextMarker }
  }

  #findTargetGroups({ LoadBalancerArn, TargetGroupArns, Names }: DescribeTargetGroupsCommandInput): TargetGroup[] {
    checkFilters({ LoadBalancerArn, TargetGroupArns, Names })
    const all = [...this.#targetGroups.values()]
    if (TargetGroupArns)
      return TargetGroupArns.map(arn => this.#targetGroups.get(checkArn(arn)) ?? missingTargetGroup())
    if (Names) return Names.map(name => all.find(group => group.TargetGroupName === name) ?? missingTargetGroup())
    if (LoadBalancerArn === undefined) return all
    this.#loadBalancer(LoadBalancerArn)
    return all.filter(({ LoadBalancerArns = [] }) => LoadBalancerArns.includes(LoadBalancerArn))
  }

  #describeTags(arns: readonly string[]): TagDescription[] {
    checkFilters({ ResourceArns: [...arns] })
    return arns.map(ResourceArn => {
      const tags = this.#tags.get(ResourceArn)
      if (tags === undefined)
        return ResourceArn.includes(':targetgroup/') ? missingTargetGroup() : missingBalancer(ResourceArn)
      return { ResourceArn, Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }
    })
  }

  #loadBalancer(arn: string): LoadBalancer {
    return this.#loadBalancers.get(checkArn(arn)) ?? missingBalancer(arn)
  }
}

/** One kind of filter at a time, and at most 20 resources by name or ARN. */
function checkFilters(filters: Readonly<Record<string, string | string[] | undefined>>): void {
  const given = Object.entries(filters).filter(([, value]) => value !== undefined)
  if (given.length > 1) {
    throw validation(`got ${given.map(([name]) => name).join(' and ')}, wanted only one of them`)
  }
  const [name, value] = given[0] ?? []
  if (Array.isArray(value) && value.length > maximumNamedResources) {
    throw validation(`You cannot describe more than '${maximumNamedResources}' resources at a time: ${name}`)
  }
}

function checkArn(arn: string): string {
  if (arn.startsWith('arn:aws:elasticloadbalancing:')) return arn
  throw validation(`'${arn}' is not a valid load balancer or target group ARN`)
}

function pageOf<Item>(items: readonly Item[], marker: string | undefined, pageSize = maximumPageSize) {
  if (!(pageSize >= 1 && pageSize <= maximumPageSize)) {
    throw validation(`PageSize: got ${pageSize}, wanted 1 to ${maximumPageSize}`)
  }
  if (marker !== undefined && !/^\d+$/.test(marker))
    throw validation(`Marker: got '${marker}', wanted one of the page before`)
  const end = Number(marker ?? 0) + pageSize
  return { items: items.slice(end - pageSize, end), nextMarker: end < items.length ? String(end) : undefined }
}

function missingBalancer(nameOrArn: string): never {
  throw new LoadBalancerNotFoundException({
    message: `Load balancers '[${nameOrArn}]' not found`,
    $metadata: { httpStatusCode: 400 },
  })
}

function missingTargetGroup(): never {
  throw new TargetGroupNotFoundException({
    message: 'One or more target groups not found',
    $metadata: { httpStatusCode: 400 },
  })
}

function validation(message: string): Error {
  return unmodelledError(ElasticLoadBalancingV2ServiceException, 'ValidationError', message)
}
