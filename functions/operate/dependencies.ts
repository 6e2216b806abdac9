import type { Runtime } from '../../shared/runtime/runtime.ts'

export interface OperateDependencies {
  readonly now: () => number
}

export function operateDependencies(runtime: Runtime): OperateDependencies {
  return { now: runtime.now }
}
