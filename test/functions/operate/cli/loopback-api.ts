// The whole chain on this machine: command line → signed request over loopback → the real handler on the simulated region. The
// server checks the signature itself, by hand, with nothing but node:crypto, as API Gateway would before it calls the function.
import { createHash, createHmac } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, vi } from 'vitest'
import { operateDependencies } from '../../../../functions/operate/dependencies.ts'
import { makeHandler } from '../../../../functions/operate/handler.ts'
import { environmentNames } from '../../../../shared/runtime/env.ts'
import { modeParameterName, tableName } from '../../../../simulator/control-plane.ts'
import type { World } from '../../../laws/world.ts'

const accessKeyId = 'AKIDEXAMPLE'
const secretAccessKey = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'
const userArn = 'arn:aws:iam::123456789012:user/operator'

/** What the default credential chain looks at first; for one test file. */
export function useCredentials(): void {
  vi.stubEnv('AWS_ACCESS_KEY_ID', accessKeyId)
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secretAccessKey)
  vi.stubEnv('AWS_REGION', 'us-east-1')
}

export interface Api {
  readonly endpoint: string
  /** Signed requests that were let through. */
  readonly requests: { readonly path: string; readonly body: string }[]
}

interface Reply {
  readonly statusCode: number
  readonly body: string
}

/** An API of one test file; it ends with it. */
export async function serveApi(world: World): Promise<Api> {
  const handler = makeHandler(operateDependencies(runtimeOf(world)))
  const requests: Api['requests'] = []
  const endpoint = await serve(async (request, body) => {
    if (!isSignedBy(request, body)) return { statusCode: 403, body: '{"message":"Forbidden"}' }
    requests.push({ path: request.url ?? '', body })
    return handler(eventOf(request, body))
  })
  return { endpoint, requests }
}

/** Anything that answers on loopback. */
export async function serve(answer: (request: IncomingMessage, body: string) => Promise<Reply>): Promise<string> {
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const reply = await answer(request, body)
    response.writeHead(reply.statusCode, { connection: 'close' }).end(reply.body)
  })
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening))
  afterAll(() => new Promise(closed => server.close(closed)))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function runtimeOf(world: World) {
  return {
    clients: world.region.clients('operate'),
    now: () => world.region.clock.now(),
    sleep: (durationMs: number) => world.region.clock.sleep(durationMs),
    variables: {
      [environmentNames.tableName]: tableName,
      [environmentNames.modeParameterName]: modeParameterName,
      [environmentNames.tagPrefix]: 'penumbra',
    },
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    telemetry: { count: () => {} },
  }
}

/** Payload format 2.0. */
function eventOf(request: IncomingMessage, body: string) {
  return {
    version: '2.0',
    rawPath: request.url,
    body,
    isBase64Encoded: false,
    requestContext: {
      requestId: 'request',
      stage: '$default',
      http: { method: request.method },
      authorizer: { iam: { userArn } },
    },
  }
}

/** IAM user guide, "Create a signed AWS API request", step by step. */
export function isSignedBy({ method, url, headers }: IncomingMessage, body: string): boolean {
  const pattern =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([\w;-]+), Signature=(\w{64})$/
  const match = pattern.exec(headers.authorization ?? '')
  if (match === null) return false
  const [, keyId, day, region, service, signedHeaders, signature] = match
  const names = signedHeaders.split(';')
  if (!names.includes('host') || !names.includes('x-amz-date')) return false
  const lines = names.map(name => `${name}:${String(headers[name]).trim()}\n`).join('')
  const canonical = [method, url, '', lines, signedHeaders, sha256(body)].join('\n')
  const scope = `${day}/${region}/${service}/aws4_request`
  const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(canonical)].join('\n')
  const key = [day, region, service, 'aws4_request'].reduce<Buffer | string>(hmac, `AWS4${secretAccessKey}`)
  return keyId === accessKeyId && service === 'execute-api' && hmac(key, toSign).toString('hex') === signature
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
