/** One word of a POSIX shell, whatever it holds: nothing in single quotes has a meaning but the quote itself. */
export function shellQuote(text: string): string {
  if (/^[\w./:=@%+,-]+$/.test(text)) return text
  return `'${text.replaceAll("'", `'\\''`)}'`
}
