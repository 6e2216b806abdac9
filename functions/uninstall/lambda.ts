import { createRuntime } from '../../shared/runtime/runtime.ts'
import { uninstallDependencies } from './dependencies.ts'
import { makeHandler } from './handler.ts'

export const handler = makeHandler(uninstallDependencies(createRuntime('uninstall')))
