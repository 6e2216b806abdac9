// Keys that steer the replay, and the list of them. The page's script and the page itself read the same table.
import { html, type Markup } from '../../functions/widget/escape-html.ts'
import { hourMs, minuteMs } from '../../functions/widget/format-time.ts'
import type { ReplayAction } from './replay.ts'

export interface Shortcut {
  /** As `KeyboardEvent.key` says it, in lower case where it is a letter. */
  readonly key: string
  readonly shift: boolean
  /** As it is written on keyboards. */
  readonly label: string
  readonly meaning: string
  readonly command: ReplayAction | 'open' | 'theme' | 'help'
}

export const shortcuts: readonly Shortcut[] = [
  { key: ' ', shift: false, label: 'Space', meaning: 'Play or pause', command: { type: 'toggle' } },
  arrow('ArrowLeft', '←', 'An hour back', -hourMs, false),
  arrow('ArrowRight', '→', 'An hour on', hourMs, false),
  arrow('ArrowLeft', 'Shift ←', 'A minute back', -minuteMs, true),
  arrow('ArrowRight', 'Shift →', 'A minute on', minuteMs, true),
  letter('d', 'Next change of the floor', { type: 'next', landmark: 'decision' }),
  letter('D', 'Previous change of the floor', { type: 'previous', landmark: 'decision' }),
  letter('b', 'Next bad minute', { type: 'next', landmark: 'bad' }),
  letter('B', 'Previous bad minute', { type: 'previous', landmark: 'bad' }),
  letter('f', 'Faster', { type: 'faster' }),
  letter('s', 'Slower', { type: 'slower' }),
  letter('+', 'A shorter stretch of time', { type: 'narrower' }),
  letter('-', 'A longer stretch of time', { type: 'wider' }),
  letter('o', 'Back to the opening moment', 'open'),
  letter('t', 'Other theme', 'theme'),
  letter('?', 'This list', 'help'),
]

/** The shortcut of a key; a plus or a question mark is one with whatever shift the keyboard needs for it. */
export function findShortcut(key: string, shift: boolean): Shortcut | undefined {
  const name = key.length === 1 ? key.toLowerCase() : key
  return shortcuts.find(shortcut => shortcut.key === name && (isSign(name) || shortcut.shift === shift))
}

export function renderShortcuts(): Markup {
  const rows = shortcuts.map(
    ({ label, meaning }) => html`<tr><th scope="row"><kbd>${label}</kbd></th><td>${meaning}</td></tr>`,
  )
  return html`<dialog id="shortcuts" aria-labelledby="shortcuts-heading">
<h2 id="shortcuts-heading">Keys</h2>
<table><thead class="spoken"><tr><th scope="col">Key</th><th scope="col">What it does</th></tr></thead><tbody>${rows}</tbody></table>
<p><label><input type="checkbox" id="use-keys" checked> Use these keys</label></p>
<form method="dialog"><button type="submit">Close</button></form>
</dialog>`
}

function arrow(key: string, label: string, meaning: string, byMs: number, shift: boolean): Shortcut {
  return { key, shift, label, meaning, command: { type: 'jump-by', byMs } }
}

/** A capital letter means with shift. */
function letter(key: string, meaning: string, command: Shortcut['command']): Shortcut {
  const shift = key !== key.toLowerCase()
  return { key: key.toLowerCase(), shift, label: shift ? `Shift ${key}` : key.toUpperCase(), meaning, command }
}

function isSign(key: string): boolean {
  return key.length === 1 && key.toLowerCase() === key.toUpperCase() && key !== ' '
}
