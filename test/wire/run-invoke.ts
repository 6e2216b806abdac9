import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const repository = fileURLToPath(new URL('../..', import.meta.url))

/** `npm run invoke -- NAME EVENT.json`; returns the answer, which is the last line. */
export async function runInvoke(name: string, event: unknown, variables: Record<string, string>): Promise<unknown> {
  const file = join(process.env.WIRE_OUT_FOLDER ?? repository, `${name}-event.json`)
  writeFileSync(file, JSON.stringify(event))
  const command = ['run', '--silent', 'invoke', '--', name, file]
  const env = { ...process.env, ...variables }
  const { status, stdout, stderr } = spawnSync('npm', command, { cwd: repository, env, encoding: 'utf8' })
  if (status !== 0) throw new Error(`invoke ${name}: got status ${status}, wanted 0: ${stderr}`)
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as unknown
}
