import { environmentNames, functionEnvironments } from '../../shared/runtime/env.ts'

type FunctionName = keyof typeof functionEnvironments

/** The variables of one function: exactly the ones it declares that it reads. */
export function environmentOf<Name extends FunctionName>(
  name: Name,
  values: Readonly<Record<(typeof functionEnvironments)[Name][number], string>>,
): Record<string, string> {
  const keys: readonly (typeof functionEnvironments)[Name][number][] = functionEnvironments[name]
  return Object.fromEntries(keys.map(key => [environmentNames[key], values[key]]))
}
