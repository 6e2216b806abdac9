import type { Runtime } from '../../shared/runtime/runtime.ts'

export interface UninstallDependencies {
  readonly now: () => number
}

export function uninstallDependencies(runtime: Runtime): UninstallDependencies {
  return { now: runtime.now }
}
