// Keys that steer the replay. Single keys can be switched off, and never take away what a key means where the focus is:
// Space still presses a button, arrows still move a slider, letters still choose in a list.
import { findShortcut, type Shortcut } from '../shortcuts.ts'
import { byId } from './elements.ts'
import { remember, remembered } from './storage.ts'

const storageKey = 'penumbra-keys'

export function connectKeys(obey: (command: Shortcut['command']) => void): void {
  const use = byId('use-keys', HTMLInputElement)
  use.checked = remembered(storageKey) !== 'off'
  use.addEventListener('change', () => remember(storageKey, use.checked ? undefined : 'off'))
  document.addEventListener('keydown', event => {
    if (!use.checked || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
    const shortcut = findShortcut(event.key, event.shiftKey)
    if (shortcut === undefined || belongsToFocus(shortcut, event.target)) return
    event.preventDefault()
    obey(shortcut.command)
  })
}

export function openShortcuts(): void {
  byId('shortcuts', HTMLDialogElement).showModal()
}

function belongsToFocus({ key }: Shortcut, target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false
  if (target.closest('dialog, select, textarea, [contenteditable]')) return true
  if (key === ' ') return target.closest('a, button, summary, input') !== null
  return key.startsWith('Arrow') && target.closest('input, [tabindex="0"]') !== null
}
