// What every widget shares: a title, one line that says what is seen, the moment that it is about, and the terms.
//
// CloudWatch cleans what a custom widget returns: scripts, event handlers, <iframe> and <use> are dropped; <style>, inline
// styles and SVG stay (docs "Details about custom widgets in CloudWatch", "Security and JavaScript for custom CloudWatch
// widgets"). Nothing in a widget has an id, so any number of them can stand on one page. The style sits inside the widget's
// own element: as the first thing of a fragment it would be taken for part of a document's head and lost.

import { descriptions } from './describe-widget.ts'
import { html, Markup, nothing } from './escape-html.ts'
import { keepUnits, shorten } from './format-text.ts'
import { formatMoment } from './format-time.ts'
import { renderTerms, type Term } from './terms.ts'
import type { FrameRequest, WidgetRequest } from './widget-data.ts'
import { widgetStyle } from './widget-style.ts'

/** AWS allows names of 255 characters; whatever is longer is no name. */
const mostNameCharacters = 255

export interface WidgetContent {
  readonly body: Markup
  readonly terms: readonly Term[]
  /** Rules of this widget alone, each confined to `.pw`. */
  readonly style: string
}

/** A number that can be read from across the room. */
export interface Figure {
  readonly label: string
  readonly value: string
  readonly unit?: string
  /** What puts the number into proportion. */
  readonly note?: string
}

export function renderFrame(request: FrameRequest, { body, terms, style }: WidgetContent): Markup {
  const { nowMs, otherOffset } = request
  const group = request.group === undefined ? undefined : shorten(request.group, mostNameCharacters)
  const { title, lead } = descriptions[request.widget]
  const offset = otherOffset === undefined ? nothing : html` <small>(the dashboard: UTC${otherOffset})</small>`
  return renderSection(
    request,
    group === undefined ? title : `${title}, ${group}`,
    style,
    html`<header><h2>${title}</h2>${group === undefined ? nothing : html`<p class="group"><bdi>${group}</bdi></p>`}<p class="moment"><time datetime="${new Date(nowMs).toISOString()}">${formatMoment(nowMs)} UTC</time>${offset}</p></header>
<p class="lead">${lead}</p>
${body}
${terms.length === 0 ? nothing : renderTerms(terms)}`,
  )
}

/** The element that holds everything, and its style. */
export function renderSection(
  request: Pick<FrameRequest, 'theme' | 'widthPx'>,
  label: string,
  style: string,
  content: Markup,
): Markup {
  const { theme } = request
  return html`<section class="pw pw-${theme} cwdb-no-default-styles" style="font-size:${fontPx(request)}px" aria-label="${label}">
<style>${new Markup(widgetStyle(theme) + style)}</style>
${content}
</section>`
}

export function renderFigures(figures: readonly Figure[]): Markup {
  return html`<dl class="figures">${figures.map(renderFigure)}</dl>`
}

/** Where nobody has said more. */
export const whyMissing = 'A group is observed from the first minute after it has opted in.'

/** In the place of a drawing for which there is no data. */
export function renderMissing(what: string, because: string | undefined): Markup {
  return html`<p class="missing"><b>${what}</b>${because === undefined ? nothing : html` ${because}`}</p>`
}

/** Letters grow on walls of screens, where people stand further away. */
export function fontPx({ widthPx }: Pick<FrameRequest, 'widthPx'>): number {
  return Math.round(Math.min(22, Math.max(14, 14 + (widthPx - 1440) / 300)) * 10) / 10
}

/** Height of a widget's only chart: what is left of the room given, or what suits the width. */
export function plotHeightPx(request: WidgetRequest): number {
  const { widthPx, heightPx } = request
  if (heightPx === undefined) return Math.min(720, Math.max(180, 120 + widthPx * 0.16))
  const aroundPx = (widthPx < 560 ? 30 : 22) * fontPx(request)
  return Math.min(1200, Math.max(140, heightPx - aroundPx))
}

function renderFigure({ label, value, unit, note }: Figure): Markup {
  return html`<div><dt>${label}</dt><dd><b>${value}</b>${unit === undefined ? nothing : html` <span>${unit}</span>`}${note === undefined ? nothing : html`<small>${keepUnits(note)}</small>`}</dd></div>`
}
