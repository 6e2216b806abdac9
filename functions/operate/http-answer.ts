// What API Gateway is handed back: the answer as JSON, or problem details (RFC 9457).
import { awsErrorKind } from '../../shared/aws/aws-errors.ts'
import { ProblemError, toProblem } from './problems.ts'

export interface HttpAnswer {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Answers are about now, and for the one who asked. */
const common = { 'cache-control': 'no-store' }

/** Seconds after which AWS has filled up its buckets again, or the other writer is done. */
const retryAfterSeconds = 2

export function answerOf(answer: unknown): HttpAnswer {
  return {
    statusCode: 200,
    headers: { ...common, 'content-type': 'application/json' },
    body: JSON.stringify(answer),
  }
}

export function problemAnswerOf(error: ProblemError, requestId: string): HttpAnswer {
  const problem = toProblem(error, requestId)
  return {
    statusCode: problem.status,
    headers: {
      ...common,
      'content-type': 'application/problem+json',
      ...(error.retryable && { 'retry-after': String(retryAfterSeconds) }),
      ...(problem.status === 405 && { allow: 'POST' }),
    },
    body: JSON.stringify(problem),
  }
}

/** What is not known to be the caller's is ours, and what is inside stays there. */
export function toProblemError(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error
  if (awsErrorKind(error) === 'throttled') {
    return new ProblemError('throttled', 'got throttled by AWS, wanted an answer: try again', { cause: error })
  }
  return new ProblemError('internal', 'got an error inside of Penumbra; its log tells it under this instance', {
    cause: error,
  })
}
