// Every operation and the use case that carries it out.

import type { Operations } from './operation.ts'
import { getMode, setMode } from './switch-mode.ts'

export const operations: Partial<Operations> = {
  GetMode: getMode,
  SetMode: setMode,
}
