// Everything that may be wrong before the API is reached, each with a line of its own. Nothing leaves this machine: Parameter
// Store and the API are servers on loopback, and the credential chain sees an empty home.

import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { connectToOperator } from '../../../shared/runtime/operator-connection.ts'
import { isSignedBy, serve, useCredentials } from '../../functions/operate/cli/loopback-api.ts'

beforeEach(() => {
  for (const name of ['AWS_PROFILE', 'AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_SESSION_TOKEN'])
    vi.stubEnv(name, undefined)
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) vi.stubEnv(name, undefined)
  for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE']) vi.stubEnv(name, '/nonexistent')
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
})

afterEach(() => vi.unstubAllEnvs())

/** Parameter Store with one answer to everything. */
async function parameterStore(statusCode: number, answer: object): Promise<void> {
  const endpoint = await serve(async () => ({ statusCode, body: JSON.stringify(answer) }))
  vi.stubEnv('AWS_ENDPOINT_URL_SSM', endpoint)
}

async function unusedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  await new Promise(closed => server.close(closed))
  return port
}

describe('the address of the API', () => {
  test('is what the stack has written into Parameter Store', async () => {
    useCredentials()
    await parameterStore(200, { Parameter: { Value: 'https://abc.execute-api.eu-central-1.amazonaws.com/' } })
    const { endpoint } = await connectToOperator({ region: 'eu-central-1' })
    expect(endpoint).toBe('https://abc.execute-api.eu-central-1.amazonaws.com')
  })

  test('is not asked for where it is given', async () => {
    useCredentials()
    await parameterStore(500, {})
    expect((await connectToOperator({ endpoint: 'http://127.0.0.1:1/', region: 'us-east-1' })).endpoint).toBe(
      'http://127.0.0.1:1',
    )
  })

  test('is missing where Penumbra is not deployed, or in another region', async () => {
    useCredentials()
    await parameterStore(400, { __type: 'ParameterNotFound' })
    await expect(connectToOperator({ region: 'eu-west-1' })).rejects.toThrow(
      'got no parameter /penumbra/api-endpoint in eu-west-1, wanted Penumbra deployed there: see --region, or run npm run deploy',
    )
  })

  test('is kept from those whose role does not allow it', async () => {
    useCredentials()
    await parameterStore(400, { __type: 'AccessDeniedException', message: 'User … is not authorized' })
    await expect(connectToOperator({ region: 'eu-west-1' })).rejects.toThrow(
      /^got access denied to \/penumbra\/api-endpoint in eu-west-1.*attach OperatorReadPolicy/,
    )
  })

  test('is kept from those whose login has run out', async () => {
    useCredentials()
    await parameterStore(400, { __type: 'ExpiredTokenException', message: 'The security token … is expired' })
    await expect(connectToOperator({ region: 'eu-west-1' })).rejects.toThrow(
      'got credentials that AWS refuses (ExpiredTokenException), wanted valid ones: log in again',
    )
  })

  test('cannot be read without a network', async () => {
    useCredentials()
    vi.stubEnv('AWS_ENDPOINT_URL_SSM', `http://127.0.0.1:${await unusedPort()}`)
    await expect(connectToOperator({ region: 'eu-west-1' })).rejects.toThrow(
      'cannot read /penumbra/api-endpoint in eu-west-1: got ECONNREFUSED, wanted its value; see network and --region',
    )
  })

  test('that is no address is told as it was given', async () => {
    useCredentials()
    const connection = await connectToOperator({ endpoint: 'abc', region: 'us-east-1' })
    await expect(connection.post('/ListGroups', '{}')).rejects.toThrow('--endpoint: got "abc", wanted an address')
  })
})

describe('whoever asks', () => {
  test('needs a region', async () => {
    useCredentials()
    vi.stubEnv('AWS_REGION', undefined)
    await expect(connectToOperator({})).rejects.toThrow(
      'got no region, wanted one: --region, AWS_REGION, or a region of the profile',
    )
  })

  test('needs credentials', async () => {
    const connection = await connectToOperator({ endpoint: 'http://127.0.0.1:1', region: 'us-east-1' })
    await expect(connection.post('/ListGroups', '{}')).rejects.toThrow(/^got no AWS credentials .*aws sso login$/)
  })

  test('of a profile that does not exist is told so', async () => {
    const options = { endpoint: 'http://127.0.0.1:1', region: 'us-east-1', profile: 'nobody' }
    await expect((await connectToOperator(options)).post('/ListGroups', '{}')).rejects.toThrow(
      /^profile nobody: got no AWS credentials /,
    )
  })
})

describe('a request', () => {
  test('is signed as IAM asks for it, recomputed by hand', async () => {
    useCredentials()
    const seen: boolean[] = []
    const endpoint = await serve(async (request, body) => {
      seen.push(isSignedBy(request, body), isSignedBy(request, `${body} `))
      return { statusCode: 200, body: '{}' }
    })
    const connection = await connectToOperator({ endpoint, region: 'us-east-1' })
    expect(await connection.post('/ListGroups', '{"a":"ä"}')).toEqual({ status: 200, body: '{}' })
    expect(seen).toEqual([true, false])
  })

  test('is signed for the region in the address, where nobody says another', async () => {
    useCredentials()
    vi.stubEnv('AWS_REGION', 'us-east-1')
    const sent = vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response('{}'))
    const connection = await connectToOperator({ endpoint: 'https://abc.execute-api.eu-central-1.amazonaws.com' })
    await connection.post('/ListGroups', '{}')
    const headers = new Headers(sent.mock.calls[0][1]?.headers)
    expect(headers.get('authorization')).toContain('/eu-central-1/execute-api/aws4_request')
    sent.mockRestore()
  })

  test('that nobody answers says who did not', async () => {
    useCredentials()
    const endpoint = `http://127.0.0.1:${await unusedPort()}`
    const connection = await connectToOperator({ endpoint, region: 'us-east-1' })
    await expect(connection.post('/ListGroups', '{}')).rejects.toThrow(
      `cannot reach ${endpoint}: got ECONNREFUSED, wanted an answer; see network and --endpoint`,
    )
  })
})
