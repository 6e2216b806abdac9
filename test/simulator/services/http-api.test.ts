import { beforeEach, describe, expect, it } from 'vitest'
import { VirtualClock } from '../../../simulator/kernel/clock.ts'
import { HttpApi } from '../../../simulator/services/http-api.ts'
import { LambdaService } from '../../../simulator/services/lambda.ts'

const userArn = 'arn:aws:iam::123456789012:user/ana'
const json = { 'Content-Type': 'application/json' }

let clock: VirtualClock
let api: HttpApi
let events: Record<string, unknown>[]
let answer: () => unknown

beforeEach(() => {
  clock = new VirtualClock(Date.UTC(2026, 2, 2))
  const lambda = new LambdaService({ clock, seed: 1 })
  events = []
  answer = () => ({ statusCode: 201, headers: { 'X-Kind': 'order' }, body: 'made' })
  const handler = async (event: unknown) => {
    events.push(event as Record<string, unknown>)
    return answer()
  }
  lambda.register('orders', handler, { timeoutSeconds: 25 })
  api = new HttpApi({ clock, lambda })
  api.addRoute('POST /orders', { functionName: 'orders', authorization: 'AWS_IAM' })
  api.addRoute('GET /health', { functionName: 'orders', authorization: 'NONE' })
})

const post = (changes: object = {}) => api.request({ method: 'POST', path: '/orders', userArn, ...changes })

describe('a request that API Gateway answers itself', () => {
  it.each([
    ['POST', '/order'],
    ['GET', '/orders'],
    ['POST', '/orders/'],
    ['POST', '/'],
  ])('of a route that is not there, %s %s, gets 404 Not Found', async (method, path) => {
    const { status, headers, body } = await post({ method, path })
    expect([status, headers['content-type'], body]).toEqual([404, 'application/json', '{"message":"Not Found"}'])
    expect(events).toEqual([])
  })

  it('that nobody has signed gets 403 Forbidden on a route with IAM authorisation', async () => {
    const { status, body } = await post({ userArn: undefined })
    expect([status, body]).toEqual([403, '{"message":"Forbidden"}'])
    expect(events).toEqual([])
  })

  it('above 10 MB gets 413 (quotas of HTTP APIs)', async () => {
    const mostBytes = 10 * 1024 * 1024
    expect((await post({ headers: json, body: 'x'.repeat(mostBytes + 1) })).status).toBe(413)
  })

  it('whose function fails gets 500 without what is inside', async () => {
    answer = () => {
      throw new Error('secret')
    }
    const { status, body } = await post()
    expect([status, body]).toEqual([500, '{"message":"Internal Server Error"}'])
  })

  it('whose function takes more than 30 s gets 503, although it goes on', async () => {
    const slow = new LambdaService({ clock, seed: 1 })
    slow.register('slow', () => clock.sleep(31_000), { timeoutSeconds: 60 })
    const other = new HttpApi({ clock, lambda: slow })
    other.addRoute('GET /slow', { functionName: 'slow', authorization: 'NONE' })
    const asked = other.request({ method: 'GET', path: '/slow' })
    await clock.runUntil(clock.now() + 60_000)
    expect(await asked).toMatchObject({ status: 503, body: '{"message":"Service Unavailable"}' })
  })
})

describe('what the function gets', () => {
  it('is payload format 2.0, header names in lower case, the signer beside the request', async () => {
    await post({ headers: { ...json, 'User-Agent': 'cli' }, body: '{"a":1}' })
    expect(events[0]).toMatchObject({
      version: '2.0',
      routeKey: 'POST /orders',
      rawPath: '/orders',
      rawQueryString: '',
      headers: { 'content-type': 'application/json', 'user-agent': 'cli', 'content-length': '7' },
      requestContext: {
        accountId: '123456789012',
        authorizer: { iam: { userArn, accountId: '123456789012', cognitoIdentity: null } },
        http: { method: 'POST', path: '/orders', userAgent: 'cli' },
        requestId: 'simulated-1',
        routeKey: 'POST /orders',
        stage: '$default',
        timeEpoch: Date.UTC(2026, 2, 2),
      },
      body: '{"a":1}',
      isBase64Encoded: false,
    })
  })

  it('has no authoriser where the route asks for none and nobody has signed', async () => {
    await api.request({ method: 'GET', path: '/health' })
    expect(events[0].requestContext).not.toHaveProperty('authorizer')
    expect(events[0]).not.toHaveProperty('body')
  })

  it('is in base 64 where the content type is not text', async () => {
    await post({ headers: { 'content-type': 'application/octet-stream' }, body: '{"a":1}' })
    // RFC 4648: {"a":1} is eyJhIjoxfQ==
    expect(events[0]).toMatchObject({ body: 'eyJhIjoxfQ==', isBase64Encoded: true })
  })

  it('is not guessed for a body without a content type', async () => {
    await expect(post({ body: '{}' })).rejects.toThrow('content-type: got none beside a body, wanted one')
  })
})

describe('what the client gets', () => {
  it('is the status, the headers in lower case and the body of the function', async () => {
    expect(await post()).toEqual({
      status: 201,
      headers: { 'content-type': 'text/plain;charset=UTF-8', 'x-kind': 'order' },
      body: 'made',
    })
  })

  it('is decoded from base 64 where the function says so', async () => {
    answer = () => ({ statusCode: 200, body: 'bWFkZQ==', isBase64Encoded: true })
    expect((await post()).body).toBe('made')
  })

  it('is the JSON of whatever has no status code, with 200', async () => {
    answer = () => ({ made: true })
    expect(await post()).toEqual({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: '{"made":true}',
    })
  })
})

it.each(['POST /orders/{id}', 'ANY /orders', '$default', 'orders'])(
  'refuses the route %j, which it does not simulate',
  key => {
    expect(() => api.addRoute(key, { functionName: 'orders', authorization: 'NONE' })).toThrow(`route: got ${key}`)
  },
)
