import { execFileSync, execSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundlingWithForecastLibraries } from '../../infra/constructs/bundling.ts'
import { type LibraryName, loadLibraryFamily } from '../../shared/runtime/forecast-libraries/load-families.ts'

const repository = fileURLToPath(new URL('../../', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'penumbra-forecast-libraries-'))

/** As CDK does it: esbuild, then the commands of the hook, in a folder that holds nothing else. */
beforeAll(async () => {
  const { format, mainFields, target, minify, banner, define, commandHooks } = bundlingWithForecastLibraries
  await build({
    stdin: {
      contents: "export { loadLibraryFamily } from './shared/runtime/forecast-libraries/load-families.ts'",
      resolveDir: repository,
    },
    outfile: join(folder, 'index.mjs'),
    bundle: true,
    platform: 'node',
    format,
    mainFields: [...mainFields],
    target,
    minify,
    banner: { js: banner },
    define,
  })
  for (const command of commandHooks.afterBundling(repository.replace(/\/$/, ''), folder)) execSync(command)
})

afterAll(() => rmSync(folder, { recursive: true }))

const values = Array.from({ length: 200 }, (_, bin) => 50 + 20 * Math.sin((2 * Math.PI * bin) / 24) + (bin % 7))

async function foretold(load: typeof loadLibraryFamily, name: LibraryName): Promise<number[]> {
  const known = Float64Array.from(values)
  const trust = new Float64Array(known.length).fill(1)
  const expert = (await load(name)).fit({ startMs: 0, binSeconds: 3600, dayBins: 24, values: known, trust })
  return expert.problem(known, 5) === undefined ? Array.from(expert.foretell(known, 5)) : []
}

/** In a process of its own that finds no package. */
function foretoldByBundle(name: LibraryName): unknown {
  const program = `
    const { loadLibraryFamily } = await import('./index.mjs')
    const values = ${JSON.stringify(values)}
    const foretold = ${foretold}
    console.log(JSON.stringify(await foretold(loadLibraryFamily, '${name}')))`
  return JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '--eval', program], { cwd: folder }).toString(),
  )
}

describe('the bundle of a function that forecasts with the published libraries', () => {
  it.each(['ets', 'mstl', 'prophet', 'arima'] as const)('foretells by %s what the sources foretell', async name => {
    const expected = await foretold(loadLibraryFamily, name)
    expect(expected).toHaveLength(5)
    expect(foretoldByBundle(name)).toEqual(expected)
  })

  it('is no more than 3 MB, code and WebAssembly together', () => {
    const bytes = readdirSync(folder).map(name => statSync(join(folder, name)).size)
    expect(bytes).toHaveLength(5)
    expect(bytes.reduce((sum, size) => sum + size)).toBeLessThan(3e6)
  })
})
