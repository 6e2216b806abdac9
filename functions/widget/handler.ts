import type { WidgetDependencies } from './dependencies.ts'

export function makeHandler(deps: WidgetDependencies) {
  return async (_event: unknown): Promise<unknown> => ({ at: deps.now() })
}
