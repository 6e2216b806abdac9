// npm run test:browser: makes sure that there is a Chromium, then runs the tests that need one. Arguments go to vitest.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { findChromium } from './find-chromium.ts'

/** Debian's package manager; nothing is asked and nothing but the browser is added. */
const installCommands = [
  ['apt-get', 'update'],
  ['apt-get', 'install', '--yes', '--no-install-recommends', 'chromium'],
]
const patienceMs = 5 * 60_000
const vitest = fileURLToPath(new URL('../node_modules/.bin/vitest', import.meta.url))

function ensureChromium(): string | undefined {
  const found = findChromium(process.env)
  if (found !== undefined || process.env.CHROMIUM_PATH) return found
  console.log('no Chromium found: trying to install Debian’s')
  installChromium()
  return findChromium(process.env)
}

/** Tries; whether it worked is seen by what is there afterwards. */
function installChromium(): void {
  const isRoot = process.getuid?.() === 0
  const asRoot = isRoot ? [] : ['sudo', '--non-interactive']
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  for (const command of installCommands) {
    const [program, ...rest] = [...asRoot, ...command]
    spawnSync(program, rest, { stdio: 'ignore', env, timeout: patienceMs })
  }
}

function main(): number {
  const chromium = ensureChromium()
  if (chromium === undefined) {
    const got = process.env.CHROMIUM_PATH ? `CHROMIUM_PATH ${process.env.CHROMIUM_PATH}, no program` : 'no Chromium'
    console.error(`test:browser: got ${got}, wanted one: install the package chromium, or set CHROMIUM_PATH`)
    return 2
  }
  const args = ['run', '--config', 'vitest.browser.config.ts', ...process.argv.slice(2)]
  const { status } = spawnSync(vitest, args, { stdio: 'inherit', env: { ...process.env, CHROMIUM_PATH: chromium } })
  return status ?? 1
}

process.exitCode = main()
