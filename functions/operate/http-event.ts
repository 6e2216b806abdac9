// A request as API Gateway's HTTP APIs hand it over: payload format 2.0 of a Lambda proxy integration (API Gateway developer
// guide, "Working with AWS Lambda proxy integrations for HTTP APIs"). Only what is used is asked for.
import { z } from 'zod'
import { ProblemError } from './problems.ts'

export const httpEventSchema = z.object({
  version: z.literal('2.0'),
  rawPath: z.string(),
  body: z.string().optional(),
  isBase64Encoded: z.boolean(),
  requestContext: z.object({
    requestId: z.string(),
    stage: z.string(),
    http: z.object({ method: z.string() }),
    authorizer: z.object({ iam: z.object({ userArn: z.string().min(1).nullish() }).nullish() }).nullish(),
  }),
})

export type HttpEvent = z.infer<typeof httpEventSchema>

/** The largest input is an event with a note of 500 characters; this leaves room for any way to write it. */
export const mostBodyBytes = 64 * 1024

/** No input has more than three; what is nested without end would exhaust the stack of whatever looks at it. */
const mostLevels = 16

/** The last part of the path, after the stage where the path names it. */
export function operationOf({ rawPath, requestContext: { stage } }: HttpEvent): string {
  const prefix = stage === '$default' ? '/' : `/${stage}/`
  return rawPath.startsWith(prefix) ? rawPath.slice(prefix.length) : rawPath.slice(1)
}

/** @throws ProblemError where IAM has not said who it is: the routes ask for it, and so do we */
export function callerOf({ requestContext: { authorizer } }: HttpEvent): { arn: string } {
  const arn = authorizer?.iam?.userArn
  if (typeof arn === 'string') return { arn }
  throw new ProblemError('unauthorised', 'got a request without an IAM identity, wanted one signed with SigV4')
}

/**
 * An empty body is an empty object.
 * @throws ProblemError `body-too-large`, `malformed-json`, `invalid-input` for what is nested without end
 */
export function jsonOf({ body = '', isBase64Encoded }: HttpEvent): unknown {
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8')
  if (bytes.length > mostBodyBytes) {
    throw new ProblemError('body-too-large', `body: got ${bytes.length} bytes, wanted at most ${mostBodyBytes}`)
  }
  const text = bytes.toString('utf8').trim()
  if (text === '') return {}
  const json = parsed(text)
  if (isNestedDeeper(json, mostLevels)) {
    throw new ProblemError('invalid-input', `body: got more than ${mostLevels} levels, wanted an object`)
  }
  return json
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const got = JSON.stringify(text.slice(0, 40))
    throw new ProblemError('malformed-json', `body: got ${got}, wanted one JSON object`, { cause })
  }
}

function isNestedDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some(each => isNestedDeeper(each, levels - 1))
}
