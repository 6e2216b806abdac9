// One emulated account: moto and ministack behind a router, each on a port of its own on 127.0.0.1, ended by their ids.
// ministack evaluates IAM policies (AUTH), also those that deny whatever does not come by TLS, hence the certificate.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { endGroup } from './end-group.ts'
import { createRouter } from './router.ts'

const accountId = '123456789012'
const regionName = 'us-east-1'

export interface EmulatedCloud {
  /** `http://127.0.0.1:PORT`, never localhost, which may be an IPv6 address that nobody listens on. */
  readonly endpoint: string
  stop(): Promise<void>
}

export interface EmulatedCloudOptions {
  /** Holds `moto_server` and `ministack`. */
  readonly pythonBin: string
  /** Holds Node 24, which runs the deployed functions. */
  readonly nodeBin: string
  /** For the emulators' logs and their temporary files. */
  readonly folder: string
}

const patienceMs = 30_000

/** @throws Error where an emulator does not answer in time; what it had started is ended then */
export async function startEmulatedCloud(options: EmulatedCloudOptions): Promise<EmulatedCloud> {
  const [routerPort, motoPort, ministackPort] = await freePorts(3)
  const endpoint = `http://127.0.0.1:${routerPort}`
  makeTemporaryFolder(join(options.folder, 'tmp'))
  const certificate = makeCertificate(options)
  const env = { ...emulatedEnvironment(process.env, endpoint), PATH: `${options.nodeBin}:${process.env.PATH}` }
  const processes = [
    start('moto_server', ['-H', '127.0.0.1', '-p', String(motoPort)], options, { ...env, MOTO_ACCOUNT_ID: accountId }),
    start('ministack', [], options, { ...env, ...ministackSettings(ministackPort, options.folder, certificate) }),
  ]
  const router = createRouter({ motoPort, ministackPort, ministackCertificate: readFileSync(certificate.path) })
  const stop = async () => {
    router.close()
    router.closeAllConnections()
    await Promise.all(processes.map(endGroup))
  }
  try {
    await Promise.all([listen(router, routerPort), answers(motoPort), answers(routerPort)])
  } catch (error) {
    await stop()
    throw error
  }
  return { endpoint, stop }
}

/** The caller's environment without anything of a real account, and with the emulated one's instead. */
export function emulatedEnvironment(base: NodeJS.ProcessEnv, endpoint: string): NodeJS.ProcessEnv {
  const withoutAws = Object.entries(base).filter(([name]) => !name.startsWith('AWS_'))
  return {
    ...Object.fromEntries(withoutAws),
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_REGION: regionName,
    AWS_DEFAULT_REGION: regionName,
    // ministack takes an access key of 12 digits for the account.
    AWS_ACCESS_KEY_ID: accountId,
    AWS_SECRET_ACCESS_KEY: 'emulated',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    NO_PROXY: '127.0.0.1',
    no_proxy: '127.0.0.1',
  }
}

interface Certificate {
  readonly path: string
  readonly keyPath: string
}

function makeCertificate({ pythonBin, folder }: EmulatedCloudOptions): Certificate {
  const certificate = { path: join(folder, 'certificate.pem'), keyPath: join(folder, 'key.pem') }
  const script = fileURLToPath(new URL('make-certificate.py', import.meta.url))
  execFileSync(join(pythonBin, 'python'), [script, certificate.path, certificate.keyPath])
  return certificate
}

function ministackSettings(port: number, folder: string, certificate: Certificate): NodeJS.ProcessEnv {
  return {
    AUTH: 'true',
    USE_SSL: '1',
    MINISTACK_SSL_CERT: certificate.path,
    MINISTACK_SSL_KEY: certificate.keyPath,
    // A custom resource's function answers to ministack itself, by TLS.
    NODE_EXTRA_CA_CERTS: certificate.path,
    GATEWAY_PORT: String(port),
    BIND_HOST: '127.0.0.1',
    MINISTACK_HOST: '127.0.0.1',
    MINISTACK_ACCOUNT_ID: accountId,
    LAMBDA_EXECUTOR: 'local',
    IOT_MTLS_ENABLED: '0',
    S3_DATA_DIR: join(folder, 's3'),
    TMPDIR: join(folder, 'tmp'),
  }
}

/** Functions are unpacked in there, and this project's package.json would make CommonJS sources of theirs ES modules. */
function makeTemporaryFolder(folder: string): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }\n')
}

/** In a process group of its own, so that it can be ended with whatever it started. */
function start(program: string, args: string[], options: EmulatedCloudOptions, env: NodeJS.ProcessEnv): ChildProcess {
  const log = openSync(join(options.folder, `${program}.log`), 'w')
  const child = spawn(join(options.pythonBin, program), args, { detached: true, stdio: ['ignore', log, log], env })
  closeSync(log)
  return child
}

/** Whatever it answers; behind the router, ministack. */
async function answers(port: number): Promise<void> {
  const url = `http://127.0.0.1:${port}/_ministack/health`
  for (const endMs = performance.now() + patienceMs; performance.now() < endMs; await sleep(100)) {
    const answer = await fetch(url).catch(() => undefined)
    if (answer !== undefined && answer.status !== 502) return
  }
  throw new Error(`got no answer from ${url} in ${patienceMs / 1000} s, wanted an emulator there`)
}

/** Held all at once, so that they differ. */
async function freePorts(count: number): Promise<number[]> {
  const holders = Array.from({ length: count }, () => createServer())
  const ports = await Promise.all(holders.map(holder => listen(holder, 0)))
  await Promise.all(holders.map(holder => new Promise(resolve => holder.close(resolve))))
  return ports
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}
