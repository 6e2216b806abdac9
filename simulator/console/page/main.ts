// Starts the page's script, on pages that have something to replay.
import { parseAddress } from '../page-address.ts'
import type { ReplayInfo } from '../replay-info.ts'
import { ConsolePage } from './console-page.ts'
import { onChoice } from './controls.ts'
import { maybeById } from './elements.ts'
import { applyTheme, storedTheme, storeTheme, toTheme } from './theme.ts'

const theme = parseAddress(location.search).theme ?? storedTheme()
applyTheme(theme)

const widgets = maybeById('widgets', HTMLElement)
if (widgets === undefined) followThemeChoice()
else {
  await ConsolePage.open({
    group: widgets.dataset.group ?? '',
    hasGroups: maybeById('group', HTMLSelectElement) !== undefined,
    theme,
    loadInfo,
  })
  widgets.removeAttribute('aria-busy')
}

async function loadInfo(group: string, policy: string | undefined): Promise<ReplayInfo> {
  const parameters = new URLSearchParams({ group, ...(policy !== undefined && { policy }) })
  const response = await fetch(`/replay.json?${parameters}`)
  if (response.ok) return response.json()
  throw new Error((await response.text()).trim())
}

function followThemeChoice(): void {
  onChoice('theme', value => {
    storeTheme(toTheme(value))
    applyTheme(toTheme(value))
  })
}
