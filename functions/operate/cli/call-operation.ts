// One operation over the wire: checked before it is sent, and believed only when the answer fits its schema.
import { z } from 'zod'
import { InputError, PenumbraError } from '../../../shared/domain/errors.ts'
import type { HttpAnswer, OperatorConnection } from '../../../shared/runtime/operator-connection.ts'
import { commands, type OperationAnswer, type OperationName } from '../commands.ts'
import { invalidInput } from '../describe-issues.ts'

/** The API has answered that it will not or cannot. */
class OperationFailedError extends PenumbraError {}

export interface Answered<Name extends OperationName> {
  readonly answer: OperationAnswer<Name>
  /** As the API sent it. */
  readonly json: unknown
}

/**
 * @throws InputError before anything is sent, where the input does not fit
 * @throws OperationFailedError in one line, with what to do
 */
export async function callOperation<Name extends OperationName>(
  connection: OperatorConnection,
  name: Name,
  input: unknown,
): Promise<Answered<Name>> {
  const { answer } = commands[name]
  const { status, body } = await connection.post(`/${name}`, JSON.stringify(input))
  const json = parseJson(body)
  if (status !== 200) throw new OperationFailedError(failureText(name, { status, body }, json))
  if (json === undefined) {
    throw new OperationFailedError(
      `${name}: got an answer that is not JSON, wanted Penumbra's operator API: see --endpoint`,
    )
  }
  const parsed = answer.safeParse(json)
  if (parsed.success) return { answer: parsed.data as OperationAnswer<Name>, json }
  const { path, message } = parsed.error.issues[0]
  throw new OperationFailedError(
    `${name}: got an answer that does not fit (${path.join('.')}: ${message}), wanted the API of this version: update the one or the other`,
  )
}

/** @throws InputError for what does not fit, by the names that a person types */
export function checkInput(name: OperationName, input: Readonly<Record<string, unknown>>): void {
  const parsed = commands[name].input.safeParse(input)
  if (parsed.success) return
  const problems = invalidInput(input, parsed.error.issues).errors ?? []
  throw new InputError(
    problems.map(({ pointer, got, wanted }) => `${typed(pointer)}: got ${got}, wanted ${wanted}`).join('; '),
  )
}

/** What a person types for a field of the input; where it is the same word, with its dashes. */
const typedNames: Readonly<Record<string, string>> = {
  autoScalingGroupName: 'GROUP',
  eventId: 'EVENT',
  algorithmType: 'TYPE',
  shadowPercentage: '--percentage',
  startsAt: '--from',
  endsAt: '--to',
  loadMultiplier: '--multiplier',
}

function typed(pointer: string): string {
  const name = pointer.slice(1)
  return typedNames[name] ?? `--${name}`
}

const problemSchema = z.object({ type: z.string().default(''), title: z.string().default(''), detail: z.string() })

/** What helps, by the end of the problem's type. */
const remedies: Readonly<Record<string, string>> = {
  'unknown-group': 'see penumbra groups, and --region',
  'not-opted-in': 'see penumbra doctor GROUP',
  unsupported: 'see penumbra doctor GROUP',
  unauthorised: 'attach OperatorReadPolicy or OperatorPolicy to your role',
  conflict: 'try again',
  throttled: 'try again in a minute',
  internal: 'see the log group of operate; the kill switch works without it: SSM parameter /penumbra/mode',
}

function failureText(name: OperationName, { status }: HttpAnswer, json: unknown): string {
  const problem = problemSchema.safeParse(json)
  if (problem.success) {
    const { type, detail } = problem.data
    const remedy = remedies[type.slice(type.lastIndexOf(':') + 1)]
    return `${name}: ${detail}${remedy === undefined ? '' : `; ${remedy}`}`
  }
  if (status === 403) {
    const policy = commands[name].changes ? 'OperatorPolicy' : 'OperatorReadPolicy or OperatorPolicy'
    return `${name}: got 403 forbidden, wanted an allowed, correctly signed request: attach ${policy} to your role, see --profile and --region`
  }
  if (status === 404) return `${name}: got 404, wanted Penumbra's operator API: see --endpoint, or update the stack`
  if (status === 429) return `${name}: got 429 too many requests; try again in a minute`
  return `${name}: got status ${status} without an explanation, wanted an answer; try again, then see the log group of operate`
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
