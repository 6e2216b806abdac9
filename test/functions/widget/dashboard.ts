// Asks the deployed function as a CloudWatch dashboard does, and reads back what it drew.
import { expect } from 'vitest'
import type { CallRecord } from '../../../simulator/kernel/simulated-client.ts'
import { hourMs, type World } from '../../laws/world.ts'
import { type Tokens, tokenize } from './html-tokens.ts'
import { heightAbove, readPath } from './read-path.ts'

export interface Shown extends Tokens {
  readonly html: string
  /** What the function asked of AWS. */
  readonly calls: readonly CallRecord[]
}

interface Context {
  readonly fromMs?: number
  readonly toMs?: number
  readonly zoom?: { readonly start: number; readonly end: number }
  readonly theme?: string
  readonly width?: number
  readonly height?: number
  readonly offsetInMinutes?: number
}

export const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:penumbra-widget'

/** An event as the user guide shows it ("Details about custom widgets in CloudWatch"). */
export function eventOf(nowMs: number, params: object, context: Context = {}): object {
  const { fromMs = nowMs - 6 * hourMs, toMs = nowMs, zoom, theme = 'light', offsetInMinutes = 0 } = context
  return {
    ...params,
    widgetContext: {
      dashboardName: 'Penumbra-us-east-1',
      widgetId: 'widget-16',
      accountId: '123456789012',
      locale: 'en',
      timezone: {
        label: offsetInMinutes === 0 ? 'UTC' : 'Local',
        offsetISO: offsetInMinutes === 0 ? '+00:00' : `+0${offsetInMinutes / 60}:00`,
        offsetInMinutes,
      },
      period: 300,
      isAutoPeriod: true,
      timeRange: { mode: 'relative', start: fromMs, end: toMs, relativeStart: toMs - fromMs, ...(zoom && { zoom }) },
      theme,
      linkCharts: true,
      title: 'A widget',
      forms: { all: {} },
      params,
      width: context.width ?? 800,
      height: context.height ?? 400,
    },
  }
}

/** The answer as it is, an error of the function where it had one. */
export async function invoke(world: World, event: unknown): Promise<unknown> {
  const { Payload, FunctionError } = await world.region.lambda.operations.Invoke({
    FunctionName: functionArn,
    Payload: new TextEncoder().encode(JSON.stringify(event)),
  })
  expect(FunctionError).toBeUndefined()
  return JSON.parse(Payload?.transformToString() ?? '')
}

/** Every answer is looked at: well formed, small enough, and nothing in it that CloudWatch's sanitiser takes away. */
export async function show(world: World, params: object, context: Context = {}): Promise<Shown> {
  const before = world.calls.length
  const html = String(await invoke(world, eventOf(world.region.clock.now(), params, context)))
  const calls = world.calls.slice(before).filter(({ caller }) => caller === 'widget')
  expect(Buffer.byteLength(html)).toBeLessThanOrEqual(200_000)
  const tokens = tokenize(html)
  expectHarmless(tokens)
  return { html, calls, ...tokens, text: tokens.text.replaceAll('\u00a0', ' ') }
}

/** "All JavaScript is removed, <iframe> and <use> too" (user guide, "Security and JavaScript for custom widgets"). */
function expectHarmless({ elements }: Tokens): void {
  for (const { name, attributes } of elements) {
    expect(['script', 'iframe', 'use', 'object', 'embed', 'img', 'link', 'meta', 'foreignObject']).not.toContain(name)
    for (const [key, value] of Object.entries(attributes)) {
      expect(key).not.toMatch(/^on|^id$|src/i)
      expect(value).not.toMatch(/^\s*(javascript|data|vbscript):/i)
    }
  }
}

/** A widget's number by its label. */
export function figure({ html }: Shown, label: string): string | undefined {
  const found = new RegExp(`<dt>${label}</dt><dd><b>([^<]*)</b>`).exec(html)
  return found?.[1].replaceAll('\u00a0', ' ')
}

/** Reads a line of a chart: its value at a time, or undefined where it has a gap; exact to a thousandth of the axis. */
export function lineOf(shown: Shown, className: string, dayMs: number): (timeMs: number) => number | undefined {
  const d = shown.elements.find(({ name, attributes }) => name === 'path' && attributes.class === className)?.attributes
    .d
  if (d === undefined) throw new Error(`got no path ${className}, wanted one`)
  const stretches = readPath(d)
  const shareAt = timeAxis(shown, dayMs)
  const top = topOfAxis(shown)
  return timeMs => {
    const y = heightAbove(stretches, shareAt(timeMs) * 4000)
    return y === undefined ? undefined : ((1000 - y) / 1000) * top
  }
}

/** From two labels of the axis of time: clocks on one day, or days of March 2026. */
function timeAxis({ html }: Shown, dayMs: number): (timeMs: number) => number {
  const labels = [...html.matchAll(/<span class="level-\d" style="left:([\d.]+)%">([^<]+)<\/span>/g)]
  const ticks = labels.map(([, percent, label]) => ({ share: Number(percent) / 100, timeMs: timeOf(label, dayMs) }))
  const [first, last] = [ticks[0], ticks[ticks.length - 1]]
  const perMs = (last.share - first.share) / (last.timeMs - first.timeMs)
  return timeMs => first.share + (timeMs - first.timeMs) * perMs
}

function timeOf(label: string, dayMs: number): number {
  const [, hours, minutes] = /^(\d\d):(\d\d)$/.exec(label) ?? []
  return hours === undefined ? Number.NaN : dayMs + Number(hours) * hourMs + Number(minutes) * 60_000
}

/** From the axis's highest label and the place where it stands. */
export function topOfAxis({ html }: Shown): number {
  const labels = [...html.matchAll(/<span style="bottom:([\d.]+)%">([\d,]+)<\/span>/g)]
  const [, percent, label] = labels[labels.length - 1]
  return Number(label.replace(',', '')) / (Number(percent) / 100)
}
