import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stackOf } from '../../simulator/iam/permission-world.ts'
import { decide } from './decide-case.ts'
import { groupChanges } from './group-permission-cases.ts'
import { everySetting, permissionCases, settingsCases } from './permission-cases.ts'
import { synthesise } from './synthesised-stack.ts'
import { conditionsOf } from './template-conditions.ts'

const template: unknown = synthesise().template.toJSON()
const stack = stackOf(template)

/** One that bounds nothing, so that what is denied is denied by the stack's own policies. */
const boundless = {
  [everySetting.permissionsBoundary]: {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
  },
}
const templates = [
  ['the stack', template, permissionCases],
  ['the stack with every setting', synthesise(everySetting).template.toJSON() as unknown, settingsCases],
] as const

describe.each(templates)('%s', (_which, deployed, cases) => {
  const named = cases.map(each => [each.name, each.expected, each] as const)
  const conditions = conditionsOf(deployed).map(({ name, removed }) => [name, removed] as const)

  it.each(named)('%s is %s', (_name, expected, each) => {
    expect(decide(stackOf(deployed, boundless), each)).toBe(expected)
  })

  it.each(conditions)('without %s, one of these cases comes out otherwise', (_name, removed) => {
    const loose = stackOf(removed(), boundless)
    const changed = cases.filter(each => decide(loose, each) !== each.expected)
    expect(changed.map(({ name }) => name)).not.toEqual([])
  })

  it('has conditions on both tags, on tag keys, on who assumes a role, to whom it is passed, and on TLS', () => {
    const names = conditions.map(([name]) => name)
    const keys = [':enabled', ':managed', 'aws:TagKeys', 'SourceAccount', 'SourceArn', 'PassedTo', 'SecureTransport']
    expect(keys.filter(key => !names.some(name => name.includes(key)))).toEqual([])
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
