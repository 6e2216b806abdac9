// What a person looks at: how wide it is, whether it has colours, and text that is safe to show there.

export interface Terminal {
  /** Characters in a line. */
  readonly columns: number
  readonly colours: boolean
  readonly write: (text: string) => void
  readonly writeError: (text: string) => void
}

/** Without a terminal (a file, a pipe) people still want lines that fit an e-mail. */
const usualColumns = 80

/** Narrower, nothing could be shown in a table. */
const fewestColumns = 40

interface OutputStream {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

/** NO_COLOR (no-color.org), when it is set to anything, means none. */
export function terminalOf(
  out: OutputStream,
  error: OutputStream,
  variables: Readonly<Record<string, string | undefined>>,
): Terminal {
  return {
    columns: Math.max(fewestColumns, out.columns ?? usualColumns),
    colours: out.isTTY === true && !variables.NO_COLOR && variables.TERM !== 'dumb',
    write: text => out.write(text),
    writeError: text => error.write(text),
  }
}

const codes = { red: 31, green: 32, yellow: 33, bold: 1, dim: 2 } as const

export type Colour = keyof typeof codes

export function coloured({ colours }: Pick<Terminal, 'colours'>, colour: Colour, text: string): string {
  return colours ? `\u001b[${codes[colour]}m${text}\u001b[0m` : text
}

/** A group's name and a tag's value hold what their owner likes; none of it may steer the terminal or hide what follows. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\uFFFD')
}

/** Lines of at most `width` characters; a word that is longer is cut. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of printable(text)
    .split(' ')
    .flatMap(each => cut(each, width))) {
    if (line !== '' && [...line].length + 1 + [...word].length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}

/** A paragraph whose further lines stand below its first word. */
export function hanging(mark: string, text: string, columns: number): string {
  const indent = ' '.repeat([...mark].length)
  return wrapped(text, columns - indent.length)
    .map((line, index) => `${index === 0 ? mark : indent}${line}`)
    .join('\n')
}

function cut(word: string, width: number): string[] {
  const characters = [...word]
  const parts: string[] = []
  for (let from = 0; from < characters.length; from += width) parts.push(characters.slice(from, from + width).join(''))
  return parts.length === 0 ? [''] : parts
}
