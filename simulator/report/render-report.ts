// The report: one HTML file that explains itself, needs nothing from anywhere, and is complete without its script.
import { readFileSync } from 'node:fs'
import { html, Markup } from '../../functions/widget/escape-html.ts'
import { paletteCss } from '../../functions/widget/palette.ts'
import type { SimulationResult } from '../result.ts'
import type { ChartEvent } from './chart/time-chart.ts'
import { reportContext } from './report-context.ts'
import { badRequestsSection } from './sections/bad-requests-section.ts'
import { capacitySection } from './sections/capacity-section.ts'
import { comparisonSection } from './sections/comparison-section.ts'
import { decisionsSection } from './sections/decisions-section.ts'
import { floorSection } from './sections/floor-section.ts'
import { forecastSection } from './sections/forecast-section.ts'
import { type FrontierPoint, frontierSection } from './sections/frontier-section.ts'
import { glossarySection } from './sections/glossary-section.ts'
import { renderHeadline } from './sections/headline.ts'
import { provenanceSection } from './sections/provenance-section.ts'
import { renderSection, type Section } from './sections/section.ts'
import { lossSection, windowSection } from './sections/window-section.ts'

export interface ReportExtras {
  /** Settings of policies beyond the result's own rows, for the chart of cost against bad requests. */
  readonly frontier?: readonly FrontierPoint[]
  /** Heads the page; 'Penumbra on a simulated region' by default. */
  readonly title?: string
  /** Stretches of time to mark in the charts, such as a campaign; epoch milliseconds. */
  readonly events?: readonly ChartEvent[]
}

const style = readFileSync(new URL('./page-style.css', import.meta.url), 'utf8')
const script = readFileSync(new URL('./page-script.js', import.meta.url), 'utf8')

/** A complete page as one text; every value from the result is escaped. */
export function renderReport(result: SimulationResult, extras: ReportExtras): string {
  const title = extras.title ?? 'Penumbra on a simulated region'
  const context = reportContext(result, extras.events ?? [])
  const sections = [
    comparisonSection(context),
    capacitySection(context),
    windowSection(context),
    lossSection(context),
    badRequestsSection(context),
    frontierSection(context, extras.frontier ?? []),
    forecastSection(context),
    floorSection(context),
    decisionsSection(context),
    glossarySection(context),
    provenanceSection(context),
  ].filter(section => section !== undefined)
  return withFirmPercents(renderPage(title, renderHeadline(context, title), sections))
}

function renderPage(title: string, headline: Markup, sections: readonly Section[]): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${new Markup(`${paletteCss()}\n${style}`)}</style>
<script>${new Markup(script)}</script>
</head>
<body>
<a class="skip" href="#content">Skip to the results</a>
<div class="page">
${renderNavigation(sections)}
<main id="content">
${headline}
${sections.map(renderSection)}
</main>
</div>
</body>
</html>
`.text
}

/** Keeps a percent sign on the line of its number. */
function withFirmPercents(page: string): string {
  return page.replace(/(\d) %/g, '$1\u00a0%')
}

function renderNavigation(sections: readonly Section[]): Markup {
  const links = sections.map(({ id, name }) => html`<li><a href="#${id}">${name}</a></li>`)
  return html`<nav aria-label="Sections"><p class="brand">Penumbra</p><ol>${links}</ol>
<button type="button" id="theme" hidden>Dark theme</button></nav>`
}
