// A real browser on a console of its own, and everything about a visit that must never happen.
import axe from 'axe-core'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import type { ConsoleData } from '../../simulator/console/console-data.ts'
import type { ConsoleServer } from '../../simulator/console/console-server.ts'
import { openConsole } from '../../simulator/console/open-console.ts'
import { renderReport } from '../../simulator/report/render-report.ts'
import { dayResult } from '../simulator/console/sample-day.ts'

export interface Visit {
  readonly page: Page
  /** Errors on the page's console, requests that failed, and requests to anywhere but this machine. */
  readonly problems: string[]
}

/** For the tests of one file: starts and ends a browser, and opens consoles and pages on demand. */
export function withBrowser() {
  let browser: Browser
  const servers: ConsoleServer[] = []
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM_PATH,
      // In a container of CI there is no sandbox to be had, and only our own pages are visited.
      args: ['--no-sandbox', '--disable-gpu', '--no-first-run'],
    })
  })
  afterAll(async () => {
    await browser?.close()
    await Promise.all(servers.map(server => server.close()))
  })
  return {
    serve: async (data: ConsoleData): Promise<ConsoleServer> => {
      const result = dayResult()
      const report = renderReport(result, {})
      const server = await openConsole({ data, report, json: JSON.stringify(result), host: '127.0.0.1', port: 0 })
      servers.push(server)
      return server
    },
    visit: async (options: BrowserContextOptions = {}): Promise<Visit> => {
      const context = await browser.newContext(options)
      const page = await context.newPage()
      return { page, problems: watch(page) }
    },
  }
}

/** Waits until everything that is on the page is drawn. */
export async function open({ page }: Visit, url: string): Promise<void> {
  await page.goto(url)
  await page.locator('#widgets:not([aria-busy])').waitFor()
}

/** By how many pixels anything sticks out to the right, of the page or of a widget's place. */
export async function overflowPx({ page }: Visit): Promise<number> {
  return Number(
    await page.evaluate(
      `Math.max(...[document.documentElement, ...document.querySelectorAll('.place')].map(e => e.scrollWidth - e.clientWidth))`,
    ),
  )
}

interface Violation {
  readonly id: string
  readonly impact: string
  readonly nodes: readonly { readonly html: string }[]
}

/** What axe-core finds serious or critical: the rule and the first element, one line each. */
export async function seriousViolations({ page }: Visit): Promise<string[]> {
  await page.evaluate(axe.source)
  const violations = (await page.evaluate('axe.run().then(({ violations }) => violations)')) as Violation[]
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id} (${nodes.length}): ${nodes[0].html}`)
}

function watch(page: Page): string[] {
  const problems: string[] = []
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(`console: ${message.text()}`)
  })
  page.on('pageerror', error => problems.push(`script: ${error.message}`))
  page.on('dialog', dialog => {
    problems.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('request', request => {
    const { protocol, hostname } = new URL(request.url())
    if (protocol !== 'data:' && hostname !== '127.0.0.1') problems.push(`request to ${request.url()}`)
  })
  page.on('response', response => {
    if (response.status() >= 400) problems.push(`${response.status()} for ${response.url()}`)
  })
  return problems
}
