// Texts as they stand in a widget.

/** Keeps a unit on the line of its number. */
export function keepUnits(text: string): string {
  return text.replace(/(\d) (%|rps|ms)/g, '$1\u00a0$2')
}

/** Cuts a text between characters and says that it did. */
export function shorten(text: string, mostCharacters: number): string {
  if (text.length <= mostCharacters) return text
  const characters = [...text.slice(0, mostCharacters)]
  return `${characters.slice(0, -1).join('')}…`
}
