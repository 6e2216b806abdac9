import { createRuntime } from '../../shared/runtime/runtime.ts'
import { announceDependencies } from './dependencies.ts'
import { makeHandler } from './handler.ts'

export const handler = makeHandler(announceDependencies(createRuntime('announce')))
