import type { Runtime } from '../../shared/runtime/runtime.ts'

export interface WidgetDependencies {
  readonly now: () => number
}

export function widgetDependencies(runtime: Runtime): WidgetDependencies {
  return { now: runtime.now }
}
