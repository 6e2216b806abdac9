import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderWidget } from '../../../functions/widget/render-widget.ts'
import type { MinuteColumns } from '../../../functions/widget/widget-data.ts'
import { type Element, tokenize } from './html-tokens.ts'
import { heightAbove, readPath } from './read-path.ts'
import { minuteMs, nineMs, sampleData, sampleRequest } from './widget-samples.ts'

const rungs = ['inService', 'pending', 'shadow', 'warmRunning', 'warmStopped', 'draining'] as const

/** The class of each rung's colour. */
const tones: Readonly<Record<(typeof rungs)[number], string>> = {
  inService: 'tone-penumbra',
  pending: 'tone-pending',
  shadow: 'tone-shadow',
  warmRunning: 'tone-warmRunning',
  warmStopped: 'tone-warmStopped',
  draining: 'tone-draining',
}

function draw(minutes: MinuteColumns, length: number): { elements: readonly Element[]; text: string; html: string } {
  const html = renderWidget(
    { ...sampleRequest, widget: 'fleet-ladder', toMs: nineMs + length * minuteMs, nowMs: nineMs + length * minuteMs },
    { minutes },
  )
  const { elements, text } = tokenize(html)
  return { elements, text: text.replaceAll('\u00a0', ' '), html }
}

/** Instances at the top of the drawing, from the axis's highest label and the place where it stands. */
function topOfAxis(html: string): number {
  const labels = [...html.matchAll(/<span style="bottom:([\d.]+)%">([\d,]+)<\/span>/g)]
  const [, percent, label] = labels[labels.length - 1]
  return Number(label.replace(',', '')) / (Number(percent) / 100)
}

/** What a path says of each minute, in instances. */
function readBack(d: string, html: string, length: number): (number | undefined)[] {
  const stretches = readPath(d)
  return Array.from({ length }, (_, minute) => {
    const y = heightAbove(stretches, ((minute + 0.5) / length) * 4000)
    return y === undefined ? undefined : Math.round(((1000 - y) / 1000) * topOfAxis(html))
  })
}

function pathOf(elements: readonly Element[], className: string): string | undefined {
  return elements.find(({ attributes }) => attributes.class === className)?.attributes.d
}

const anyFleet = fc.integer({ min: 1, max: 40 }).chain(length => {
  const counts = fc.array(fc.nat(20), { minLength: length, maxLength: length })
  return fc.record({
    inService: counts,
    pending: counts,
    shadow: counts,
    warmRunning: counts,
    warmStopped: counts,
    draining: counts,
  })
})

describe('the fleet ladder', () => {
  it('stacks exactly what it was given, rung by rung', () => {
    fc.assert(
      fc.property(anyFleet, columns => {
        const length = columns.inService.length
        const line = columns.inService.map(() => 1)
        const minutes = { ...sampleData.minutes!, ...columns, desired: line, floor: line, instanceRps: undefined }
        const { elements, html } = draw(minutes, length)
        const below = columns.inService.map(() => 0)
        for (const rung of rungs) {
          const d = pathOf(elements, `layer ${tones[rung]}`)
          if (d === undefined) {
            expect(columns[rung].every(count => count === 0)).toBe(true)
            continue
          }
          const tops = readBack(d, html, length)
          expect(tops.map((top, minute) => (top ?? 0) - below[minute])).toEqual(columns[rung])
          for (const [minute, top] of tops.entries()) below[minute] = top ?? 0
        }
      }),
      { numRuns: 60 },
    )
  })

  it('paints the highest rung first, so that every lower one lies over it', () => {
    const { elements } = draw(sampleData.minutes!, 120)
    const painted = elements.map(({ attributes }) => attributes.class ?? '').filter(name => name.startsWith('layer'))
    expect(painted.at(-1)).toBe('layer tone-penumbra')
    expect(painted[0]).toBe('layer tone-draining')
  })

  it('draws floor, desired and need as lines on the same scale', () => {
    const { elements, html } = draw(sampleData.minutes!, 120)
    expect(readBack(pathOf(elements, 'line tone-ink') ?? '', html, 120).every(floor => floor === 9)).toBe(true)
    expect(readBack(pathOf(elements, 'dashed tone-ink') ?? '', html, 120)).toEqual(sampleData.minutes!.desired)
    // 500 rps at 50 an instance are 10, 600 rps are 12.
    const needed = readBack(pathOf(elements, 'hairline tone-needed') ?? '', html, 120)
    expect([needed[0], needed[100]]).toEqual([10, 12])
  })

  it('says what holds at the cursor, and leaves out rungs on which there never was anything', () => {
    const none = new Array<number>(120).fill(0)
    const { text, elements } = draw({ ...sampleData.minutes!, shadow: none, draining: none }, 120)
    expect(text).toContain('Now 13 in service; 1 pending, 2 warm running, 3 warm stopped.')
    expect(text).toContain('In service went from 10 to 13 in the time shown.')
    expect(pathOf(elements, 'layer tone-shadow')).toBeUndefined()
  })

  it('covers what came after the cursor with a veil, and nothing where there is no after', () => {
    const request = { ...sampleRequest, widget: 'fleet-ladder' as const }
    const veil = (nowMs: number) =>
      tokenize(renderWidget({ ...request, nowMs }, sampleData)).elements.find(
        ({ attributes }) => attributes.class === 'veil',
      )
    expect(veil(nineMs + 30 * minuteMs)?.attributes).toMatchObject({ x: '1000', width: '3000' })
    expect(veil(sampleRequest.toMs)).toBeUndefined()
  })

  it('shows no need where the capacity of one instance is not known', () => {
    const { elements } = draw({ ...sampleData.minutes!, instanceRps: undefined }, 120)
    expect(pathOf(elements, 'hairline tone-needed')).toBeUndefined()
  })

  it('shows a fleet of nothing as nothing, not as unknown', () => {
    const none = new Array<number>(120).fill(0)
    const { text, elements } = draw({ ...sampleData.minutes!, inService: none }, 120)
    expect(text).toContain('Now 0 in service')
    expect(pathOf(elements, 'layer tone-penumbra')).toBeDefined()
  })
})
