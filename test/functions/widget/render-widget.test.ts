import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeWidget } from '../../../functions/widget/describe-widget.ts'
import { renderWidget } from '../../../functions/widget/render-widget.ts'
import { type WidgetData, type WidgetName, widgetNames } from '../../../functions/widget/widget-data.ts'
import { InputError } from '../../../shared/domain/errors.ts'
import { structure, tokenize } from './html-tokens.ts'
import {
  minuteMs,
  nineMs,
  sampleData,
  sampleDecision,
  sampleGroup,
  samplePeer,
  sampleRequest,
} from './widget-samples.ts'

const kilobyte = 1000

function render(widget: WidgetName, data: WidgetData, changes: Partial<typeof sampleRequest> = {}): string {
  return renderWidget({ ...sampleRequest, widget, ...changes }, data)
}

/** Every text that comes from outside is the given one. */
function withText(text: string): WidgetData {
  const decision = sampleDecision(20, { action: text, reason: text })
  return {
    ...sampleData,
    missingBecause: text,
    decisions: [decision],
    peers: {
      fromMs: nineMs,
      toMs: nineMs + minuteMs,
      rows: [samplePeer({ policy: text, label: text, description: text })],
    },
    groups: [sampleGroup({ name: text, modeReason: text, lastDecision: decision })],
    accuracy: { promisedShare: 0.95, spans: [{ label: text, forecasts: 100, covered: 95 }] },
  }
}

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 255 }),
  fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '&', '/', '=', ' ', 'a', '\n', '`', '{'), maxLength: 255 }),
)

describe.each(widgetNames)('the widget %s', widget => {
  it('is a well-formed piece of HTML in one element of its own, with a title and one line that explains it', () => {
    const { elements, text } = tokenize(render(widget, sampleData))
    expect(elements[0].name).toBe('section')
    expect(elements[0].attributes['aria-label']).toMatch(/, shop-web$/)
    expect(elements.filter(({ name }) => name === 'h2')).toHaveLength(1)
    expect(elements.some(({ attributes }) => attributes.class === 'lead')).toBe(true)
    expect(text).toContain('shop-web')
    expect(text).toContain('Thu 6 Aug, 10:30 UTC')
  })

  // "Security and JavaScript for custom CloudWatch widgets": scripts, <iframe> and <use> are removed.
  it('has nothing that CloudWatch removes, nothing that runs and nothing from elsewhere', () => {
    const html = render(widget, sampleData)
    const { elements } = tokenize(html)
    for (const { name, attributes } of elements) {
      expect(['script', 'iframe', 'use', 'img', 'link', 'object', 'embed', 'foreignObject']).not.toContain(name)
      for (const key of Object.keys(attributes)) expect(key).not.toMatch(/^on|^id$|src/)
      if (attributes.href !== undefined) expect(attributes.href).toMatch(/^[?#]/)
    }
    expect(html).not.toMatch(/https?:|url\(|@import|javascript:/i)
  })

  it('keeps its style to itself', () => {
    const [, style] = render(widget, sampleData).match(/<style>([^<]*)<\/style>/) ?? []
    const selectors = style
      .replace(/@(?:media|container)[^{]*\{/g, '')
      .split(/\{[^}]*\}[\s}]*/)
      .flatMap(rule => rule.split(','))
      .map(selector => selector.trim())
      .filter(selector => selector !== '')
    expect(selectors.length).toBeGreaterThan(20)
    for (const selector of selectors) expect(selector).toMatch(/^\.pw/)
  })

  it('shows whatever a text holds and lets none of it become an element or an attribute', () => {
    const wanted = structure(tokenize(render(widget, withText('x'), { group: 'x' })))
    fc.assert(
      fc.property(anyText, text => {
        const tokens = tokenize(render(widget, withText(text), { group: text }))
        expect(structure(tokens)).toBe(wanted)
        expect(tokens.text).toContain(text)
      }),
      { numRuns: 60 },
    )
  })

  it('says what each term means, in a part that opens without a script', () => {
    const { elements } = tokenize(render(widget, sampleData))
    const names = elements.map(({ name }) => name)
    expect(names).toContain('details')
    expect(names).toContain('summary')
    expect(names.filter(name => name === 'dt').length).toBeGreaterThanOrEqual(4)
  })

  it('names every drawing for those who cannot see it', () => {
    const { elements } = tokenize(render(widget, sampleData))
    for (const { attributes } of elements.filter(({ name }) => name === 'svg')) {
      expect(attributes.role).toBe('img')
      expect(attributes['aria-label'].length).toBeGreaterThan(20)
    }
  })

  it('says that there is nothing to show, and why, instead of drawing nothing', () => {
    const { elements, text } = tokenize(render(widget, { missingBecause: 'Observed since 14:05.' }))
    expect(elements.some(({ attributes }) => attributes.class === 'missing')).toBe(true)
    expect(text).toContain('Observed since 14:05.')
    expect(elements.map(({ name }) => name)).not.toContain('svg')
    expect(text).not.toMatch(/NaN|undefined|null/)
    const silent = tokenize(render(widget, {}))
    expect(silent.elements.some(({ attributes }) => attributes.class === 'missing')).toBe(true)
  })

  it('differs between the themes in its colours alone', () => {
    const [light, dark] = (['light', 'dark'] as const).map(theme => render(widget, sampleData, { theme }))
    expect(dark).toContain('color-scheme:dark')
    expect(structure(tokenize(light))).toBe(structure(tokenize(dark)))
    expect(light).not.toBe(dark)
  })

  it.each([320, 1440, 3840])('stays below 200 KB at %i pixels with 30 restless days and the longest names', widthPx => {
    const html = render(widget, monthOfNoise(), {
      widthPx,
      group: '"'.repeat(255),
      toMs: nineMs + 43_200 * minuteMs,
      nowMs: nineMs + 43_199 * minuteMs,
    })
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(200 * kilobyte)
  })

  it('describes itself to CloudWatch with parameters to start from', () => {
    expect(describeWidget(widget)).toContain(`\`\`\`yaml\nwidget: ${widget}\n`)
  })
})

describe('what is asked of a widget', () => {
  it.each([
    ['a time that ends before it begins', { toMs: nineMs - 1 }],
    ['a time without an end', { toMs: Number.NaN }],
    ['no moment', { nowMs: Number.NaN }],
    ['no width', { widthPx: 0 }],
  ])('is refused in one line with %s', (_name, changes) => {
    expect(() => render('forecast-fan', sampleData, changes)).toThrow(InputError)
    expect(() => render('forecast-fan', sampleData, changes)).toThrow(/^got [^\n]*, wanted [^\n]*$/)
  })
})

/** Every minute differs from the one before, every text is as long as it gets and all of it must be escaped. */
function monthOfNoise(): WidgetData {
  const noise = (top: number, phase: number) =>
    Float64Array.from({ length: 43_200 }, (_, minute) => top * (0.5 + 0.5 * Math.sin(minute * 1.7 + phase)))
  const name = '"'.repeat(255)
  const decisions = Array.from({ length: 2000 }, (_, at) =>
    sampleDecision(at * 21, { reason: '"'.repeat(3000), floorBefore: at, floorAfter: at + 1 }),
  )
  return {
    ...sampleData,
    minutes: {
      startMs: nineMs,
      demandRps: noise(10_000, 0),
      inService: noise(100, 1),
      shadow: noise(100, 2),
      warmRunning: noise(100, 3),
      warmStopped: noise(100, 4),
      pending: noise(100, 5),
      draining: noise(100, 6),
      desired: noise(100, 7),
      floor: noise(100, 8),
      forecastP50Rps: noise(10_000, 9),
      forecastP95Rps: noise(10_000, 10),
      instanceRps: 50,
    },
    decisions,
    peers: {
      fromMs: nineMs,
      toMs: nineMs + minuteMs,
      rows: Array.from({ length: 100 }, () => samplePeer({ label: name, description: name })),
    },
    groups: Array.from({ length: 100 }, () => sampleGroup({ name, modeReason: name, lastDecision: decisions[0] })),
  }
}
