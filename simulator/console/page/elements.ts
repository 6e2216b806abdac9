// Finding elements that the page is known to have.

/** @throws Error when the page lacks it: the page and its script come from the same program */
export function byId<Kind extends Element>(id: string, kind: new () => Kind): Kind {
  const element = document.getElementById(id)
  if (element instanceof kind) return element
  throw new Error(`the page has no ${kind.name} #${id}`)
}

/** An element that only some pages have. */
export function maybeById<Kind extends Element>(id: string, kind: new () => Kind): Kind | undefined {
  const element = document.getElementById(id)
  return element instanceof kind ? element : undefined
}
