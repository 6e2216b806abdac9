// The small drawings of the accuracy widget, each 1000 wide; text stands beside them.
import type { CoverageJudgement } from './coverage-judgement.ts'
import { html, type Markup, nothing } from './escape-html.ts'
import { formatReading, formatSharePrecisely } from './format-numbers.ts'

/** The measured share with its interval, against the promised one. */
export function renderCoverage({ share, interval }: CoverageJudgement, promised: number): Markup {
  const from = Math.max(0, Math.min(promised - 0.05, interval.low - 0.01))
  const x = (value: number) => Math.round((1000 * (value - from)) / (1 - from))
  const label = `Coverage ${formatSharePrecisely(share)}, promised ${formatSharePrecisely(promised)}; the axis runs from ${formatSharePrecisely(from)} to 100 %.`
  return html`<svg role="img" aria-label="${label}" viewBox="0 0 1000 24" preserveAspectRatio="none"><path class="axis" d="M0,12h1000"/><path class="whisker tone-penumbra" d="M${x(interval.low)},12H${x(interval.high)}"/><path class="mark" d="M${x(promised)},0v24"/><path class="point tone-penumbra" d="M${x(share)},12h.01"/></svg>`
}

/** Two bars on one scale. */
export function renderLosses(lossRps: number, reactiveLossRps: number): Markup {
  const largest = Math.max(lossRps, reactiveLossRps, Number.MIN_VALUE)
  const width = (value: number) => Math.round((1000 * value) / largest)
  const label = `Pinball loss: forecast ${formatReading(lossRps)}, reactive ${formatReading(reactiveLossRps)} requests per second.`
  return html`<svg class="tall" role="img" aria-label="${label}" viewBox="0 0 1000 24" preserveAspectRatio="none"><rect class="tone-penumbra" x="0" y="3" width="${width(lossRps)}" height="7"/><rect class="tone-tracking" x="0" y="13" width="${width(reactiveLossRps)}" height="7"/></svg>`
}

/** Spending as a bar, the budget as a mark. */
export function renderBudget(share: number, budgetPercent: number | undefined): Markup {
  const budget = budgetPercent === undefined ? undefined : budgetPercent / 100
  const largest = Math.max(1.2, share * 1.05, (budget ?? 0) * 1.05)
  const x = (value: number) => Math.round((1000 * value) / largest)
  const said = budget === undefined ? 'no budget set' : `budget ${formatSharePrecisely(budget)}`
  const tone = budget !== undefined && share > budget ? 'alarm' : 'penumbra'
  return html`<svg role="img" aria-label="Spending ${formatSharePrecisely(share)} of what reacting alone would have cost, ${said}." viewBox="0 0 1000 24" preserveAspectRatio="none"><rect class="tone-${tone}" x="0" y="8" width="${x(share)}" height="8"/><path class="axis" d="M0,16h1000"/>${budget === undefined ? nothing : html`<path class="mark" d="M${x(budget)},0v24"/>`}</svg>`
}
