// The real CDK command line, run as `npm run deploy` runs it, but against the emulators.
import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const repository = fileURLToPath(new URL('../..', import.meta.url))

/** @returns what it printed. @throws Error with the last lines where it failed */
export async function runCdk(...args: string[]): Promise<string> {
  const folder = process.env.WIRE_OUT_FOLDER ?? join(repository, 'out', 'wire')
  const log = createWriteStream(join(folder, 'cdk.log'), { flags: 'a' })
  const env = { ...process.env, CDK_DISABLE_VERSION_CHECK: 'true', CDK_DISABLE_CLI_TELEMETRY: 'true', CI: 'true' }
  const child = spawn(join(repository, 'node_modules/.bin/cdk'), [...args, '--output', join(folder, 'cdk.out')], {
    cwd: repository,
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said += chunk
      log.write(chunk)
    })
  }
  const status = await new Promise<number | null>((resolve, reject) =>
    child.once('error', reject).once('close', resolve),
  )
  log.end()
  if (status !== 0) throw new Error(`cdk ${args[0]}: got status ${status}, wanted 0:\n${said.slice(-2000)}`)
  return said
}
