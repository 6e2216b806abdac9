// Values of a chart for the page's script, which shows them under the pointer and the arrow keys; see page-script.js.
import { html, jsonIsland, type Markup } from '../../../functions/widget/escape-html.ts'
import type { Tone } from '../../../functions/widget/palette.ts'

export interface ChartReadings {
  readonly startMs: number
  /** Milliseconds of one reading. */
  readonly stepMs: number
  readonly count: number
  /** `low` and `high` are one list where every reading is a single value. */
  readonly series: readonly { label: string; tone: Tone; low: readonly Reading[]; high?: readonly Reading[] }[]
}

type Reading = number | null

export function renderReadings(readings: ChartReadings): Markup {
  return html`<script type="application/json" class="readings">${jsonIsland(readings)}</script>`
}
