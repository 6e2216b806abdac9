// Whether the forecasts deserve trust, and what they cost: coverage, loss, bad requests, spending.
import { renderBudget, renderCoverage, renderLosses } from './accuracy-charts.ts'
import { judgeCoverage } from './coverage-judgement.ts'
import { html, type Markup, nothing } from './escape-html.ts'
import {
  formatChange,
  formatCompact,
  formatReading,
  formatShare,
  formatSharePrecisely,
  formatUsd,
  noNumber,
} from './format-numbers.ts'
import type { Accuracy, AccuracySpan, WidgetData, WidgetRequest } from './widget-data.ts'
import { renderFrame, renderMissing } from './widget-frame.ts'

const style = `
.pw .measures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,19em),1fr));gap:1.5em 2.4em;margin-top:1.1em}
.pw .measure{min-width:0;padding-top:.7em;border-top:1px solid var(--rule)}
.pw .measure small{color:var(--quiet)}
.pw .measure h3 small{font-weight:400;white-space:nowrap}
.pw .measure dl>div{margin-top:.6em}
.pw .measure dt{color:var(--quiet)}
.pw .measure dd b{margin-right:.4em;font-size:1.6em;font-weight:500;letter-spacing:-.015em;white-space:nowrap}
.pw .measure dd svg{display:block;width:100%;height:1.5em;overflow:visible}
.pw .measure dd svg.tall{height:2em}
.pw .measure svg path{vector-effect:non-scaling-stroke;fill:none;stroke:var(--tone)}
.pw .measure .axis{stroke:var(--rule);stroke-width:1px}
.pw .measure .mark{stroke:var(--ink);stroke-width:2px}
.pw .measure .whisker{stroke-width:.45em;stroke-opacity:.45}
.pw .measure .point{stroke-width:.8em;stroke-linecap:round}
.pw .measure rect{fill:var(--tone)}
.pw .measure .key{display:flex;flex-wrap:wrap;gap:0 1em;color:var(--quiet)}
.pw .measure .key .swatch,.pw .measure .swatch{display:inline-block;width:.65em;height:.65em;margin-right:.4em;background:var(--tone)}
`

export function renderAccuracy(request: WidgetRequest, { accuracy, missingBecause }: WidgetData): Markup {
  const hasSpans = accuracy !== undefined && accuracy.spans.length > 0
  return renderFrame(request, {
    body: hasSpans
      ? renderMeasures(accuracy)
      : renderMissing('Nothing has been judged yet.', missingBecause ?? 'A forecast is judged when its time has come.'),
    terms: ['coverage', 'interval', 'pinball', 'reactive', 'badRequest', 'budget'],
    style,
  })
}

function renderMeasures(accuracy: Accuracy): Markup {
  const budget =
    accuracy.budgetPercent === undefined ? 'no budget set' : `budget ${formatReading(accuracy.budgetPercent)} %`
  return html`<div class="measures">
${renderMeasure('Coverage', `promised ${formatShare(accuracy.promisedShare)}`, accuracy, renderCovered, ({ forecasts }) => forecasts > 0)}
${renderMeasure('Pinball loss', 'less is better', accuracy, renderLoss, ({ lossRps }) => lossRps !== undefined)}
${accuracy.countsBadRequests === false ? nothing : renderMeasure('Bad requests', 'share of all', accuracy, renderBad, ({ requests }) => requests !== undefined)}
${renderMeasure('Spending', budget, accuracy, renderSpending, ({ costUsd }) => costUsd !== undefined)}
</div>`
}

type RenderSpan = (span: AccuracySpan, accuracy: Accuracy) => Markup

/** Spans of which it is known; where that is none, the first says why. */
function renderMeasure(
  name: string,
  note: string,
  accuracy: Accuracy,
  render: RenderSpan,
  isKnown: (span: AccuracySpan) => boolean,
): Markup {
  const known = accuracy.spans.filter(isKnown)
  const shown = known.length > 0 ? known : accuracy.spans.slice(0, 1)
  const spans = shown.map(span => html`<div><dt>${span.label}</dt><dd>${render(span, accuracy)}</dd></div>`)
  return html`<section class="measure"><h3>${name} <small>${note}</small></h3><dl>${spans}</dl></section>`
}

function renderCovered(span: AccuracySpan, accuracy: Accuracy): Markup {
  const judged = judgeCoverage(span, accuracy)
  if (judged === undefined) return renderUnknown('no forecast has been judged yet')
  const { share, interval, verdict } = judged
  const between = `${formatSharePrecisely(interval.low)} to ${formatSharePrecisely(interval.high)}`
  return html`<b>${formatSharePrecisely(share)}</b><span>${verdict}</span>${renderCoverage(judged, accuracy.promisedShare)}<small>between ${between} with 95 % confidence, from ${formatCompact(span.forecasts)} forecasts</small>`
}

function renderLoss({ lossRps, reactiveLossRps }: AccuracySpan): Markup {
  if (lossRps === undefined || reactiveLossRps === undefined) return renderUnknown('not measured yet')
  const change = reactiveLossRps > 0 ? formatChange(lossRps / reactiveLossRps - 1) : noNumber
  return html`<b>${change}</b><span>against reacting</span>${renderLosses(lossRps, reactiveLossRps)}<p class="key"><small><span class="swatch tone-penumbra"></span>forecast ${formatReading(lossRps)} rps</small> <small><span class="swatch tone-tracking"></span>reactive ${formatReading(reactiveLossRps)} rps</small></p>`
}

function renderBad({ requests, badRequests }: AccuracySpan): Markup {
  if (requests === undefined || badRequests === undefined || !(requests > 0))
    return renderUnknown('no request was counted')
  return html`<b>${formatShare(badRequests / requests)}</b><small>${formatCompact(badRequests)} of ${formatCompact(requests)} requests</small>`
}

function renderSpending({ costUsd, reactiveCostUsd }: AccuracySpan, { budgetPercent }: Accuracy): Markup {
  if (costUsd === undefined) return renderUnknown('no cost is known')
  if (reactiveCostUsd === undefined || !(reactiveCostUsd > 0)) {
    return html`<b>${formatUsd(costUsd)}</b><small>what reacting alone would have cost is not known</small>`
  }
  const share = costUsd / reactiveCostUsd
  return html`<b>${formatSharePrecisely(share)}</b><span>${againstBudget(share, budgetPercent)}</span>${renderBudget(share, budgetPercent)}<small>${formatUsd(costUsd)} of the ${formatUsd(reactiveCostUsd)} that reacting alone would have cost</small>`
}

function againstBudget(share: number, budgetPercent: number | undefined): string {
  if (budgetPercent === undefined) return 'of reacting alone'
  return share * 100 <= budgetPercent ? 'within the budget' : 'over the budget'
}

function renderUnknown(because: string): Markup {
  return html`<b>${noNumber}</b><small>${because}</small>`
}
