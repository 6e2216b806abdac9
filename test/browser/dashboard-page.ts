// A page as a CloudWatch dashboard would hold the widgets: the deployed function's answers in boxes of the width that it was told.
import { escapeHtml } from '../../functions/widget/escape-html.ts'
import { dashboardWidgetNames, type Theme } from '../../functions/widget/widget-data.ts'
import { eventOf, invoke } from '../functions/widget/dashboard.ts'
import type { World } from '../laws/world.ts'

export interface Box {
  readonly params: Readonly<Record<string, string>>
  readonly widthPx: number
  readonly heightPx: number
}

const heights: Readonly<Record<string, number>> = { groups: 420, decisions: 480, controls: 420 }

/** Every widget of one group at one width. */
export function boxesOf(group: string, widthPx: number): Box[] {
  return dashboardWidgetNames.map(widget => ({
    params: { widget, ...(widget !== 'groups' && { group }) },
    widthPx,
    heightPx: heights[widget] ?? 440,
  }))
}

/** Widgets stand in a scrolling box with a title, on the dashboard's own ground. */
export async function dashboardPage(world: World, boxes: readonly Box[], theme: Theme, days: number): Promise<string> {
  const cards: string[] = []
  for (const box of boxes) cards.push(await renderCard(world, box, theme, days))
  const [ground, surface, ink] =
    theme === 'dark' ? ['#0f1b2a', '#161d26', '#ebebf0'] : ['#f2f3f3', '#ffffff', '#16191f']
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Penumbra-us-east-1</title><style>
body{margin:0;padding:12px;background:${ground};font:14px/1.5 "Amazon Ember",Helvetica,Arial,sans-serif}
h1{margin:0 0 12px;color:${ink};font-size:18px}
main{display:flex;flex-wrap:wrap;gap:12px;align-items:flex-start}
.card{background:${surface};box-shadow:0 1px 2px rgba(0,0,0,.3)}
.card>h2{margin:0;padding:4px 10px;color:${ink};font-size:13px;font-weight:700}
.content{overflow:auto}
</style></head><body><h1>Penumbra-us-east-1</h1><main>${cards.join('\n')}</main></body></html>`
}

async function renderCard(world: World, { params, widthPx, heightPx }: Box, theme: Theme, days: number) {
  const nowMs = world.region.clock.now()
  const context = { theme, width: widthPx, height: heightPx, fromMs: nowMs - days * 86_400_000 }
  const html = String(await invoke(world, eventOf(nowMs, params, context)))
  const title = `${params.widget} ${widthPx}`
  return `<div class="card"><h2>${title}</h2><div class="content" tabindex="0" role="region" aria-label="${escapeHtml(title)}" style="width:${widthPx}px;height:${heightPx}px">${html}</div></div>`
}
