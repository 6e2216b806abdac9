// Makes an element's content look like a piece of HTML by changing only what differs: what has the focus keeps it, a list
// stays scrolled where it was, and what was folded open stays open.

/** @param text HTML of the console's own server; scripts in it do not run */
export function morphInto(element: Element, text: string): void {
  const template = document.createElement('template')
  template.innerHTML = text
  morphChildren(element, template.content)
}

function morphChildren(current: Node, wanted: Node): void {
  const nodes = [...wanted.childNodes]
  nodes.forEach((node, index) => {
    const old = current.childNodes[index]
    if (old === undefined) current.appendChild(node)
    else morphNode(old, node)
  })
  while (current.childNodes.length > nodes.length) current.lastChild?.remove()
}

function morphNode(current: ChildNode, wanted: ChildNode): void {
  if (current.nodeName !== wanted.nodeName) current.replaceWith(wanted)
  else if (current instanceof Element && wanted instanceof Element) morphElement(current, wanted)
  else if (current.nodeValue !== wanted.nodeValue) current.nodeValue = wanted.nodeValue
}

function morphElement(current: Element, wanted: Element): void {
  for (const { name } of [...current.attributes]) {
    if (!wanted.hasAttribute(name) && !isViewers(current, name)) current.removeAttribute(name)
  }
  for (const { name, value } of wanted.attributes) {
    if (current.getAttribute(name) !== value) current.setAttribute(name, value)
  }
  morphChildren(current, wanted)
}

/** Whether something is folded open is the viewer's choice, not the server's. */
function isViewers(element: Element, attribute: string): boolean {
  return attribute === 'open' && element instanceof HTMLDetailsElement
}
