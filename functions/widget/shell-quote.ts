/** One word of a POSIX shell, whatever it holds: 'web', 'it'\''s'. Line breaks stay what they are between the quotes. */
export function shellQuote(text: string): string {
  return /^[\w./:@%+=-]+$/.test(text) && !text.startsWith('-') ? text : `'${text.replaceAll("'", "'\\''")}'`
}
