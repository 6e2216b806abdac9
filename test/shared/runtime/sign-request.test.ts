// Known answers: AWS's published Signature Version 4 test suite (aws-sig-v4-test-suite), with its example credentials and date.
import { describe, expect, test } from 'vitest'
import { signRequest } from '../../../shared/runtime/sign-request.ts'

const identity = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }
const scope = { region: 'us-east-1', service: 'service' }
const atMs = Date.UTC(2015, 7, 30, 12, 36, 0)

const sign = (method: string, path: string, body = '', headers: Record<string, string> = {}, sessionToken?: string) =>
  signRequest(
    { method, url: new URL(`https://example.amazonaws.com${path}`), headers, body },
    { ...identity, sessionToken },
    scope,
    atMs,
  )

const authorization = (signedHeaders: string, signature: string) =>
  `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=${signedHeaders}, Signature=${signature}`

describe("AWS's test suite for signatures", () => {
  test('get-vanilla', async () => {
    expect(await sign('GET', '/')).toEqual({
      host: 'example.amazonaws.com',
      'x-amz-date': '20150830T123600Z',
      authorization: authorization(
        'host;x-amz-date',
        '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
      ),
    })
  })

  test('get-vanilla-query-order-key-case', async () => {
    const { authorization: signed } = await sign('GET', '/?Param2=value2&Param1=value1')
    expect(signed).toBe(
      authorization('host;x-amz-date', 'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500'),
    )
  })

  test('post-vanilla', async () => {
    const { authorization: signed } = await sign('POST', '/')
    expect(signed).toBe(
      authorization('host;x-amz-date', '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'),
    )
  })

  test('post-x-www-form-urlencoded', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const { authorization: signed } = await sign('POST', '/', 'Param1=value1', headers)
    expect(signed).toBe(
      authorization('content-type;host;x-amz-date', 'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a'),
    )
  })
})

test('a session token is sent, and signed with the rest', async () => {
  const headers = await sign('POST', '/', '{}', {}, 'token')
  expect(headers['x-amz-security-token']).toBe('token')
  expect(headers.authorization).toContain('SignedHeaders=host;x-amz-date;x-amz-security-token,')
})

test('whatever is changed on the way changes the signature', async () => {
  const signatures = await Promise.all([
    sign('POST', '/ListGroups', '{}'),
    sign('POST', '/SetMode', '{}'),
    sign('POST', '/ListGroups', '{ }'),
    sign('GET', '/ListGroups', '{}'),
  ])
  expect(new Set(signatures.map(({ authorization: signed }) => signed)).size).toBe(4)
})
