// What the browser remembers between visits. It may be forbidden to; then every visit is the first one.

export function remembered(key: string): string | null {
  return attempt(() => localStorage.getItem(key))
}

/** @param value undefined forgets */
export function remember(key: string, value: string | undefined): void {
  attempt(() => (value === undefined ? localStorage.removeItem(key) : localStorage.setItem(key, value)))
}

function attempt<Result>(action: () => Result): Result | null {
  try {
    return action()
  } catch {
    return null
  }
}
