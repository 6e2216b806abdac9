import { createRuntime } from '../../shared/runtime/runtime.ts'
import { widgetDependencies } from './dependencies.ts'
import { makeHandler } from './handler.ts'

export const handler = makeHandler(widgetDependencies(createRuntime('widget')))
