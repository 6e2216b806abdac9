import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { environmentNames, functionEnvironments } from '../../shared/runtime/env.ts'

const script = fileURLToPath(new URL('../../scripts/invoke.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'penumbra-invoke-'))
const servers: Server[] = []
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
  for (const server of servers) server.close()
})

function write(name: string, content: string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

/** Of a machine that has nothing of AWS. */
async function invoke(args: readonly string[], variables: Record<string, string> = {}) {
  const child = spawn(process.execPath, [script, ...args], { env: { PATH: process.env.PATH, ...variables } })
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { status: status as number, stdout, stderr }
}

/** Every variable that discover reads, with some value. */
const discoverVariables = Object.fromEntries(functionEnvironments.discover.map(key => [environmentNames[key], key]))

describe('npm run invoke', () => {
  it.each([
    ['no function', [], /^invoke: function: got none, wanted announce, discover, learn, .*reconcile/],
    ['a function that does not exist', ['discovery'], /^invoke: function: got discovery, wanted announce, discover, /],
    ['a path in place of a name', ['../scripts'], /^invoke: function: got \.\.\/scripts, wanted /],
    ['an event that is not there', ['discover', join(folder, 'gone.json')], /gone\.json: got ENOENT.*, wanted a file$/],
    ['an event that is not JSON', ['discover', write('bad.json', '{ target')], /bad\.json: got .*, wanted JSON$/],
    ['too many arguments', ['discover', 'a', 'b'], /^invoke: got 3 arguments, wanted FUNCTION \[EVENT\.json\]$/],
    ['no environment', ['discover'], /^invoke: missing environment variables: got none for PENUMBRA_TABLE_NAME, /],
  ])('given %s says so in one line and ends with 2', async (_, args, line) => {
    const { status, stdout, stderr } = await invoke(args)
    expect(stderr.trim()).toMatch(line)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  })

  it('runs the handler against AWS_ENDPOINT_URL and prints its answer', async () => {
    const asked: string[] = []
    const server = createServer(async (incoming, outgoing) => {
      asked.push(await text(incoming))
      outgoing.writeHead(200, { 'content-type': 'text/xml' })
      // DescribeAutoScalingGroups of an account without groups, as the API reference shows it.
      outgoing.end(
        '<DescribeAutoScalingGroupsResponse><DescribeAutoScalingGroupsResult><AutoScalingGroups/></DescribeAutoScalingGroupsResult></DescribeAutoScalingGroupsResponse>',
      )
    })
    servers.push(server)
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : undefined
    const { status, stdout } = await invoke(['discover', write('tick.json', '{ "target": "reconcile" }')], {
      ...discoverVariables,
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    })
    expect({ status, answer: stdout.trim().split('\n').at(-1) }).toEqual({ status: 0, answer: '{"groups":0}' })
    expect(asked).toEqual([expect.stringContaining('Action=DescribeAutoScalingGroups')])
  })

  it('ends with 1 where the handler fails', async () => {
    const { status, stderr } = await invoke(['discover', write('odd.json', '{}')], discoverVariables)
    expect(status).toBe(1)
    expect(stderr).toContain('invoke discover: got ZodError')
  })
})
