import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { brotliDecompressSync } from 'node:zlib'
import { installedPath, packedName, type WasmModule } from './wasm-modules.ts'

/**
 * The bytes of a module: unpacked from beside the code where that is a bundle, else as the package has it.
 * @throws where neither is there
 */
export async function readWasm(module: WasmModule): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new URL(packedName(module), import.meta.url)
  return existsSync(packed) ? brotliDecompressSync(await readFile(packed)) : readFile(installedPath(module))
}
