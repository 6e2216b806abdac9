// node infra/pack-wasm.ts FOLDER puts the forecast libraries' WebAssembly, compressed, beside a bundle that lies in that folder.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import { installedPath, packedName, wasmModules } from '../shared/runtime/forecast-libraries/wasm-modules.ts'

/** The highest two levels take ten times as long for another tenth. */
const quality = 9

export function packWasm(folder: string): void {
  for (const module of Object.values(wasmModules)) {
    const packed = brotliCompressSync(readFileSync(installedPath(module)), {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: quality,
        [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      },
    })
    writeFileSync(join(folder, packedName(module)), packed)
  }
}

if (import.meta.main) packWasm(process.argv[2])
