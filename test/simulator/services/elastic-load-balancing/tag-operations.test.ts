// Expected values: AddTags, RemoveTags, DescribeTags and Tag in the SDK's model; aws-facts §1 (the narrower alphabet).
import { describe, expect, it } from 'vitest'
import { refusalOf, TestBalancer } from './test-balancer.ts'

function makeSite() {
  const elb = new TestBalancer()
  const site = elb.site()
  const tagsOf = (...ResourceArns: string[]) =>
    elb.operations.DescribeTags({ ResourceArns }, elb.context).TagDescriptions
  const add = (ResourceArns: string[], ...Tags: { Key: string; Value?: string }[]) =>
    elb.operations.AddTags({ ResourceArns, Tags }, elb.context)
  return { elb, ...site, defaultRule: elb.rules(site.listener)[0].arn ?? '', tagsOf, add }
}

describe('tags', () => {
  it('are given at creation or later, overwritten and removed, on every kind of resource', () => {
    const { elb, loadBalancer, listener, targetGroup, defaultRule, tagsOf, add } = makeSite()
    const all = [loadBalancer, listener, targetGroup, defaultRule]
    add(all, { Key: 'penumbra:enabled', Value: 'true' }, { Key: 'team' })
    add([listener], { Key: 'team', Value: 'shop' })
    elb.operations.RemoveTags({ ResourceArns: [targetGroup], TagKeys: ['team', 'never-there'] }, elb.context)
    expect(tagsOf(targetGroup, listener)).toEqual([
      { ResourceArn: targetGroup, Tags: [{ Key: 'penumbra:enabled', Value: 'true' }] },
      {
        ResourceArn: listener,
        Tags: [
          { Key: 'penumbra:enabled', Value: 'true' },
          { Key: 'team', Value: 'shop' },
        ],
      },
    ])
    const born = elb.targetGroup('born', { Tags: [{ Key: 'a', Value: 'b' }] })
    expect(tagsOf(born)?.[0].Tags).toEqual([{ Key: 'a', Value: 'b' }])
  })

  it('are at most 50 on a resource', () => {
    const { loadBalancer, add, tagsOf } = makeSite()
    add([loadBalancer], ...Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}` })))
    expect(refusalOf(() => add([loadBalancer], { Key: 'one-more' })).name).toBe('TooManyTagsException')
    add([loadBalancer], { Key: 'k0', Value: 'again' })
    expect(tagsOf(loadBalancer)?.[0].Tags).toHaveLength(50)
  })

  it.each([
    ['a brace', { Key: 'a', Value: '{}' }],
    ['a comma', { Key: 'a,b' }],
    ['the prefix of AWS', { Key: 'aws:a' }],
    ['a key of 129 characters', { Key: 'k'.repeat(129) }],
    ['a value of 257 characters', { Key: 'a', Value: 'v'.repeat(257) }],
    ['no key', { Key: '' }],
  ])('with %s are refused', (_, tag) => {
    const { loadBalancer, add } = makeSite()
    expect(refusalOf(() => add([loadBalancer], tag)).name).toBe('ValidationError')
  })

  it('a key twice is refused, and of several resources all or none get theirs', () => {
    const { loadBalancer, targetGroup, add, tagsOf } = makeSite()
    expect(refusalOf(() => add([loadBalancer], { Key: 'a' }, { Key: 'a' })).name).toBe('DuplicateTagKeysException')
    expect(refusalOf(() => add([loadBalancer, `${targetGroup}0`], { Key: 'a' })).name).toBe(
      'TargetGroupNotFoundException',
    )
    expect(tagsOf(loadBalancer)?.[0].Tags).toEqual([])
  })

  it('are described for at most 20 resources, each missing one by its own kind of error', () => {
    const { loadBalancer, listener, defaultRule, tagsOf } = makeSite()
    expect(tagsOf(...Array<string>(20).fill(loadBalancer))).toHaveLength(20)
    expect(refusalOf(() => tagsOf(...Array<string>(21).fill(loadBalancer))).name).toBe('ValidationError')
    expect(refusalOf(() => tagsOf(`${loadBalancer}0`)).name).toBe('LoadBalancerNotFoundException')
    expect(refusalOf(() => tagsOf(`${listener}0`)).name).toBe('ListenerNotFoundException')
    expect(refusalOf(() => tagsOf(`${defaultRule}0`)).name).toBe('RuleNotFoundException')
    expect(refusalOf(() => tagsOf('arn:aws:s3:::bucket')).name).toBe('ValidationError')
  })
})
