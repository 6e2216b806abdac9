// How anybody can run this again and get the same numbers, and what the control plane asked of AWS meanwhile.

import { html, type Markup, nothing } from '../../../functions/widget/escape-html.ts'
import { formatReading, formatWhole } from '../../../functions/widget/format-numbers.ts'
import type { SimulationResult } from '../../result.ts'
import { policyLabel } from '../policy-names.ts'
import type { ReportContext } from '../report-context.ts'
import type { Section } from './section.ts'

export function provenanceSection(context: ReportContext): Section {
  return {
    id: 'provenance',
    name: 'Provenance',
    heading: 'Where the numbers come from',
    body: html`<p>The same trace, seed, scenario and configuration give the same numbers again, to the last digit. Everything shown here, minute by minute, is in <a href="simulation.json">simulation.json</a>.</p>
<dl class="facts">${facts(context.result).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
${renderCalls(context)}`,
  }
}

function facts(result: SimulationResult): (readonly [string, string])[] {
  return [
    ['Trace', result.trace],
    ['Seed', String(result.seed)],
    ['Scale', `${formatReading(result.scale)} simulated requests for one of the trace`],
    ['Prices', result.prices.source],
    ['Scenario', `SHA-256 ${result.scenarioSha256}`],
    ['Configuration', `SHA-256 ${result.configSha256}`],
  ]
}

function renderCalls({ subject }: ReportContext): Markup {
  const calls = Object.entries(subject?.row.calls ?? {}).filter(([, count]) => count > 0)
  if (subject === undefined || calls.length === 0) return nothing
  const counts = calls
    .sort(([, a], [, b]) => b - a)
    .map(([service, count]) => `${service} ${formatWhole(count)}${perMinute(subject.row.callsPerMinute?.[service])}`)
    .join(', ')
  return html`<p>AWS calls made by ${policyLabel(subject.name)}, warm-up time included: ${counts}.</p>`
}

function perMinute(calls: number | undefined): string {
  return calls === undefined ? '' : ` (${formatReading(calls)} a minute)`
}
