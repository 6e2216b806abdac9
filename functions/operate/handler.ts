import { commands, type OperationInput, type OperationName } from './commands.ts'
import type { OperateDependencies } from './dependencies.ts'
import { invalidInput } from './describe-issues.ts'
import { answerOf, type HttpAnswer, problemAnswerOf, toProblemError } from './http-answer.ts'
import { callerOf, type HttpEvent, httpEventSchema, jsonOf, operationOf } from './http-event.ts'
import type { Caller } from './operation.ts'
import { operations } from './operations.ts'
import { ProblemError } from './problems.ts'

/** Answers one request of API Gateway; every failure is an answer, too. */
export function makeHandler(deps: OperateDependencies) {
  return async (event: unknown): Promise<HttpAnswer> => {
    const request = httpEventSchema.parse(event)
    const { requestId } = request.requestContext
    try {
      return answerOf(await operate(deps, request))
    } catch (error) {
      const problem = toProblemError(error)
      const { kind, message, cause } = problem
      deps.log[kind === 'internal' ? 'error' : 'info']('not done', { requestId, kind, detail: message, error: cause })
      return problemAnswerOf(problem, requestId)
    }
  }
}

async function operate(deps: OperateDependencies, request: HttpEvent): Promise<unknown> {
  const caller = callerOf(request)
  const { requestId, http } = request.requestContext
  if (http.method !== 'POST') throw new ProblemError('method-not-allowed', `got ${http.method}, wanted POST`)
  const name = nameOf(operationOf(request))
  deps.log.info('asked', { requestId, operation: name, by: caller.arn })
  return carryOut(deps, name, jsonOf(request), caller)
}

async function carryOut<Name extends OperationName>(
  deps: OperateDependencies,
  name: Name,
  input: unknown,
  caller: Caller,
): Promise<unknown> {
  const parsed = commands[name].input.safeParse(input)
  if (!parsed.success) throw invalidInput(input, parsed.error.issues)
  const operation = operations[name]
  if (operation === undefined) throw unknownOperation(name)
  return operation(deps, parsed.data as OperationInput<Name>, caller)
}

function nameOf(text: string): OperationName {
  const name = Object.values(commands).find(command => command.name === text)?.name
  if (name !== undefined) return name
  throw unknownOperation(text)
}

function unknownOperation(text: string): ProblemError {
  const names = Object.keys(commands).join(', ')
  return new ProblemError('unknown-operation', `got ${JSON.stringify(text)}, wanted one of ${names}`)
}
