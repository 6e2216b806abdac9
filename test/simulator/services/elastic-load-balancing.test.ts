// Expected values: the describing operations of the SDK's model, and aws-facts §2.
import {
  type DescribeTargetGroupsCommandInput,
  LoadBalancerNotFoundException,
  TargetGroupNotFoundException,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { beforeEach, describe, expect, it } from 'vitest'
import { ElasticLoadBalancingService } from '../../../simulator/services/elastic-load-balancing.ts'

const context = { nowMs: 0, caller: 'test' }
const prefix = 'arn:aws:elasticloadbalancing:us-east-1:123456789012'
const web = `${prefix}:loadbalancer/app/web/50dc6c495c0c9188`
const api = `${prefix}:loadbalancer/app/api/50dc6c495c0c9189`
const isValidationError = expect.objectContaining({ name: 'ValidationError' })
let elb: ElasticLoadBalancingService

beforeEach(() => {
  elb = new ElasticLoadBalancingService()
  elb.addLoadBalancer({ LoadBalancerArn: web, LoadBalancerName: 'web', Type: 'application' }, { team: 'shop' })
  elb.addLoadBalancer({ LoadBalancerArn: api, LoadBalancerName: 'api' })
})

function addTargetGroups(count: number, LoadBalancerArns: string[]): void {
  for (let index = 0; index < count; index++) {
    elb.addTargetGroup({ TargetGroupArn: targetArn(index), TargetGroupName: `t${index}`, LoadBalancerArns })
  }
}

function targetArn(index: number): string {
  return `${prefix}:targetgroup/t${index}/73e2d6bc24d8a067`
}

function targetNames(input: DescribeTargetGroupsCommandInput): (string | undefined)[] {
  const { TargetGroups = [] } = elb.operations.DescribeTargetGroups(input, context)
  return TargetGroups.map(({ TargetGroupName }) => TargetGroupName)
}

describe('DescribeLoadBalancers', () => {
  const names = (input: object) =>
    elb.operations.DescribeLoadBalancers(input, context).LoadBalancers?.map(({ LoadBalancerName }) => LoadBalancerName)

  it('finds all, by name or by ARN', () => {
    expect(names({})).toEqual(['web', 'api'])
    expect(names({ Names: ['api'] })).toEqual(['api'])
    expect(names({ LoadBalancerArns: [api, web] })).toEqual(['api', 'web'])
  })

  it('refuses what does not exist', () => {
    expect(() => names({ Names: ['web', 'x'] })).toThrow(LoadBalancerNotFoundException)
    expect(() => names({ LoadBalancerArns: [`${web}0`] })).toThrow(LoadBalancerNotFoundException)
    expect(() => names({ LoadBalancerArns: ['web'] })).toThrow(isValidationError)
  })

  it('hands out pages', () => {
    const first = elb.operations.DescribeLoadBalancers({ PageSize: 1 }, context)
    const second = elb.operations.DescribeLoadBalancers({ PageSize: 1, Marker: first.NextMarker }, context)
    expect(first.LoadBalancers?.[0].LoadBalancerArn).toBe(web)
    expect(second.LoadBalancers?.[0].LoadBalancerArn).toBe(api)
    expect(second.NextMarker).toBeUndefined()
  })
})

describe('DescribeTargetGroups', () => {
  it('finds them by ARN, by name and by the load balancer that forwards to them', () => {
    addTargetGroups(2, [web])
    elb.addTargetGroup({ TargetGroupArn: targetArn(2), TargetGroupName: 't2', LoadBalancerArns: [api] })
    expect(targetNames({ TargetGroupArns: [targetArn(2), targetArn(0)] })).toEqual(['t2', 't0'])
    expect(targetNames({ Names: ['t1'] })).toEqual(['t1'])
    expect(targetNames({ LoadBalancerArn: web })).toEqual(['t0', 't1'])
    expect(targetNames({})).toEqual(['t0', 't1', 't2'])
  })

  it('refuses what does not exist', () => {
    addTargetGroups(1, [web])
    expect(() => targetNames({ TargetGroupArns: [targetArn(0), targetArn(1)] })).toThrow(TargetGroupNotFoundException)
    expect(() => targetNames({ Names: ['x'] })).toThrow(TargetGroupNotFoundException)
    expect(() => targetNames({ LoadBalancerArn: `${web}0` })).toThrow(LoadBalancerNotFoundException)
    expect(() => targetNames({ TargetGroupArns: ['t0'] })).toThrow(isValidationError)
  })

  it('takes one kind of filter, with at most 20 resources', () => {
    addTargetGroups(21, [web])
    const arns = Array.from({ length: 21 }, (_, index) => targetArn(index))
    expect(() => targetNames({ LoadBalancerArn: web, Names: ['t1'] })).toThrow(isValidationError)
    expect(() => targetNames({ TargetGroupArns: arns })).toThrow(isValidationError)
    expect(targetNames({ TargetGroupArns: arns.slice(1) })).toHaveLength(20)
  })

  it('hands out 400 to a page unless told otherwise, and every one once', () => {
    addTargetGroups(1001, [web])
    const sizes: number[] = []
    const seen = new Set<string | undefined>()
    let Marker: string | undefined
    do {
      const page = elb.operations.DescribeTargetGroups({ Marker }, context)
      sizes.push(page.TargetGroups?.length ?? 0)
      for (const { TargetGroupArn } of page.TargetGroups ?? []) seen.add(TargetGroupArn)
      Marker = page.NextMarker
    } while (Marker !== undefined)
    expect(sizes).toEqual([400, 400, 201])
    expect(seen.size).toBe(1001)
  })

  it('takes page sizes of 1 to 400 and its own markers', () => {
    addTargetGroups(3, [web])
    expect(targetNames({ PageSize: 1 })).toEqual(['t0'])
    for (const input of [{ PageSize: 0 }, { PageSize: 401 }, { Marker: 'mine' }]) {
      expect(() => targetNames(input)).toThrow(isValidationError)
    }
  })
})

describe('DescribeTags', () => {
  it('lists the tags of load balancers and target groups in the order asked for', () => {
    elb.addTargetGroup({ TargetGroupArn: targetArn(0) }, { 'penumbra:enabled': 'true' })
    const { TagDescriptions } = elb.operations.DescribeTags({ ResourceArns: [targetArn(0), web, api] }, context)
    expect(TagDescriptions).toEqual([
      { ResourceArn: targetArn(0), Tags: [{ Key: 'penumbra:enabled', Value: 'true' }] },
      { ResourceArn: web, Tags: [{ Key: 'team', Value: 'shop' }] },
      { ResourceArn: api, Tags: [] },
    ])
  })

  it('takes at most 20 ARNs of resources that exist', () => {
    const tagsOf = (ResourceArns: string[]) => elb.operations.DescribeTags({ ResourceArns }, context)
    expect(tagsOf(Array<string>(20).fill(web)).TagDescriptions).toHaveLength(20)
    expect(() => tagsOf(Array<string>(21).fill(web))).toThrow(isValidationError)
    expect(() => tagsOf([`${web}0`])).toThrow(LoadBalancerNotFoundException)
    expect(() => tagsOf([targetArn(0)])).toThrow(TargetGroupNotFoundException)
  })
})
