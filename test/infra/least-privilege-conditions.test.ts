import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stackOf } from '../../simulator/iam/permission-world.ts'
import { decide, groupChanges, permissionCases } from './permission-cases.ts'
import { synthesise } from './synthesised-stack.ts'
import { conditionsOf } from './template-conditions.ts'

const template: unknown = synthesise().template.toJSON()
const stack = stackOf(template)

describe('what the roles and resources of the stack let happen', () => {
  it.each(permissionCases.map(each => [each.name, each.expected, each] as const))(
    '%s is %s',
    (_name, _expected, each) => {
      expect(decide(stack, each)).toBe(each.expected)
    },
  )
})

describe('without any single condition of the template', () => {
  const conditions = conditionsOf(template).map(({ name, removed }) => [name, removed] as const)

  it.each(conditions)('%s, one of these cases comes out otherwise', (_name, removed) => {
    const loose = stackOf(removed())
    const changed = permissionCases.filter(each => decide(loose, each) !== each.expected)
    expect(changed.map(({ name }) => name)).not.toEqual([])
  })

  it('there are conditions on both tags, on tag keys, on who assumes a role, to whom it is passed, and on TLS', () => {
    const names = conditions.map(([name]) => name)
    for (const key of [
      'enabled',
      'managed',
      'aws:TagKeys',
      'SourceAccount',
      'SourceArn',
      'PassedTo',
      'SecureTransport',
    ]) {
      expect(names.filter(name => name.includes(key))).not.toEqual([])
    }
  })
})

const tagKey = fc.oneof(
  fc.constantFrom('penumbra:enabled', 'penumbra:managed', 'penumbra:mode', 'team'),
  fc.string({ minLength: 1 }),
)
const anyTags = fc.dictionary(tagKey, fc.constantFrom('true', 'false', 'True', ''))
const differInMore = (tags: object) =>
  new Set(Object.keys(tags).map(key => key.toLowerCase())).size === Object.keys(tags).length
const groupTags = anyTags.filter(differInMore)

describe('whatever the tags of a group are', () => {
  it('no role may change it unless it is opted in or managed', () => {
    const roles = stack.policies.roles.map(({ arn }) => arn)
    fc.assert(
      fc.property(groupTags, fc.constantFrom(...groupChanges), fc.constantFrom(...roles), (tags, operation, as) => {
        const ask = { service: 'AutoScaling', operation, input: { AutoScalingGroupName: 'web' } }
        const decision = decide(stack, { name: '', expected: 'denied', as, ask, groupTags: tags })
        const isOurs = tags['penumbra:enabled'] === 'true' || tags['penumbra:managed'] !== undefined
        return decision === 'denied' || isOurs
      }),
    )
  })

  it('no role may put any tag on it but the managed one, and that on a group that is opted in alone', () => {
    const roles = stack.policies.roles.map(({ arn }) => arn)
    const keys = fc.uniqueArray(tagKey, { minLength: 1, maxLength: 3, selector: key => key.toLowerCase() })
    fc.assert(
      fc.property(groupTags, keys, fc.constantFrom(...roles), (tags, wanted, as) => {
        const Tags = wanted.map(Key => ({ ResourceId: 'web', Key, Value: 'true' }))
        const ask = { service: 'AutoScaling', operation: 'CreateOrUpdateTags', input: { Tags } }
        const decision = decide(stack, { name: '', expected: 'denied', as, ask, groupTags: tags })
        const isMark = wanted.length === 1 && wanted[0] === 'penumbra:managed' && tags['penumbra:enabled'] === 'true'
        return decision === 'denied' || isMark
      }),
    )
  })
})
