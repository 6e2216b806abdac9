// What stands in the place of a widget that cannot be drawn: what is the matter, and what to do about it.
import { html, type Markup, nothing } from './escape-html.ts'
import { shorten } from './format-text.ts'
import type { WidgetPlace } from './widget-call.ts'
import { renderSection } from './widget-frame.ts'

export interface Message {
  /** One sentence. */
  readonly what: string
  /** What to do about it. */
  readonly toDo: string
  /** Of the command line, to copy. */
  readonly command?: string
}

const mostCharacters = 600

/** @returns HTML */
export function renderMessage(place: WidgetPlace, { what, toDo, command }: Message): string {
  const body = html`<header><h2>Penumbra</h2></header>
<p class="missing"><b><bdi>${shorten(what, mostCharacters)}</bdi></b> ${toDo}${command === undefined ? nothing : renderCommand(command)}</p>`
  return renderSection(place, 'Penumbra', '', body).text
}

/** A click selects all of it. */
export function renderCommand(command: string): Markup {
  return html`<code>${command}</code>`
}
