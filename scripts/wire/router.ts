// Two emulators look like one AWS endpoint: this router reads for whom a request was signed (the service in SigV4's
// credential scope) and passes it on unchanged.
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'

/** Services that moto answers; ministack answers all others. */
const motoServices = new Set(['autoscaling', 'ec2', 'elasticloadbalancing', 'route53'])

export interface RouterTargets {
  readonly motoPort: number
  readonly ministackPort: number
}

/** `Credential=KEY/20261121/us-east-1/autoscaling/aws4_request`, in the header or (presigned) in the query. */
const credentialScope =
  /Credential=[^/,&]+(?:\/|%2F)\d{8}(?:\/|%2F)[^/,&]+?(?:\/|%2F)([a-z0-9-]+)(?:\/|%2F)aws4_request/i

/** The service that the request was signed for; undefined where it is not signed. */
export function signedService(authorization: string | undefined, url: string): string | undefined {
  return (credentialScope.exec(authorization ?? '') ?? credentialScope.exec(url))?.[1]
}

export function createRouter({ motoPort, ministackPort }: RouterTargets): Server {
  return createServer((incoming, outgoing) => {
    const service = signedService(incoming.headers.authorization, incoming.url ?? '')
    const port = service !== undefined && motoServices.has(service) ? motoPort : ministackPort
    passOn(incoming, outgoing, port)
  })
}

function passOn(incoming: IncomingMessage, outgoing: ServerResponse, port: number): void {
  const { method, url, headers } = incoming
  const onward = request({ host: '127.0.0.1', port, method, path: url, headers }, answer => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(outgoing)
  })
  onward.on('error', error => {
    if (!outgoing.headersSent) outgoing.writeHead(502, { 'content-type': 'text/plain' })
    outgoing.end(`no answer from 127.0.0.1:${port}: ${error.message}`)
  })
  incoming.pipe(onward)
}
