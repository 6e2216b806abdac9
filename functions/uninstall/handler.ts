import type { UninstallDependencies } from './dependencies.ts'

export function makeHandler(deps: UninstallDependencies) {
  return async (_event: unknown): Promise<unknown> => ({ at: deps.now() })
}
