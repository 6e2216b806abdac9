// From a person's terminal to the operator API: whose credentials, which region, which address, and one signed request. What
// goes wrong on the way is told in one line that says what to do; nobody at 3 a.m. reads a stack trace of the SDK.
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { defaultProvider } from '@aws-sdk/credential-provider-node'
import { ConnectionError } from '../domain/errors.ts'
import { type AwsIdentity, signRequest } from './sign-request.ts'

/** Where the stack writes the address of its API. */
const endpointParameterName = '/penumbra/api-endpoint'

export interface ConnectionOptions {
  readonly region?: string
  readonly profile?: string
  /** Address of the API; undefined: the parameter of the stack says it. */
  readonly endpoint?: string
}

export interface HttpAnswer {
  readonly status: number
  readonly body: string
}

export interface OperatorConnection {
  readonly endpoint: string
  /** @throws ConnectionError in one line that says what to do */
  post(path: string, body: string): Promise<HttpAnswer>
}

/** The API itself gives up after 25 s. */
const timeoutMs = 30_000

/** @throws ConnectionError in one line that says what to do */
export async function connectToOperator(options: ConnectionOptions): Promise<OperatorConnection> {
  const ssm = new SSMClient({ region: options.region, profile: options.profile, maxAttempts: 2 })
  const endpoint = trimmed(options.endpoint ?? (await endpointOf(ssm)))
  const region = options.region ?? regionIn(endpoint) ?? (await configuredRegion(ssm))
  const credentials = defaultProvider({ profile: options.profile })
  return {
    endpoint,
    post: async (path, body) => {
      const url = urlOf(endpoint, path)
      const unsigned = { method: 'POST', url, headers: { 'content-type': 'application/json' }, body }
      const identity = await identityOf(credentials, options.profile)
      const headers = await signRequest(unsigned, identity, { region, service: 'execute-api' }, Date.now())
      return send(url, headers, body)
    },
  }
}

async function send(url: URL, headers: Record<string, string>, body: string): Promise<HttpAnswer> {
  const { host: _, ...sent } = headers
  try {
    const answer = await fetch(url, { method: 'POST', headers: sent, body, signal: AbortSignal.timeout(timeoutMs) })
    return { status: answer.status, body: await answer.text() }
  } catch (cause) {
    throw new ConnectionError(
      `cannot reach ${url.origin}: got ${networkReason(cause)}, wanted an answer; see network and --endpoint`,
      { cause },
    )
  }
}

async function endpointOf(ssm: SSMClient): Promise<string> {
  const region = await configuredRegion(ssm)
  try {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: endpointParameterName }))
    return Parameter?.Value ?? ''
  } catch (cause) {
    throw new ConnectionError(parameterProblem(cause, region), { cause })
  }
}

function parameterProblem(cause: unknown, region: string): string {
  const name = cause instanceof Error ? cause.name : ''
  if (name === 'ParameterNotFound') {
    return `got no parameter ${endpointParameterName} in ${region}, wanted Penumbra deployed there: see --region, or run npm run deploy`
  }
  if (name === 'AccessDeniedException') {
    return `got access denied to ${endpointParameterName} in ${region}, wanted ssm:GetParameter: attach OperatorReadPolicy, or give --endpoint`
  }
  return (
    credentialsProblem(cause) ??
    `cannot read ${endpointParameterName} in ${region}: got ${networkReason(cause)}, wanted its value; see network and --region`
  )
}

async function configuredRegion(ssm: SSMClient): Promise<string> {
  try {
    return await ssm.config.region()
  } catch (cause) {
    throw new ConnectionError('got no region, wanted one: --region, AWS_REGION, or a region of the profile', { cause })
  }
}

async function identityOf(credentials: () => Promise<AwsIdentity>, profile: string | undefined): Promise<AwsIdentity> {
  try {
    return await credentials()
  } catch (cause) {
    const whose = profile === undefined ? '' : `profile ${profile}: `
    throw new ConnectionError(`${whose}${credentialsProblem(cause) ?? oneLine(cause)}`, { cause })
  }
}

/** @returns undefined for what has nothing to do with credentials */
function credentialsProblem(cause: unknown): string | undefined {
  if (!(cause instanceof Error)) return undefined
  if (['CredentialsProviderError', 'TokenProviderError', 'ProviderError'].includes(cause.name)) {
    return `got no AWS credentials (${oneLine(cause)}), wanted those of --profile, the environment or a login: try aws sso login`
  }
  if (
    /^(ExpiredToken|UnrecognizedClient|InvalidClientTokenId|InvalidSignature|SignatureDoesNotMatch)/.test(cause.name)
  ) {
    return `got credentials that AWS refuses (${cause.name}), wanted valid ones: log in again`
  }
  return undefined
}

/** An API of API Gateway says its region in its name. */
function regionIn(endpoint: string): string | undefined {
  return /\.execute-api\.([a-z0-9-]+)\.amazonaws\.com/.exec(endpoint)?.[1]
}

function urlOf(endpoint: string, path: string): URL {
  try {
    return new URL(`${endpoint}${path}`)
  } catch (cause) {
    throw new ConnectionError(
      `--endpoint: got ${JSON.stringify(endpoint)}, wanted an address like https://….amazonaws.com`,
      { cause },
    )
  }
}

function trimmed(endpoint: string): string {
  return endpoint.trim().replace(/\/+$/, '')
}

/** Node hides what happened behind "fetch failed". */
function networkReason(cause: unknown): string {
  if (!(cause instanceof Error)) return 'an error'
  if (cause.name === 'TimeoutError') return `no answer within ${timeoutMs / 1000} s`
  const inner = cause.cause instanceof Error ? cause.cause : cause
  return 'code' in inner && typeof inner.code === 'string' ? inner.code : oneLine(inner)
}

function oneLine(cause: unknown): string {
  return cause instanceof Error ? cause.message.split('\n')[0] : 'an error'
}
