import { createRuntime } from '../../shared/runtime/runtime.ts'
import { discoverDependencies } from './dependencies.ts'
import { makeHandler } from './handler.ts'

export const handler = makeHandler(discoverDependencies(createRuntime('discover')))
