// Compiles the kernels of training when it starts, in memory: no compiled file is kept that could differ from its source.
import { readFileSync } from 'node:fs'
import asc from 'assemblyscript/asc'

/** Addresses are in bytes; what each function does stands in kernels.as. */
export interface Kernels {
  readonly memory: WebAssembly.Memory
  multiplyAdd(
    m: number,
    n: number,
    k: number,
    a: number,
    rowStride: number,
    stepStride: number,
    b: number,
    c: number,
    scratch: number,
  ): void
  transpose(rows: number, columns: number, a: number, b: number): void
  fillRows(rows: number, columns: number, row: number, c: number): void
  add(count: number, x: number, y: number): void
  rectify(count: number, y: number): void
  rectifyGradient(count: number, y: number, g: number): void
  addRows(rows: number, columns: number, c: number, row: number): void
  squares(count: number, x: number): number
  adam(
    count: number,
    weights: number,
    gradient: number,
    mean: number,
    square: number,
    rate: number,
    decay: number,
    gradientFactor: number,
    meanShare: number,
    squareShare: number,
  ): void
}

/** The kernels with a memory of their own. */
export async function compileKernels(): Promise<Kernels> {
  const source = readFileSync(new URL('kernels.as', import.meta.url), 'utf8')
  const { error, stderr, binary } = await asc.compileString(source, {
    optimizeLevel: 3,
    runtime: 'stub',
    enable: ['simd', 'relaxed-simd'],
    noAssert: true,
  })
  if (error !== null || binary === null)
    throw new Error(`kernels.as does not compile: ${stderr.toString()}`, { cause: error })
  const { instance } = await WebAssembly.instantiate(new Uint8Array(binary), { env: { abort } })
  return instance.exports as unknown as Kernels
}

function abort(): never {
  throw new Error('a kernel aborted')
}

const pageBytes = 65536

/** Hands out stretches of the kernels' memory, one after the other; nothing is given back. */
export class Arena {
  readonly kernels: Kernels
  #free = pageBytes

  constructor(kernels: Kernels) {
    this.kernels = kernels
  }

  /** The address of that many floats, all zero, on a border of 16 bytes. */
  allocate(floats: number): number {
    const address = this.#free
    this.#free += Math.ceil(floats / 4) * 16
    const missing = this.#free - this.kernels.memory.buffer.byteLength
    if (missing > 0) this.kernels.memory.grow(Math.ceil(missing / pageBytes))
    return address
  }

  /** Good until the next `allocate`, which may move the memory. */
  view(address: number, floats: number): Float32Array {
    return new Float32Array(this.kernels.memory.buffer, address, floats)
  }
}
