import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { packedName, type WasmModule } from './wasm-modules.ts'

/**
 * The bytes of a module: unpacked from beside the code where that is a bundle, else as the package has it.
 * @throws where neither is there
 */
export async function readWasm(module: WasmModule): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new URL(packedName(module), import.meta.url)
  if (existsSync(packed)) return Uint8Array.from(brotliDecompressSync(await readFile(packed)))
  return readFile(installedPath(module))
}

/** Where npm put a module. */
export function installedPath({ entry, file }: WasmModule): string {
  return join(dirname(createRequire(import.meta.url).resolve(entry)), file)
}
