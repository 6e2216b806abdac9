import { expect, it } from 'vitest'
import { groupKey, orderKey, ordersKey } from '../../../shared/aws/record-keys.ts'

it('names the group in the partition key and the kind of record in the sort key (design §8)', () => {
  expect(groupKey('web', 'config')).toEqual({ pk: { S: 'group#web' }, sk: { S: 'config' } })
  expect(groupKey('a#b', 'decision#2026-03-02T00:00:00.000Z')).toEqual({
    pk: { S: 'group#a#b' },
    sk: { S: 'decision#2026-03-02T00:00:00.000Z' },
  })
})

it('keeps orders for every group apart from those of any group, whatever its name', () => {
  expect(ordersKey('every-group').pk).not.toEqual(ordersKey(undefined).pk)
  expect(ordersKey('web')).toEqual(groupKey('web', 'orders'))
})

it('sorts records of orders by their time', () => {
  const at = ['2026-03-02T00:00:00.000Z', '2026-03-02T00:00:00.001Z', '2026-11-02T00:00:00.000Z']
  const keys = at.map(time => orderKey('web', time, 1).sk.S)
  expect([...keys].sort()).toEqual(keys)
  expect(keys.every(key => key.startsWith(orderKey('web').sk.S))).toBe(true)
})
