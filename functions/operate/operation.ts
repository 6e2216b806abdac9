// What every operation is: a function of what the function may use, the checked input, and who asks. It knows nothing of HTTP.
import type { OperationAnswer, OperationInput, OperationName } from './commands.ts'
import type { OperateDependencies } from './dependencies.ts'

/** Who asks, as IAM knows them. */
export interface Caller {
  readonly arn: string
}

/**
 * @throws ProblemError where the operation cannot be done, with the answer that the caller gets
 */
export type Operation<Name extends OperationName> = (
  deps: OperateDependencies,
  input: OperationInput<Name>,
  caller: Caller,
) => Promise<OperationAnswer<Name>>

export type Operations = { readonly [Name in OperationName]: Operation<Name> }
