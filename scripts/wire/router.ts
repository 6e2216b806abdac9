// Two emulators look like one AWS endpoint: this router reads for whom a request was signed (the service in SigV4's
// credential scope) and passes it on unchanged.
import {
  type ClientRequest,
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http'
import { request as requestByTls } from 'node:https'

/** Services that moto answers; ministack answers all others. */
const motoServices = new Set(['autoscaling', 'ec2', 'elasticloadbalancing', 'route53'])

export interface RouterTargets {
  readonly motoPort: number
  readonly ministackPort: number
  /** Which ministack identifies itself with, PEM. @default none: it is spoken to without TLS */
  readonly ministackCertificate?: Buffer
}

/** `Credential=KEY/20261121/us-east-1/autoscaling/aws4_request`, in the header or (presigned) in the query. */
const credentialScope =
  /Credential=[^/,&]+(?:\/|%2F)\d{8}(?:\/|%2F)[^/,&]+?(?:\/|%2F)([a-z0-9-]+)(?:\/|%2F)aws4_request/i

/** The service that the request was signed for; undefined where it is not signed. */
export function signedService(authorization: string | undefined, url: string): string | undefined {
  return (credentialScope.exec(authorization ?? '') ?? credentialScope.exec(url))?.[1]
}

export function createRouter({ motoPort, ministackPort, ministackCertificate }: RouterTargets): Server {
  return createServer((incoming, outgoing) => {
    const { method, url: path = '', headers } = incoming
    const service = signedService(headers.authorization, path)
    const onward = { host: '127.0.0.1', method, path, headers }
    if (service !== undefined && motoServices.has(service)) {
      passOn(incoming, outgoing, request({ ...onward, port: motoPort }))
    } else if (ministackCertificate === undefined) {
      passOn(incoming, outgoing, request({ ...onward, port: ministackPort }))
    } else {
      passOn(incoming, outgoing, requestByTls({ ...onward, port: ministackPort, ca: ministackCertificate }))
    }
  })
}

function passOn(incoming: IncomingMessage, outgoing: ServerResponse, onward: ClientRequest): void {
  onward.on('response', answer => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(outgoing)
  })
  onward.on('error', error => {
    if (!outgoing.headersSent) outgoing.writeHead(502, { 'content-type': 'text/plain' })
    outgoing.end(`no answer from an emulator: ${error.message}`)
  })
  incoming.pipe(onward)
}
