// The scripts that people type, run as they run them.
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const repository = fileURLToPath(new URL('../..', import.meta.url))

/** `npm run invoke -- NAME EVENT.json`; returns the answer, which is the last line. */
export async function runInvoke(name: string, event: unknown, variables: Record<string, string>): Promise<unknown> {
  const file = join(process.env.WIRE_OUT_FOLDER ?? repository, `${name}-event.json`)
  writeFileSync(file, JSON.stringify(event))
  const lines = runScript(['invoke', '--', name, file], variables).trim().split('\n')
  return JSON.parse(lines.at(-1) ?? '') as unknown
}

/** `npm run penumbra -- …`; ministack has the API's address as a path, because nobody resolves its host name. */
export async function runPenumbra(apiId: string, ...args: string[]): Promise<unknown> {
  const endpoint = `${process.env.AWS_ENDPOINT_URL}/_aws/execute-api/${apiId}/$default`
  return JSON.parse(runScript(['penumbra', '--', '--json', '--endpoint', endpoint, ...args], {})) as unknown
}

function runScript(command: readonly string[], variables: Record<string, string>): string {
  const env = { ...process.env, ...variables }
  const args = ['run', '--silent', ...command]
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd: repository, env, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command.join(' ')}: got status ${status}, wanted 0: ${stderr}${stdout}`)
  return stdout
}
