// Developer guide, howitworks-ttl.html; API reference, UpdateTimeToLive; aws-facts: TTL deletes late, reads still show it.
import { expect, test } from 'vitest'
import type { DynamoDbService } from '../../../../simulator/services/dynamodb/dynamodb-service.ts'
import {
  at,
  get,
  key,
  put,
  scanAll,
  serviceWithTable,
  startMs,
  tableName,
  validationMessage,
} from './service-fixture.ts'

const TableName = tableName
const hour = 3_600_000
const year = 365 * 24 * hour
const expiryMs = startMs + 10 * hour

function enable(service: DynamoDbService, nowMs: number, AttributeName = 'expiresAt', Enabled = true) {
  return service.operations.UpdateTimeToLive(
    { TableName, TimeToLiveSpecification: { Enabled, AttributeName } },
    at(nowMs),
  )
}

function serviceWithTimeToLive(seed = 1): DynamoDbService {
  const service = serviceWithTable({ seed })
  enable(service, startMs)
  return service
}

const expiring = (sk: string, expiry = expiryMs) => ({ ...key('p', sk), expiresAt: { N: String(expiry / 1000) } })

test('an item never goes before it expires, and always within 48 hours after', () => {
  const service = serviceWithTimeToLive()
  const names = Array.from({ length: 200 }, (_, index) => `k${index}`)
  for (const name of names) put(service, expiring(name))
  expect(scanAll(service, expiryMs)).toHaveLength(200)
  // Uniform over 48 hours: after 24 of them half are left; 5 standard deviations of Binomial(200, 1/2) are 35.
  const half = scanAll(service, expiryMs + 24 * hour).length
  expect(Math.abs(half - 100)).toBeLessThan(35)
  expect(scanAll(service, expiryMs + 48 * hour)).toEqual([])
})

test('every way of reading agrees on when an item is gone', () => {
  for (let seed = 0; seed < 20; seed++) {
    const nowMs = expiryMs + 24 * hour
    const lookers: ((service: DynamoDbService) => boolean)[] = [
      service => get(service, key('p', 'a'), nowMs) !== undefined,
      service => scanAll(service, nowMs).length > 0,
      service => {
        service.sweepExpired(nowMs)
        return scanAll(service, startMs).length > 0
      },
      service =>
        service.operations.Query(
          { TableName, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': { S: 'p' } } },
          at(nowMs),
        ).Count === 1,
    ]
    const seen = lookers.map(look => {
      const service = serviceWithTimeToLive(seed)
      put(service, expiring('a'))
      return look(service)
    })
    expect(new Set(seen).size).toBe(1)
  }
})

test('an expired item can still be updated, and lives on when its expiry is moved', () => {
  const service = serviceWithTimeToLive()
  put(service, expiring('a'))
  service.operations.UpdateItem(
    {
      TableName,
      Key: key('p', 'a'),
      UpdateExpression: 'SET expiresAt = :later',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':later': { N: String((expiryMs + 100 * hour) / 1000) } },
    },
    at(expiryMs + 1),
  )
  expect(get(service, key('p', 'a'), expiryMs + 100 * hour)).toBeDefined()
  expect(get(service, key('p', 'a'), expiryMs + 148 * hour)).toBeUndefined()
})

test('only numbers in the named attribute count, and none that lies five years back', () => {
  const service = serviceWithTimeToLive()
  put(service, { ...key('p', 'text'), expiresAt: { S: String(expiryMs / 1000) } })
  put(service, { ...key('p', 'other'), expires: { N: String(expiryMs / 1000) } })
  put(service, expiring('mistake', startMs - 6 * year))
  put(service, expiring('old', startMs - 4 * year))
  expect(scanAll(service, expiryMs + year).map(({ sk }) => sk.S)).toEqual(['mistake', 'other', 'text'])
})

test('turning it on takes in the items that are there, and turning it off stops the deleting', () => {
  const service = serviceWithTable()
  put(service, expiring('a', startMs - hour))
  enable(service, startMs)
  // Nothing goes while the change is under way.
  expect(get(service, key('p', 'a'), startMs + hour - 1)).toBeDefined()
  const stopped = serviceWithTable()
  put(stopped, expiring('a'))
  enable(stopped, startMs)
  enable(stopped, startMs + hour, 'expiresAt', false)
  expect(get(stopped, key('p', 'a'), expiryMs + year)).toBeDefined()
  expect(get(service, key('p', 'a'), startMs + 49 * hour)).toBeUndefined()
})

test('it takes an hour to come into force, and cannot be changed meanwhile', () => {
  const service = serviceWithTimeToLive()
  const status = (nowMs: number) =>
    service.operations.DescribeTimeToLive({ TableName }, at(nowMs)).TimeToLiveDescription
  expect(status(startMs)).toEqual({ TimeToLiveStatus: 'ENABLING', AttributeName: 'expiresAt' })
  expect(status(startMs + hour)).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' })
  const refusal = (nowMs: number, attributeName?: string) =>
    validationMessage(() => enable(service, nowMs, attributeName))
  expect(refusal(startMs + hour - 1)).toMatch('modified multiple times within a fixed interval')
  expect(refusal(startMs + hour)).toBe('TimeToLive is already enabled')
  expect(refusal(startMs + hour, 'other')).toMatch('current AttributeName is expiresAt')
  enable(service, startMs + hour, 'expiresAt', false)
  expect(status(startMs + hour)).toEqual({ TimeToLiveStatus: 'DISABLING' })
  expect(status(startMs + 2 * hour)).toEqual({ TimeToLiveStatus: 'DISABLED' })
  expect(validationMessage(() => enable(service, startMs + 2 * hour, 'expiresAt', false))).toBe(
    'TimeToLive is already disabled',
  )
})
