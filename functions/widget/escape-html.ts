// Every value that reaches the page goes through `html`, which escapes it: safe by construction, not by care.

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text for an element or for an attribute in double or single quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => entities[character])
}

/** A piece of HTML that is already safe. */
export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export type HtmlValue = string | number | Markup | readonly Markup[]

/** A template whose values are escaped unless they are Markup themselves; lists of Markup are joined. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Markup {
  const pieces = strings.map((text, index) => (index < values.length ? text + toText(values[index]) : text))
  return new Markup(pieces.join(''))
}

/** Nothing, where a piece of markup is optional. */
export const nothing = new Markup('')

/** JSON for a data island: nothing in it can end the element that holds it. */
export function jsonIsland(value: unknown): Markup {
  return new Markup(JSON.stringify(value).replace(/</g, '\\u003c'))
}

function toText(value: HtmlValue): string {
  if (value instanceof Markup) return value.text
  if (typeof value === 'object') return value.map(piece => piece.text).join('')
  return escapeHtml(String(value))
}
