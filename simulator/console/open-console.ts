// Puts a result, its report and the page's assets behind a port.
import type { ConsoleData } from './console-data.ts'
import { answer } from './console-routes.ts'
import { type ConsoleServer, serve } from './console-server.ts'
import { loadPageAssets } from './page-assets.ts'
import { reportPolicy } from './page-security.ts'

export interface OpenConsole {
  readonly data: ConsoleData
  readonly report: string
  /** The text of `simulation.json`. */
  readonly json: string
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
}

/** @throws InputError when the port is taken or not permitted */
export function openConsole({ data, report, json, host, port }: OpenConsole): Promise<ConsoleServer> {
  const content = {
    data,
    assets: loadPageAssets(),
    report: { html: report, policy: reportPolicy(report) },
    json: Buffer.from(json),
  }
  return serve({ host, port, answer: address => answer(content, address) })
}
