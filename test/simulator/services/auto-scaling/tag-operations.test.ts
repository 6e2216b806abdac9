import { LimitExceededFault } from '@aws-sdk/client-auto-scaling'
import { describe, expect, test } from 'vitest'
import { errorOf, TestRegion } from './test-region.ts'

function tag(Key: string, Value: string, ResourceId = 'web') {
  return { ResourceId, ResourceType: 'auto-scaling-group', Key, Value, PropagateAtLaunch: false }
}

function regionWithGroups() {
  const region = new TestRegion()
  region.create({ AutoScalingGroupName: 'web', Tags: [tag('env', 'prod'), tag('team', 'red')] })
  region.create({ AutoScalingGroupName: 'api', Tags: [tag('env', 'test', 'api'), tag('owner', 'prod', 'api')] })
  region.create({ AutoScalingGroupName: 'job' })
  return region
}

function found(region: TestRegion, filters: [string, ...string[]][]) {
  const Filters = filters.map(([Name, ...Values]) => ({ Name, Values }))
  const { AutoScalingGroups = [] } = region.operations.DescribeAutoScalingGroups({ Filters }, region.context)
  return AutoScalingGroups.map(group => group.AutoScalingGroupName)
}

// aws-facts §1 "Discovery, tags": filters tag-key, tag-value, tag:<key>; filters ANDed, values ORed, case-sensitive.
describe('tags', () => {
  test('groups are found by tag key, by tag value and by both together', () => {
    const region = regionWithGroups()
    expect(found(region, [['tag-key', 'env']])).toEqual(['web', 'api'])
    expect(found(region, [['tag-value', 'prod']])).toEqual(['web', 'api'])
    expect(found(region, [['tag:env', 'prod']])).toEqual(['web'])
  })

  test('one of the values of a filter is enough, but every filter must hold', () => {
    const region = regionWithGroups()
    expect(found(region, [['tag-key', 'team', 'owner']])).toEqual(['web', 'api'])
    expect(
      found(region, [
        ['tag-key', 'team'],
        ['tag:env', 'test'],
      ]),
    ).toEqual([])
    expect(
      found(region, [
        ['tag-key', 'owner'],
        ['tag:env', 'test', 'prod'],
      ]),
    ).toEqual(['api'])
  })

  test('case matters', () => {
    expect(found(regionWithGroups(), [['tag:env', 'Prod']])).toEqual([])
    expect(found(regionWithGroups(), [['tag-key', 'Env']])).toEqual([])
  })

  test('an unknown filter is a ValidationError, also where no group is', () => {
    const region = new TestRegion()
    expect(errorOf(() => found(region, [['name', 'web']])).name).toBe('ValidationError')
    const input = { Filters: [{ Name: 'tag-key', Values: ['env'] }] }
    expect(errorOf(() => region.operations.DescribeTags(input, region.context)).name).toBe('ValidationError')
  })

  test('a tag is overwritten silently, and described with the group', () => {
    const region = regionWithGroups()
    const Tags = [{ ...tag('env', 'stage'), PropagateAtLaunch: true }]
    region.operations.CreateOrUpdateTags({ Tags }, region.context)
    expect(region.describe()?.Tags).toEqual([{ ...tag('env', 'stage'), PropagateAtLaunch: true }, tag('team', 'red')])
  })

  test('deleting takes the key away, whatever its value; a key that is not there is no error', () => {
    const region = regionWithGroups()
    const Tags = ['env', 'nothing'].map(Key => ({ ResourceId: 'web', ResourceType: 'auto-scaling-group', Key }))
    region.operations.DeleteTags({ Tags }, region.context)
    expect(region.describe()?.Tags).toEqual([tag('team', 'red')])
  })

  test('DescribeTags filters by group, key, value and propagation', () => {
    const region = regionWithGroups()
    const keys = (Name: string, ...Values: string[]) =>
      region.operations
        .DescribeTags({ Filters: [{ Name, Values }] }, region.context)
        .Tags?.map(({ ResourceId, Key }) => `${ResourceId}/${Key}`)
    expect(keys('auto-scaling-group', 'api')).toEqual(['api/env', 'api/owner'])
    expect(keys('key', 'env', 'team')).toEqual(['web/env', 'web/team', 'api/env'])
    expect(keys('value', 'prod')).toEqual(['web/env', 'api/owner'])
    expect(keys('propagate-at-launch', 'true')).toEqual([])
  })

  test('a bad tag in a call leaves all groups as they were', () => {
    const region = regionWithGroups()
    const put = (...Tags: ReturnType<typeof tag>[]) =>
      errorOf(() => region.operations.CreateOrUpdateTags({ Tags: [tag('new', '1'), ...Tags] }, region.context)).name
    expect(put(tag('k'.repeat(129), ''))).toBe('ValidationError')
    expect(put(tag('', ''))).toBe('ValidationError')
    expect(put(tag('k', 'v'.repeat(257)))).toBe('ValidationError')
    expect(put(tag('aws:k', ''))).toBe('ValidationError')
    expect(put(tag('k', '', 'unknown'))).toBe('ValidationError')
    expect(put(...Array.from({ length: 25 }, (_, index) => tag(`k${index}`, '')))).toBe('ValidationError')
    expect(region.describe()?.Tags).toHaveLength(2)
  })

  test('a group has at most 50 tags', () => {
    const region = regionWithGroups()
    const many = (from: number, count: number) => ({
      Tags: Array.from({ length: count }, (_, index) => tag(`k${from + index}`, '')),
    })
    region.operations.CreateOrUpdateTags(many(0, 25), region.context)
    region.operations.CreateOrUpdateTags(many(25, 23), region.context)
    expect(errorOf(() => region.operations.CreateOrUpdateTags(many(48, 1), region.context))).toBeInstanceOf(
      LimitExceededFault,
    )
    expect(region.group().tags.size).toBe(50)
  })
})
