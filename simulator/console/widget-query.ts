// The query of /widget/NAME: what to draw, of whom, and at which moment.
import type { Theme, WidgetName, WidgetRequest } from '../../functions/widget/widget-data.ts'
import { InputError } from '../../shared/domain/errors.ts'
import { type ConsoleData, findGroup, findPolicy, type GroupHistory } from './console-data.ts'
import { quoted } from './http-answer.ts'
import { formatInstant, parseInstant } from './page-address.ts'
import type { Viewpoint } from './widget-data-at.ts'

export interface WidgetQuery {
  readonly request: WidgetRequest
  readonly viewpoint: Viewpoint
}

/** Room in pixels that a widget can be asked to fill. */
const roomPx = { least: 100, most: 10_000 }
const defaultWidthPx = 800

/** What was asked for does not exist, as opposed to a question that makes no sense. */
export class NotThereError extends InputError {}

/**
 * Left out: the first group, its first policy, all of its time, its end as now, 800 px, light.
 * @throws InputError in one line when a value makes no sense, NotThereError when there is no such group or policy
 */
export function parseWidgetQuery(widget: WidgetName, parameters: URLSearchParams, data: ConsoleData): WidgetQuery {
  const viewpoint = parseViewpoint(parameters, data)
  const { group, nowMs } = viewpoint
  const fromMs = instantOf(parameters, 'from') ?? group.startMs
  const toMs = instantOf(parameters, 'to') ?? group.endMs
  if (fromMs >= toMs)
    throw new InputError(`got from ${formatInstant(fromMs)} and to ${formatInstant(toMs)}, wanted from before to`)
  return {
    viewpoint,
    request: {
      widget,
      group: group.name,
      fromMs,
      toMs,
      nowMs,
      widthPx: roomOf(parameters, 'width') ?? defaultWidthPx,
      heightPx: roomOf(parameters, 'height'),
      theme: themeOf(parameters),
    },
  }
}

/** @throws InputError, NotThereError */
export function parseViewpoint(parameters: URLSearchParams, data: ConsoleData): Viewpoint {
  const group = parseGroup(parameters, data)
  const name = parameters.get('policy') ?? undefined
  const policy = findPolicy(group, name)
  const known = group.policies.map(({ name }) => name).join(', ')
  if (policy === undefined)
    throw new NotThereError(`got policy ${quoted(name ?? '')}, wanted one of ${known || 'none'}`)
  return { group, policy, nowMs: instantOf(parameters, 'now') ?? group.endMs }
}

/** @throws NotThereError */
export function parseGroup(parameters: URLSearchParams, data: ConsoleData): GroupHistory {
  const name = parameters.get('group') ?? undefined
  const group = findGroup(data, name)
  if (group === undefined && data.groups.length === 0) throw new NotThereError('got no group, wanted a simulated one')
  if (group === undefined) throw new NotThereError(`got group ${quoted(name ?? '')}, which is not there`)
  return group
}

function instantOf(parameters: URLSearchParams, name: string): number | undefined {
  const text = parameters.get(name)
  if (text === null) return undefined
  const timeMs = parseInstant(text)
  if (timeMs === undefined) throw new InputError(`got ${name} ${quoted(text)}, wanted a time as 2026-01-31T00:00Z`)
  return timeMs
}

function roomOf(parameters: URLSearchParams, name: string): number | undefined {
  const text = parameters.get(name)
  if (text === null) return undefined
  const px = Number(text)
  if (/^\d+$/.test(text) && px >= roomPx.least && px <= roomPx.most) return px
  throw new InputError(`got ${name} ${quoted(text)}, wanted pixels from ${roomPx.least} to ${roomPx.most}`)
}

function themeOf(parameters: URLSearchParams): Theme {
  const theme = parameters.get('theme') ?? 'light'
  if (theme === 'light' || theme === 'dark') return theme
  throw new InputError(`got theme ${quoted(theme)}, wanted light or dark`)
}
