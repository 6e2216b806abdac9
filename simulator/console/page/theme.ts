// Light or dark: what the address says, else what was chosen before, else the system's choice.
import type { Theme } from '../../../functions/widget/widget-data.ts'
import { remember, remembered } from './storage.ts'

/** The report's toggle keeps its choice under the same name. */
const storageKey = 'penumbra-theme'
const system = matchMedia('(prefers-color-scheme: dark)')

/** What the viewer chose; undefined follows the system. */
export function storedTheme(): Theme | undefined {
  return toTheme(remembered(storageKey))
}

export function applyTheme(theme: Theme | undefined): void {
  if (theme === undefined) delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}

export function storeTheme(theme: Theme | undefined): void {
  remember(storageKey, theme)
}

/** The theme that is seen. */
export function effectiveTheme(theme: Theme | undefined): Theme {
  return theme ?? (system.matches ? 'dark' : 'light')
}

export function onSystemTheme(listener: () => void): void {
  system.addEventListener('change', listener)
}

export function toTheme(text: string | null): Theme | undefined {
  return text === 'light' || text === 'dark' ? text : undefined
}
