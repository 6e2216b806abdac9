// What a tag key may be: aws-facts.md, "Tag key 1–128 … no `aws:` prefix in key or value" (BC TagKey).
import { expect, test } from 'vitest'
import { InputError } from '../../../../shared/domain/errors.ts'
import { defaultTagKeys, tagKey, tagKeysOf } from '../../../../shared/domain/group/tag-keys.ts'

test('the keys are the prefix, a colon and the name', () => {
  expect(tagKeysOf('acme-2')).toEqual({ prefix: 'acme-2', enabled: 'acme-2:enabled', managed: 'acme-2:managed' })
  expect(defaultTagKeys.enabled).toBe('penumbra:enabled')
})

test('a record of before a prefix could be chosen speaks of penumbra', () => {
  expect([tagKey(undefined, 'mode'), tagKey('acme', 'mode')]).toEqual(['penumbra:mode', 'acme:mode'])
})

test.each(['', 'acme:', 'a/b', '2go', '-x', 'läden', 'a b', 'a'.repeat(41), 'aws', 'AWSome', 'a\nb', 'a\n'])(
  'the prefix %j is refused in one line that says what is wanted',
  prefix => {
    expect(() => tagKeysOf(prefix)).toThrow(InputError)
    expect(() => tagKeysOf(prefix)).toThrow(/^tag prefix: got ".*", wanted 1 to 40 letters, digits or/)
  },
)

test('the longest prefix leaves room for every name below the 128 characters of a key', () => {
  expect(tagKey(tagKeysOf('a'.repeat(40)).prefix, 'requests-per-instance').length).toBeLessThan(128)
})
