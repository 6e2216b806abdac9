// Patterns of listener rules: `*` is 0 or more characters, `?` exactly 1; a backslash takes the special meaning away (source:
// QueryStringConditionConfig in the SDK). The whole text has to match.

/** @param ignoreCase as for host names, headers and query strings; paths respect case */
export function wildcardTest(pattern: string, ignoreCase: boolean): (text: string) => boolean {
  const source = pattern.replace(/\\[*?]|[\s\S]/g, part => {
    if (part === '*') return '.*'
    if (part === '?') return '.'
    const literal = part.length > 1 ? part.slice(1) : part
    return literal.replace(/[.*+?^${}()|[\]\\/]/, '\\$&')
  })
  const expression = new RegExp(`^${source}$`, ignoreCase ? 'is' : 's')
  return text => expression.test(text)
}

/** How many wildcards a pattern has. */
export function wildcardsIn(pattern: string): number {
  return pattern.replace(/\\[*?]/g, '').match(/[*?]/g)?.length ?? 0
}
