import { createRuntime } from '../../shared/runtime/runtime.ts'
import { reconcileDependencies } from './dependencies.ts'
import { makeHandler } from './handler.ts'

export const handler = makeHandler(reconcileDependencies(createRuntime('reconcile')))
