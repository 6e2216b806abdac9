// A small server for one person's own machine. It answers from memory, holds nothing open and trusts nobody.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { InputError } from '../../shared/domain/errors.ts'
import { type Answer, refused } from './http-answer.ts'
import { consolePolicy, isLoopbackHost, sharedHeaders } from './page-security.ts'

export interface ServerOptions {
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  /** From path and query to an answer. */
  readonly answer: (address: string) => Answer
}

export interface ConsoleServer {
  /** Where the page is, with the port that was really taken. */
  readonly url: string
  close(): Promise<void>
}

/** @throws InputError when the port is taken or not permitted */
export async function serve({ host, port, answer }: ServerOptions): Promise<ConsoleServer> {
  const server = createServer((request, response) => send(request, response, decide(request, answer)))
  await listen(server, host, port)
  const { port: taken } = server.address() as AddressInfo
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}`, close: () => close(server) }
}

/** A port that is taken should be known before long work, not after it. */
export async function checkPort(host: string, port: number): Promise<void> {
  const server = await serve({ host, port, answer: () => refused(404, 'nothing here yet') })
  await server.close()
}

function decide({ method, headers, url = '/' }: IncomingMessage, answer: ServerOptions['answer']): Answer {
  if (!isLoopbackHost(headers.host)) return refused(421, 'got another host name, wanted 127.0.0.1 or localhost')
  if (method !== 'GET' && method !== 'HEAD') return refused(405, `got ${method}, wanted GET or HEAD`)
  try {
    return answer(url)
  } catch (error) {
    // A mistake of ours must not end the replay that somebody is watching.
    console.error(error)
    return refused(500, `got an error of the console itself: ${error instanceof Error ? error.message : error}`)
  }
}

/** Node itself leaves the body out of an answer to HEAD. */
function send(request: IncomingMessage, response: ServerResponse, { status, type, body, policy }: Answer): void {
  const headers: Record<string, string | number> = {
    ...sharedHeaders,
    'content-security-policy': policy ?? consolePolicy,
    'content-type': type,
    'content-length': Buffer.byteLength(body),
  }
  if (status === 405) headers.allow = 'GET, HEAD'
  // What is sent along is not read, and must not be taken for the next request.
  if (request.method !== 'GET' && request.method !== 'HEAD') headers.connection = 'close'
  response.writeHead(status, headers)
  response.end(body)
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', error => reject(toInputError(error, port)))
    server.listen(port, host, resolve)
  })
}

function toInputError(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE')
    return new InputError(`got port ${port}, which is in use, wanted a free one (set PORT)`)
  if (error.code === 'EACCES')
    return new InputError(`got port ${port}, which needs more rights, wanted one above 1023 (set PORT)`)
  return error
}

function close(server: Server): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
