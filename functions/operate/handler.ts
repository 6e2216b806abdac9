import type { OperateDependencies } from './dependencies.ts'

export function makeHandler(deps: OperateDependencies) {
  return async (_event: unknown): Promise<unknown> => ({ at: deps.now() })
}
