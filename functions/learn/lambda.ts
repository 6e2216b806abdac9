import { createRuntime } from '../../shared/runtime/runtime.ts'
import { learnDependencies } from './dependencies.ts'
import { makeHandler } from './handler.ts'

export const handler = makeHandler(learnDependencies(createRuntime('learn')))
