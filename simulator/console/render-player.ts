// The controls of the replay: a strip of the whole time to point at, and buttons for those who would rather press.
import { html, type Markup } from '../../functions/widget/escape-html.ts'
import { formatDuration, minuteMs } from '../../functions/widget/format-time.ts'
import type { GroupHistory } from './console-data.ts'
import { formatSpeed } from './format-speed.ts'
import { spans, speeds } from './replay.ts'

interface Button {
  readonly id: string
  /** For ears; it holds what can be read on the button, so that it can be called by that. */
  readonly name: string
  readonly icon: Markup
}

const back: readonly Button[] = [
  { id: 'previous-bad', name: 'Previous bad minute', icon: icon('M19 6v12l-8-6zM5 6h3v12H5z') },
  { id: 'previous-decision', name: 'Previous change of the floor', icon: icon('M18 6v12l-9-6zM6 6h1.6v12H6z') },
  { id: 'hour-back', name: '−1 h: an hour back', icon: html`<span class="text-icon">−1 h</span>` },
]

const on: readonly Button[] = [
  { id: 'hour-on', name: '+1 h: an hour on', icon: html`<span class="text-icon">+1 h</span>` },
  { id: 'next-decision', name: 'Next change of the floor', icon: icon('M6 6v12l9-6zM16.4 6H18v12h-1.6z') },
  { id: 'next-bad', name: 'Next bad minute', icon: icon('M5 6v12l8-6zM16 6h3v12h-3z') },
]

export function renderPlayer(group: GroupHistory): Markup {
  return html`<section class="player" id="player" aria-label="Replay">
<div class="strip">
<div class="scrubber">
<div class="overview" id="overview"></div>
<input type="range" id="scrubber" min="${group.startMs + minuteMs}" max="${group.endMs}" step="${minuteMs}" value="${group.startMs + minuteMs}" aria-label="Time of the replay">
</div>
<div class="controls">
<p class="clock"><time id="clock"></time></p>
<div class="buttons" role="group" aria-label="Jump back">${back.map(renderButton)}</div>
<button type="button" id="play" class="play" aria-label="Play">${icon('M7 4.5v15l13-7.5z', 'play-icon')}${icon('M6 5h4v14H6zM14 5h4v14h-4z', 'pause-icon')}</button>
<div class="buttons" role="group" aria-label="Jump on">${on.map(renderButton)}</div>
</div>
</div>
<div class="settings">
<label class="choice">Speed <select id="speed">${speeds.map(speed => html`<option value="${speed}">${formatSpeed(speed)}</option>`)}</select></label>
<label class="choice">Shown <select id="span">${spans.map(spanMs => html`<option value="${spanMs}">${formatDuration(spanMs)}</option>`)}</select></label>
<button type="button" id="open-shortcuts" class="quiet-button">Keys</button>
</div>
</section>`
}

function renderButton({ id, name, icon }: Button): Markup {
  return html`<button type="button" id="${id}" aria-label="${name}" title="${name}">${icon}</button>`
}

function icon(path: string, name = 'icon'): Markup {
  return html`<svg class="${name}" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="${path}"/></svg>`
}
