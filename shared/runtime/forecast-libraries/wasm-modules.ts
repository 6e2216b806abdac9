// The WebAssembly modules of the forecast libraries. In a function's bundle they lie compressed beside the code.
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

export interface WasmModule {
  /** What of the package can be resolved; the module lies in the same folder. */
  readonly entry: string
  readonly file: string
}

export const wasmModules = {
  ets: { entry: '@bsull/augurs/ets', file: 'ets_bg.wasm' },
  mstl: { entry: '@bsull/augurs/mstl', file: 'mstl_bg.wasm' },
  prophet: { entry: '@bsull/augurs/prophet', file: 'prophet_bg.wasm' },
  stan: { entry: '@bsull/augurs-prophet-wasmstan', file: 'prophet-wasmstan.core.wasm' },
} as const satisfies Readonly<Record<string, WasmModule>>

/** Name of a module's file in a bundle: Brotli leaves a fifth to a third of it. */
export function packedName({ file }: WasmModule): string {
  return `${file}.br`
}

/** Where npm put a module. */
export function installedPath({ entry, file }: WasmModule): string {
  return join(dirname(createRequire(import.meta.url).resolve(entry)), file)
}
