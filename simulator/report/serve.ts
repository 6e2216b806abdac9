// A small server for the finished report. It serves two fixed texts, holds nothing open and trusts nobody: the page may
// run only the script that it was built with, and may load nothing.
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { InputError } from '../../shared/domain/errors.ts'

export interface ServedReport {
  /** A complete page, as `renderReport` returns it. */
  readonly html: string
  /** The text of `simulation.json`. */
  readonly json: string
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
}

export interface ReportServer {
  /** Where the page is, with the port that was really taken. */
  readonly url: string
  close(): Promise<void>
}

interface Page {
  readonly type: string
  readonly body: Buffer
}

/**
 * Serves the report on `/` and the data on `/simulation.json`.
 * @throws InputError when the port is taken or not permitted
 */
export async function serveReport(report: ServedReport): Promise<ReportServer> {
  const server = createServer(answerWith(pagesOf(report), securityHeaders(report.html)))
  await listen(server, report)
  const { port } = server.address() as AddressInfo
  const host = report.host.includes(':') ? `[${report.host}]` : report.host
  return { url: `http://${host}:${port}`, close: () => close(server) }
}

function pagesOf({ html, json }: ServedReport): ReadonlyMap<string, Page> {
  return new Map([
    ['/', { type: 'text/html; charset=utf-8', body: Buffer.from(html) }],
    ['/simulation.json', { type: 'application/json; charset=utf-8', body: Buffer.from(json) }],
  ])
}

function answerWith(pages: ReadonlyMap<string, Page>, headers: Readonly<Record<string, string>>) {
  return (request: IncomingMessage, response: ServerResponse) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response)
    const page = pages.get((request.url ?? '/').split('?')[0])
    send(response, page ? 200 : 404, page ?? text('not found: wanted / or /simulation.json\n'))
  }
}

function refuse(response: ServerResponse): void {
  response.setHeader('allow', 'GET, HEAD')
  send(response, 405, text('method not allowed: wanted GET or HEAD\n'))
}

/** Node itself leaves the body out of an answer to HEAD. */
function send(response: ServerResponse, status: number, { type, body }: Page): void {
  response.writeHead(status, { 'content-type': type, 'content-length': body.length })
  response.end(body)
}

function text(message: string): Page {
  return { type: 'text/plain; charset=utf-8', body: Buffer.from(message) }
}

/** Inline scripts and style sheets are allowed by their hash; style attributes (positions in charts) cannot be hashed. */
function securityHeaders(html: string): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    `script-src ${hashes(html, /<script>([\s\S]*?)<\/script>/g)}`,
    `style-src-elem ${hashes(html, /<style>([\s\S]*?)<\/style>/g)}`,
    "style-src-attr 'unsafe-inline'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ]
  return {
    'content-security-policy': policy.join('; '),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
  }
}

function hashes(html: string, element: RegExp): string {
  const sources = [...html.matchAll(element)].map(match => createHash('sha256').update(match[1]).digest('base64'))
  return sources.length === 0 ? "'none'" : sources.map(hash => `'sha256-${hash}'`).join(' ')
}

function listen(server: Server, { host, port }: ServedReport): Promise<void> {
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
