// Prophet's Stan model, compiled to WebAssembly by @bsull/augurs-prophet-wasmstan. The package's own JavaScript binds it to a
// whole operating system (a worker thread for input and output, files, clocks, the environment), although all that its one
// function does is compute. Here its core module is called as its interface says (the package's interfaces/*.d.ts, laid out by
// the component model's canonical ABI) and given no system at all: the same answer every time, and a fit's memory goes with its
// instance.
import type { ProphetInitialParams, ProphetOptimizeOptions, ProphetOptimizeOutput } from '@bsull/augurs/prophet'
import { noSystem } from './no-system.ts'

export interface StanOptimizer {
  /**
   * The most likely parameters.
   * @param dataJson a Stan data block as JSON
   * @throws when Stan finds none
   */
  optimize(initial: ProphetInitialParams, dataJson: string, options: ProphetOptimizeOptions): ProphetOptimizeOutput
}

const optimizeExport = 'augurs:prophet-wasmstan/optimizer#optimize'

interface Core {
  readonly memory: { readonly buffer: ArrayBuffer }
  _initialize(): void
  cabi_realloc(old: number, oldBytes: number, alignment: number, bytes: number): number
  /** @returns where the answer lies */
  [optimizeExport](argument: number): number
}

/** The argument's record: initial parameters from 0 on, the data's JSON at 40, and options, each after a byte that says "given". */
const argumentBytes = 200
const algorithmAt = 48
const algorithms = ['newton', 'bfgs', 'lbfgs'] as const
const integerOptionsAt = { seed: 52, chain: 60, historySize: 168, iter: 176, refresh: 188 } as const
const realOptionsAt = {
  initAlpha: 72,
  tolObj: 88,
  tolRelObj: 104,
  tolGrad: 120,
  tolRelGrad: 136,
  tolParam: 152,
} as const
const jacobianAt = 184

/** @param bytes the package's core module */
export async function loadStanOptimizer(bytes: Uint8Array): Promise<StanOptimizer> {
  const module = await WebAssembly.compile(bytes)
  return {
    optimize(initial, dataJson, options) {
      const core = instantiate(module)
      return readAnswer(core, core[optimizeExport](writeArgument(core, initial, dataJson, options)))
    },
  }
}

function instantiate(module: WebAssembly.Module): Core {
  const instance = new WebAssembly.Instance(module, { wasi_snapshot_preview1: noSystem(() => viewOf(core)) })
  const core = instance.exports as unknown as Core
  core._initialize()
  return core
}

/** Made anew for each use: memory that grows leaves its old buffer behind. */
function viewOf({ memory }: Core): DataView {
  return new DataView(memory.buffer)
}

function writeArgument(
  core: Core,
  { k, m, delta, beta, sigmaObs }: ProphetInitialParams,
  dataJson: string,
  options: ProphetOptimizeOptions,
): number {
  const at = core.cabi_realloc(0, 0, 8, argumentBytes)
  new Uint8Array(core.memory.buffer, at, argumentBytes).fill(0)
  const lists = [writeReals(core, delta), writeReals(core, beta), writeText(core, dataJson)]
  const view = viewOf(core)
  view.setFloat64(at, k, true)
  view.setFloat64(at + 8, m, true)
  view.setFloat64(at + 32, sigmaObs, true)
  writeList(view, at + 16, lists[0])
  writeList(view, at + 24, lists[1])
  writeList(view, at + 40, lists[2])
  writeOptions(view, at, options)
  return at
}

function writeOptions(view: DataView, at: number, options: ProphetOptimizeOptions): void {
  const { algorithm, jacobian } = options
  const given = (offset: number, write: () => void) => {
    view.setUint8(at + offset, 1)
    write()
  }
  if (algorithm !== undefined)
    given(algorithmAt, () => view.setUint8(at + algorithmAt + 1, algorithms.indexOf(algorithm)))
  if (jacobian !== undefined) given(jacobianAt, () => view.setUint8(at + jacobianAt + 1, jacobian ? 1 : 0))
  for (const name of keysOf(integerOptionsAt)) {
    const value = options[name]
    if (value !== undefined)
      given(integerOptionsAt[name], () => view.setUint32(at + integerOptionsAt[name] + 4, value, true))
  }
  for (const name of keysOf(realOptionsAt)) {
    const value = options[name]
    if (value !== undefined)
      given(realOptionsAt[name], () => view.setFloat64(at + realOptionsAt[name] + 8, value, true))
  }
}

function keysOf<Key extends string>(record: Readonly<Record<Key, unknown>>): Key[] {
  return Object.keys(record) as Key[]
}

interface List {
  readonly at: number
  readonly length: number
}

function writeReals({ memory, cabi_realloc }: Core, values: Float64Array): List {
  const at = cabi_realloc(0, 0, 8, values.length * 8)
  new Float64Array(memory.buffer, at, values.length).set(values)
  return { at, length: values.length }
}

function writeText({ memory, cabi_realloc }: Core, text: string): List {
  const bytes = new TextEncoder().encode(text)
  const at = cabi_realloc(0, 0, 1, bytes.length)
  new Uint8Array(memory.buffer, at, bytes.length).set(bytes)
  return { at, length: bytes.length }
}

function writeList(view: DataView, at: number, list: List): void {
  view.setUint32(at, list.at, true)
  view.setUint32(at + 4, list.length, true)
}

/** A result: 0 and logs at 8, parameters at 48; or 1 and the error's text at 8. */
function readAnswer(core: Core, at: number): ProphetOptimizeOutput {
  const view = viewOf(core)
  if (view.getUint8(at) !== 0) throw new Error(readText(view, at + 8))
  const text = (index: number) => readText(view, at + 8 + 8 * index)
  return {
    logs: { debug: text(0), info: text(1), warn: text(2), error: text(3), fatal: text(4) },
    params: {
      k: view.getFloat64(at + 48, true),
      m: view.getFloat64(at + 56, true),
      delta: readReals(view, at + 64),
      beta: readReals(view, at + 72),
      sigmaObs: view.getFloat64(at + 80, true),
      trend: readReals(view, at + 88),
    },
  }
}

function readText(view: DataView, at: number): string {
  const bytes = new Uint8Array(view.buffer, view.getUint32(at, true), view.getUint32(at + 4, true))
  return new TextDecoder().decode(bytes)
}

function readReals(view: DataView, at: number): Float64Array {
  return new Float64Array(view.buffer, view.getUint32(at, true), view.getUint32(at + 4, true)).slice()
}
