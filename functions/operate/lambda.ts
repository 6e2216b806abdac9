import { createRuntime } from '../../shared/runtime/runtime.ts'
import { operateDependencies } from './dependencies.ts'
import { makeHandler } from './handler.ts'

export const handler = makeHandler(operateDependencies(createRuntime('operate')))
