// Amazon API Gateway, an HTTP API in front of Lambda functions: routes, IAM authorisation, and requests as the function gets
// them in payload format 2.0 (API Gateway developer guide: "Create AWS Lambda proxy integrations for HTTP APIs", "Control access
// to HTTP APIs with IAM authorization", "Quotas for configuring and running an HTTP API"). The stage is `$default`. Who may
// call what is IAM's to say and not judged here: a caller with an identity is let through. Routes are exact; variables in a path,
// `ANY`, `$default`, other authorisers, CORS, stage variables and throttling are not simulated.
import { InputError } from '../../shared/domain/errors.ts'
import type { VirtualClock } from '../kernel/clock.ts'
import type { LambdaService } from './lambda.ts'

export interface HttpRequest {
  readonly method: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** Who has signed it; undefined: nobody. */
  readonly userArn?: string
}

export interface HttpResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Route {
  readonly functionName: string
  readonly authorization: 'AWS_IAM' | 'NONE'
}

export interface HttpApiOptions {
  readonly clock: VirtualClock
  readonly lambda: LambdaService
}

/** Quotas: maximum integration timeout 30 s, payload size 10 MB. */
const integrationTimeoutMs = 30_000
const mostPayloadBytes = 10 * 1024 * 1024

const apiId = 'a1b2c3d4e5'
const domainName = `${apiId}.execute-api.us-east-1.amazonaws.com`
const accountId = '123456789012'

export class HttpApi {
  readonly #clock: VirtualClock
  readonly #lambda: LambdaService
  readonly #routes = new Map<string, Route>()
  #requests = 0

  constructor({ clock, lambda }: HttpApiOptions) {
    this.#clock = clock
    this.#lambda = lambda
  }

  /**
   * @param routeKey such as `POST /orders`
   * @throws InputError for what is not simulated
   */
  addRoute(routeKey: string, route: Route): void {
    if (!/^(GET|POST|PUT|PATCH|DELETE|HEAD) \/[\w./-]*$/.test(routeKey)) {
      throw new InputError(`route: got ${routeKey}, wanted a method and an exact path`)
    }
    this.#routes.set(routeKey, route)
  }

  /** @throws InputError for a body without a content type: what AWS makes of it is not documented */
  async request(request: HttpRequest): Promise<HttpResponse> {
    const routeKey = `${request.method} ${request.path}`
    const route = this.#routes.get(routeKey)
    if (route === undefined) return gatewayAnswer(404, 'Not Found')
    if (route.authorization === 'AWS_IAM' && request.userArn === undefined) return gatewayAnswer(403, 'Forbidden')
    if (Buffer.byteLength(request.body ?? '') > mostPayloadBytes) return gatewayAnswer(413, 'Request Entity Too Large')
    return this.#integrate(route, this.#eventOf(request, routeKey))
  }

  async #integrate({ functionName }: Route, event: object): Promise<HttpResponse> {
    const startMs = this.#clock.now()
    const answer = await this.#lambda.operations.Invoke({ FunctionName: functionName, Payload: toBytes(event) })
    if (this.#clock.now() - startMs > integrationTimeoutMs) return gatewayAnswer(503, 'Service Unavailable')
    if (answer.FunctionError !== undefined) return gatewayAnswer(500, 'Internal Server Error')
    return responseOf(JSON.parse(Buffer.from(answer.Payload ?? []).toString('utf8')))
  }

  #eventOf({ method, path, headers = {}, body, userArn }: HttpRequest, routeKey: string): object {
    const nowMs = this.#clock.now()
    const lowerCase = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
    const isBinary = body !== undefined && !isText(lowerCase['content-type'])
    const bytes = Buffer.from(body ?? '')
    return {
      version: '2.0',
      routeKey,
      rawPath: path,
      rawQueryString: '',
      headers: { host: domainName, 'content-length': String(bytes.length), ...lowerCase },
      requestContext: {
        accountId,
        apiId,
        ...(userArn !== undefined && { authorizer: { iam: identityOf(userArn) } }),
        domainName,
        domainPrefix: apiId,
        http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: lowerCase['user-agent'] ?? '' },
        requestId: `simulated-${++this.#requests}`,
        routeKey,
        stage: '$default',
        time: new Date(nowMs).toUTCString(),
        timeEpoch: nowMs,
      },
      ...(body !== undefined && { body: bytes.toString(isBinary ? 'base64' : 'utf8') }),
      isBase64Encoded: isBinary,
    }
  }
}

function identityOf(userArn: string): object {
  return {
    accessKey: 'ASIASIMULATED',
    accountId,
    callerId: 'AROASIMULATED:session',
    cognitoIdentity: null,
    principalOrgId: null,
    userArn,
    userId: 'AROASIMULATED:session',
  }
}

/** Anything else than text is handed over in base 64. */
function isText(contentType: string | undefined): boolean {
  if (contentType === undefined) throw new InputError('content-type: got none beside a body, wanted one')
  return /^(text\/|application\/(json|javascript|xml|[\w.-]+\+(json|xml)))/i.test(contentType)
}

function toBytes(event: object): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(event))
}

interface ProxyAnswer {
  readonly statusCode?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly isBase64Encoded?: boolean
}

/** "API Gateway can infer the response format": without a status code, what the function gives is the body of a 200. */
function responseOf(answer: ProxyAnswer): HttpResponse {
  if (answer?.statusCode === undefined) {
    return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(answer) }
  }
  const { statusCode, headers = {}, body = '', isBase64Encoded = false } = answer
  const lowerCase = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  return {
    status: statusCode,
    headers: { 'content-type': 'text/plain;charset=UTF-8', ...lowerCase },
    body: isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body,
  }
}

function gatewayAnswer(status: number, message: string): HttpResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ message }) }
}
