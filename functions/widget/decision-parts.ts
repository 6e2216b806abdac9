// How one decision is written, wherever it stands.
import { html, type Markup, nothing } from './escape-html.ts'
import { formatCount } from './format-numbers.ts'
import type { Tone } from './palette.ts'
import type { Decision } from './widget-data.ts'

const tones: ReadonlyMap<string, Tone> = new Map<string, Tone>([
  ['raise', 'penumbra'],
  ['lower', 'oracle'],
  ['let-down', 'oracle'],
  ['observe', 'pending'],
  ['wait', 'pending'],
  ['refuse', 'alarm'],
  ['freeze', 'alarm'],
  ['restore', 'alarm'],
])

/** Actions nobody has heard of look like those that change nothing. */
export function toneOfAction(action: string): Tone {
  return tones.get(action) ?? 'quiet'
}

/** The action as a word in a frame; news is filled. */
export function renderAction(action: string, isNews: boolean): Markup {
  return html`<span class="badge${isNews ? ' news' : ''} tone-${toneOfAction(action)}">${action}</span>`
}

/** '12 → 15', or '12' where it stays. */
export function renderFloor({ floorBefore, floorAfter }: Decision): Markup {
  if (floorBefore === floorAfter) return html`<span class="nowrap">${formatCount(floorAfter)}</span>`
  return html`<span class="nowrap">${formatCount(floorBefore)} <span aria-hidden="true">→</span><span class="vh">to</span> <b>${formatCount(floorAfter)}</b></span>`
}

/** A line below a list that was cut off. */
export function renderLeft(left: number, what: string): Markup {
  return left === 0 ? nothing : html`<p class="left">${formatCount(left)} more ${what} in this time.</p>`
}
