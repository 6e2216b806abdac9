import { createServer, type IncomingMessage, type Server } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRouter, signedService } from '../../../scripts/wire/router.ts'

const signed = (service: string, region = 'us-east-1') =>
  `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/${region}/${service}/aws4_request, SignedHeaders=host, Signature=5d67`

describe('the service that a request is signed for', () => {
  // The example of "Signature Version 4" in the IAM user guide, and the same as a query of a presigned URL.
  it('stands in the credential scope of the header, or of the query of a presigned URL', () => {
    expect(signedService(signed('iam'), '/')).toBe('iam')
    const query =
      '/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fs3%2Faws4_request'
    expect(signedService(undefined, query)).toBe('s3')
  })

  it('is not the access key, the date or the region', () => {
    expect(signedService(signed('autoscaling', 'eu-central-1'), '/?Credential=x')).toBe('autoscaling')
  })

  it('is none where nothing is signed', () => {
    expect(signedService(undefined, '/_ministack/health')).toBeUndefined()
    expect(signedService('Bearer token', '/')).toBeUndefined()
  })
})

describe('the router', () => {
  const servers: Server[] = []
  let url = ''

  async function listen(server: Server): Promise<number> {
    servers.push(server)
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    return typeof address === 'object' && address !== null ? address.port : 0
  }

  /** Answers with its own name and what it was asked. */
  function emulator(name: string): Server {
    return createServer(async (incoming: IncomingMessage, outgoing) => {
      const body = await text(incoming)
      outgoing.writeHead(name === 'moto' ? 400 : 200, { 'x-emulator': name })
      outgoing.end(`${incoming.method} ${incoming.url} ${body}`)
    })
  }

  beforeAll(async () => {
    const motoPort = await listen(emulator('moto'))
    const ministackPort = await listen(emulator('ministack'))
    url = `http://127.0.0.1:${await listen(createRouter({ motoPort, ministackPort }))}`
  })
  afterAll(() => {
    for (const server of servers) {
      server.close()
      server.closeAllConnections()
    }
  })

  async function ask(service: string | undefined) {
    const headers = service === undefined ? {} : { authorization: signed(service) }
    const answer = await fetch(`${url}/path?a=b`, { method: 'PUT', headers, body: 'é and more' })
    return { emulator: answer.headers.get('x-emulator'), status: answer.status, body: await answer.text() }
  }

  it.each(['autoscaling', 'ec2', 'elasticloadbalancing', 'route53'])(
    'passes %s on to moto as it is, and the answer back',
    async service => {
      expect(await ask(service)).toEqual({ emulator: 'moto', status: 400, body: 'PUT /path?a=b é and more' })
    },
  )

  it.each(['dynamodb', 'lambda', 'scheduler', 's3', 'cloudformation', undefined])(
    'passes %s on to ministack',
    async service => {
      expect(await ask(service)).toEqual({ emulator: 'ministack', status: 200, body: 'PUT /path?a=b é and more' })
    },
  )

  it('says who does not answer', async () => {
    const port = await listen(createRouter({ motoPort: 1, ministackPort: 1 }))
    const answer = await fetch(`http://127.0.0.1:${port}/`)
    expect(answer.status).toBe(502)
    expect(await answer.text()).toMatch(/^no answer from an emulator: .*127\.0\.0\.1:1$/)
  })
})
