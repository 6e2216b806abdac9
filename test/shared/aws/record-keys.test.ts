import { expect, it } from 'vitest'
import { groupKey } from '../../../shared/aws/record-keys.ts'

it('names the group in the partition key and the kind of record in the sort key (design §8)', () => {
  expect(groupKey('web', 'config')).toEqual({ pk: { S: 'group#web' }, sk: { S: 'config' } })
  expect(groupKey('a#b', 'decision#2026-03-02T00:00:00.000Z')).toEqual({
    pk: { S: 'group#a#b' },
    sk: { S: 'decision#2026-03-02T00:00:00.000Z' },
  })
})
