// Which address answers with what. A pure function of the address: the data does not change while the server runs.
import { renderWidget } from '../../functions/widget/render-widget.ts'
import { type WidgetName, widgetNames } from '../../functions/widget/widget-data.ts'
import { InputError } from '../../shared/domain/errors.ts'
import type { ConsoleData } from './console-data.ts'
import { describeReplay } from './describe-replay.ts'
import { type Answer, found, htmlType, jsonType, quoted, refused, scriptType, styleType } from './http-answer.ts'
import { renderOverview } from './overview.ts'
import type { PageAssets } from './page-assets.ts'
import { renderPage } from './render-page.ts'
import { renderScoreboard } from './scoreboard.ts'
import { widgetDataAt } from './widget-data-at.ts'
import { NotThereError, parseGroup, parseViewpoint, parseWidgetQuery } from './widget-query.ts'

/** What the console serves besides the page. */
export interface ConsoleContent {
  readonly data: ConsoleData
  readonly assets: PageAssets
  /** The report, a complete page with scripts and styles of its own, and the policy that allows just these. */
  readonly report: { readonly html: string; readonly policy: string }
  /** The text of `simulation.json`. */
  readonly json: Buffer
}

type Route = (content: ConsoleContent, parameters: URLSearchParams) => Answer

const routes: Readonly<Record<string, Route>> = {
  '/': page,
  '/console.js': ({ assets }) => found(scriptType, assets.script),
  '/console.css': ({ assets }) => found(styleType, assets.style),
  '/replay.json': ({ data }, parameters) => {
    const { group, policy } = parseViewpoint(parameters, data)
    return found(jsonType, JSON.stringify(describeReplay(group, policy)))
  },
  '/scoreboard': ({ data }, parameters) => found(htmlType, renderScoreboard(parseViewpoint(parameters, data)).text),
  '/overview': ({ data }, parameters) => {
    const { group, policy } = parseViewpoint(parameters, data)
    return found(htmlType, renderOverview(group, policy).text)
  },
  '/report': ({ report }) => ({ ...found(htmlType, report.html), policy: report.policy }),
  '/simulation.json': ({ json }) => found(jsonType, json),
}

const widgetPath = '/widget/'

/** @param address path and query, as a request line has them */
export function answer(content: ConsoleContent, address: string): Answer {
  const [path, query = ''] = split(address)
  try {
    const route = Object.hasOwn(routes, path) ? routes[path] : undefined
    const parameters = new URLSearchParams(query)
    if (route !== undefined) return route(content, parameters)
    if (path.startsWith(widgetPath)) return widget(content, path.slice(widgetPath.length), parameters)
    return refused(404, `got ${quoted(path)}, wanted one of ${Object.keys(routes).join(', ')}, ${widgetPath}NAME`)
  } catch (error) {
    if (error instanceof NotThereError) return refused(404, error.message)
    if (error instanceof InputError) return refused(400, error.message)
    throw error
  }
}

function page({ data }: ConsoleContent, parameters: URLSearchParams): Answer {
  const group = data.groups.length === 0 && !parameters.has('group') ? undefined : parseGroup(parameters, data)
  return found(htmlType, renderPage(data, group))
}

function widget({ data }: ConsoleContent, name: string, parameters: URLSearchParams): Answer {
  const known = widgetNames.find(widgetName => widgetName === name)
  if (known === undefined) {
    return refused(404, `got widget ${quoted(name)}, wanted one of ${widgetNames.join(', ')}`)
  }
  return found(htmlType, drawWidget(known, parameters, data))
}

function drawWidget(name: WidgetName, parameters: URLSearchParams, data: ConsoleData): string {
  const { request, viewpoint } = parseWidgetQuery(name, parameters, data)
  return renderWidget(request, widgetDataAt(name, data, viewpoint))
}

function split(address: string): [path: string, query?: string] {
  const mark = address.indexOf('?')
  return mark < 0 ? [address] : [address.slice(0, mark), address.slice(mark + 1)]
}
