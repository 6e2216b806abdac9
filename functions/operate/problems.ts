// Why an operation was not done, as the caller is told: problem details for HTTP APIs (RFC 9457). Each kind is one row, so that
// a program can tell them apart by `type`, and a person by `title`.
import { z } from 'zod'
import { PenumbraError } from '../../shared/domain/errors.ts'

/** Statuses and titles by kind; the kind is the end of `type`. */
export const problemKinds = {
  'malformed-json': { status: 400, title: 'The body is not JSON' },
  'invalid-input': { status: 400, title: 'The input does not fit the schema' },
  'not-available': { status: 400, title: 'Not built yet' },
  unauthorised: { status: 403, title: 'No IAM identity' },
  'unknown-operation': { status: 404, title: 'No such operation' },
  'unknown-group': { status: 404, title: 'No such Auto Scaling group' },
  'method-not-allowed': { status: 405, title: 'Only POST' },
  'not-opted-in': { status: 409, title: 'The group is not opted in' },
  unsupported: { status: 409, title: 'Penumbra does not act on this group' },
  'too-many-events': { status: 409, title: 'Too many announced events' },
  conflict: { status: 409, title: 'Somebody else changed it at the same time' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  internal: { status: 500, title: 'Penumbra failed' },
  throttled: { status: 503, title: 'AWS is throttling Penumbra' },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>

export type ProblemKind = keyof typeof problemKinds

/** One part of the input that does not fit. */
const inputErrorSchema = z.object({
  pointer: z.string().describe('JSON pointer (RFC 6901) into the body; empty: the whole of it'),
  got: z.string(),
  wanted: z.string(),
})

export type InputProblem = z.infer<typeof inputErrorSchema>

/** What is answered with `application/problem+json`. */
export const problemSchema = z.object({
  type: z.string().describe(`urn:penumbra:problem: and one of ${Object.keys(problemKinds).join(', ')}`),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().describe('one line: what was got, what was wanted'),
  instance: z.string().describe('urn:penumbra:request: and the id under which the request is logged'),
  errors: z.array(inputErrorSchema).optional().describe('of an input that does not fit the schema'),
})

export type Problem = z.infer<typeof problemSchema>

export class ProblemError extends PenumbraError {
  readonly kind: ProblemKind
  readonly errors: readonly InputProblem[] | undefined
  override readonly retryable: boolean

  /** @param detail one lower-case line: what was got, what was wanted */
  constructor(kind: ProblemKind, detail: string, options: { cause?: unknown; errors?: readonly InputProblem[] } = {}) {
    super(detail, { cause: options.cause })
    this.kind = kind
    this.errors = options.errors
    this.retryable = kind === 'throttled' || kind === 'conflict'
  }
}

/** @param requestId under which the request is logged */
export function toProblem({ kind, message, errors }: ProblemError, requestId: string): Problem {
  const { status, title } = problemKinds[kind]
  return {
    type: `urn:penumbra:problem:${kind}`,
    title,
    status,
    detail: message,
    instance: `urn:penumbra:request:${requestId}`,
    ...(errors && { errors: [...errors] }),
  }
}
