// One section of the page: a heading that can be linked to, a sentence or two, and what it shows.
import { type ChartFrame, renderChart } from '../../../functions/widget/chart/chart-frame.ts'
import { type HtmlValue, html, type Markup } from '../../../functions/widget/escape-html.ts'

export interface Section {
  /** Anchor, unique on the page. */
  readonly id: string
  /** In the page's list of sections. */
  readonly name: string
  readonly heading: string
  readonly body: Markup
}

export function renderSection({ id, heading, body }: Section): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-heading">
<h2 id="${id}-heading">${heading}</h2>
${body}
</section>`
}

/** A chart with a caption that says what to see in it. */
export function renderFigure(frame: ChartFrame, caption: HtmlValue): Markup {
  return html`<figure>
${renderChart(frame)}
<figcaption>${caption}</figcaption>
</figure>`
}

/** A wide table scrolls inside its own region, which the keyboard can reach; the page itself never scrolls sideways. */
export function renderTableRegion(label: string, table: Markup): Markup {
  return html`<div class="table-region" role="region" aria-label="${label}" tabindex="0">${table}</div>`
}
