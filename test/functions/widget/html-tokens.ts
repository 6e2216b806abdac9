// Just enough of an HTML tokenizer to see what a browser would make of a widget: its elements, attributes and text.

export interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
}

export interface Tokens {
  readonly elements: readonly Element[]
  readonly text: string
}

const tag = /<(\/?)([a-zA-Z][a-zA-Z0-9-]*)((?:\s+[^\s=<>"']+(?:="[^"<>]*")?)*)\s*(\/?)>/y
const attribute = /\s+([^\s=<>"']+)(?:="([^"<>]*)")?/g
const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
}
const voidElements = new Set(['br'])

/** @throws where the text is not well formed: a stray '<', an unquoted attribute, an element left open */
export function tokenize(html: string): Tokens {
  const elements: Element[] = []
  const open: string[] = []
  let text = ''
  let at = 0
  while (at < html.length) {
    if (html[at] !== '<') {
      const end = html.indexOf('<', at)
      const piece = html.slice(at, end < 0 ? html.length : end)
      if (open.at(-1) !== 'style') text += decode(piece)
      at += piece.length
      continue
    }
    tag.lastIndex = at
    const match = tag.exec(html)
    if (match === null) throw new Error(`stray '<' at ${at}: ${html.slice(at, at + 60)}`)
    const [whole, slash, name, attributes, closed] = match
    at += whole.length
    if (slash === '/') {
      if (open.pop() !== name) throw new Error(`</${name}> closes another element at ${at}`)
      continue
    }
    elements.push({ name, attributes: parseAttributes(attributes) })
    if (closed !== '/' && !voidElements.has(name)) open.push(name)
  }
  if (open.length > 0) throw new Error(`left open: ${open.join(', ')}`)
  return { elements, text }
}

/** Elements and the names of their attributes: what no value may change. */
export function structure({ elements }: Tokens): string {
  return elements.map(({ name, attributes }) => `${name}[${Object.keys(attributes)}]`).join('\n')
}

function decode(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|#39);/g, entity => entities[entity])
}

function parseAttributes(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(attribute)].map(([, name, value]) => [name, decode(value ?? '')]))
}
