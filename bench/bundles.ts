// What is deployed: every function's bundle, made with the stack's own options, its size, and how long a fresh process takes to
// load it and make its handler, and what memory that needs. About 20 seconds.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { z } from 'zod'
import { bundling, bundlingWithForecastLibraries } from '../infra/constructs/bundling.ts'
import { packWasm } from '../infra/pack-wasm.ts'
import { environmentNames } from '../shared/runtime/env.ts'
import type { BenchOptions } from './bench-options.ts'

const repository = fileURLToPath(new URL('../', import.meta.url))

/** Loads a bundle as Lambda does, and says how long that took and how large the process is then. */
const loader = `
const before = performance.now()
const { handler } = await import(process.argv[1])
if (typeof handler !== 'function') throw new Error('got no handler')
const { user, system } = process.cpuUsage()
const ms = performance.now() - before
console.log(JSON.stringify({ ms, cpuMs: (user + system) / 1000, mb: process.memoryUsage.rss() / 1e6 }))`

/** `cpuMs` of the whole process, Node's own start included: a busy machine does not move it. */
const loadSchema = z.object({ ms: z.number(), cpuMs: z.number(), mb: z.number() })
type Load = z.infer<typeof loadSchema>

/** Megabytes; `learn` alone carries what forecasts need: the networks' weights in its code, and the libraries' WebAssembly. */
const wantedMb = { usual: 1.5, learn: 3.25, webAssembly: 1 } as const

export async function benchBundles({ quick }: BenchOptions): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'penumbra-bundles-'))
  try {
    for (const name of functionNames()) await measure(name, join(folder, name, 'index.mjs'), quick ? 3 : 15)
    sizeOfForecastLibraries(join(folder, 'learn'))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function functionNames(): string[] {
  const folders = readdirSync(join(repository, 'functions'))
  return folders.filter(name => existsSync(join(repository, 'functions', name, 'lambda.ts')))
}

async function measure(name: string, outfile: string, times: number): Promise<void> {
  await bundle(name, outfile)
  const loads = Array.from({ length: times }, () => load(outfile))
  const wanted = name === 'learn' ? wantedMb.learn : wantedMb.usual
  const median = (of: (each: Load) => number) => loads.map(of).sort((a, b) => a - b)[Math.floor(times / 2)]
  console.log(
    `bundles: ${name} ${(statSync(outfile).size / 1e6).toFixed(2)} MB minified (wanted: ≤ ${wanted}), loaded with its handler in ` +
      `${median(({ ms }) => ms).toFixed(0)} ms (of CPU ${median(({ cpuMs }) => cpuMs).toFixed(0)} ms with Node's start) and ` +
      `${median(({ mb }) => mb).toFixed(0)} MB (median of ${times}; wanted of reconcile: ≤ 250 ms, ≤ 120 MB)`,
  )
}

/** They come with `learn` alone; its code is measured above. */
function sizeOfForecastLibraries(folder: string): void {
  packWasm(folder)
  const files = readdirSync(folder).filter(name => name.endsWith('.wasm.br'))
  const bytes = files.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
  console.log(
    `bundles: learn with ${files.length} forecast libraries' WebAssembly, ${(bytes / 1e6).toFixed(2)} MB (wanted: ≤ ${wantedMb.webAssembly})`,
  )
}

/** As `NodejsFunction` calls esbuild with these options. */
async function bundle(name: string, outfile: string): Promise<void> {
  const { format, mainFields, target, minify, sourceMap, sourcesContent, banner } = bundling
  await build({
    entryPoints: [join(repository, 'functions', name, 'lambda.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format,
    mainFields: [...mainFields],
    target,
    minify,
    sourcemap: sourceMap,
    sourcesContent,
    banner: { js: banner },
    define: name === 'learn' ? bundlingWithForecastLibraries.define : {},
  })
}

/** A fresh process of the runtime that Lambda has, with the function's environment. */
function load(path: string): Load {
  const node = join(repository, 'node_modules/.bin/node')
  // One that every variable takes: a name, a prefix, an address.
  const variables = Object.fromEntries(Object.values(environmentNames).map(name => [name, 'penumbra']))
  const answer = execFileSync(node, ['--enable-source-maps', '--input-type=module', '--eval', loader, path], {
    env: { ...process.env, ...variables, AWS_REGION: 'us-east-1' },
  })
  return loadSchema.parse(JSON.parse(answer.toString()))
}
