// What CloudWatch asks of a custom widget: the parameters that somebody typed into the dashboard, spread at the root of the
// event, and `widgetContext` with what the dashboard looks like at the moment (docs "Details about custom widgets in
// CloudWatch"). Parameters that make no sense are refused; a context that lacks something is filled in.
import { z } from 'zod'
import { InputError } from '../../shared/domain/errors.ts'
import { noGroupChosen } from '../../shared/runtime/env.ts'
import { hourMs, minuteMs } from './format-time.ts'
import { type DashboardWidgetName, dashboardWidgetNames, type Theme } from './widget-data.ts'

/** Where and how a widget is shown. */
export interface WidgetPlace {
  readonly theme: Theme
  readonly widthPx: number
  readonly heightPx: number | undefined
  /** '+02:00' where the dashboard does not show UTC. */
  readonly otherOffset: string | undefined
}

export interface WidgetParameters {
  readonly widget: DashboardWidgetName
  /** Name of an Auto Scaling group. */
  readonly group: string | undefined
  /** Of a long list: begin behind this name. */
  readonly after: string | undefined
}

export interface TimeRange {
  readonly fromMs: number
  /** May lie a little in the future. */
  readonly toMs: number
}

/** AWS's own limit for the name of an Auto Scaling group. */
const mostNameCharacters = 255
const widthsPx = { least: 200, most: 10_000, usual: 600 }
const usualRangeMs = 3 * hourMs
/** Nothing is known of then, and the minutes until the end of all dates fill the memory. */
const furthestMs = 366 * 24 * hourMs
/** Limits of JavaScript's dates. */
const latestMs = 8.64e15

const span = z.object({ start: z.number().min(0).max(latestMs), end: z.number().min(0).max(latestMs) })

const placeSchema = z.object({
  theme: z.enum(['light', 'dark']).catch('light'),
  width: z.number().positive().catch(widthsPx.usual),
  height: z.number().positive().optional().catch(undefined),
  timezone: z
    .object({ offsetISO: z.string().max(10), offsetInMinutes: z.number() })
    .optional()
    .catch(undefined),
})

const rangeSchema = z.object({
  widgetContext: z
    .object({ timeRange: span.extend({ zoom: span.optional() }).optional() })
    .loose()
    .optional(),
})

const optionalText = z.string().optional()

/** Never fails: also a complaint has to be shown somewhere. */
export function parsePlace(event: unknown): WidgetPlace {
  const context = z.object({ widgetContext: placeSchema }).safeParse(event)
  const place = context.success ? context.data.widgetContext : placeSchema.parse({})
  const { theme, width, height, timezone } = place
  return {
    theme,
    widthPx: Math.min(Math.max(Math.round(width), widthsPx.least), widthsPx.most),
    heightPx: height === undefined ? undefined : Math.round(height),
    otherOffset: timezone === undefined || timezone.offsetInMinutes === 0 ? undefined : timezone.offsetISO,
  }
}

/** Whether Markdown is wanted that tells what the widget does. */
export function isDescribing(event: unknown): boolean {
  const { success, data } = z.object({ describe: z.unknown() }).safeParse(event)
  return success && Boolean(data.describe)
}

/** @throws InputError in one line */
export function parseParameters(event: unknown): WidgetParameters {
  const widget = dashboardWidgetNames.find(name => name === textOf(event, 'widget'))
  if (widget === undefined) {
    const got = textOf(event, 'widget')
    const said = got === undefined ? 'no parameter widget' : `widget "${shortened(got)}"`
    throw new InputError(`got ${said}, wanted one of ${dashboardWidgetNames.join(', ')}`)
  }
  return { widget, group: nameOf(event, 'group'), after: nameOf(event, 'after') }
}

/**
 * The stretch that is zoomed into, or the dashboard's, in whole minutes; the last three hours where nobody says.
 * @throws InputError in one line
 */
export function parseRange(event: unknown, nowMs: number): TimeRange {
  const { success, data } = rangeSchema.safeParse(event)
  if (!success) throw new InputError('got a time range that makes no sense, wanted start and end in epoch milliseconds')
  const range = data.widgetContext?.timeRange
  const { start, end } = range?.zoom ?? range ?? { start: nowMs - usualRangeMs, end: nowMs }
  if (start > end) throw new InputError(`got a time range from ${start} to ${end}, wanted a start before its end`)
  if (start > nowMs) throw new InputError('got a time range that begins in the future, wanted one that has begun')
  if (end > nowMs + furthestMs) throw new InputError('got a time range that ends in years, wanted one within a year')
  const fromMs = Math.floor(start / minuteMs) * minuteMs
  return { fromMs, toMs: Math.max(fromMs + minuteMs, Math.ceil(end / minuteMs) * minuteMs) }
}

/** An empty field of the dashboard's form is none, and so is what stands there until somebody chooses. */
function nameOf(event: unknown, parameter: string): string | undefined {
  const name = textOf(event, parameter)
  if (name === undefined || name === '' || name === noGroupChosen) return undefined
  if (name.length > mostNameCharacters) {
    throw new InputError(`got a ${parameter} of ${name.length} characters, wanted at most ${mostNameCharacters}`)
  }
  return name
}

/** YAML makes numbers of names that look like one. */
function textOf(event: unknown, parameter: string): string | undefined {
  const values = z.record(z.string(), z.unknown()).safeParse(event)
  const value = values.success ? values.data[parameter] : undefined
  const text = optionalText.safeParse(typeof value === 'number' ? String(value) : (value ?? undefined))
  if (text.success) return text.data
  throw new InputError(`got a ${parameter} that is a ${Array.isArray(value) ? 'list' : typeof value}, wanted a text`)
}

function shortened(text: string): string {
  return text.length <= 60 ? text : `${[...text.slice(0, 60)].slice(0, -1).join('')}…`
}
