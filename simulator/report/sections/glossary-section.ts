// Every term of the page in one line.
import { html } from '../../../functions/widget/escape-html.ts'
import { formatCount, formatShare, formatUnitPrice } from '../../../functions/widget/format-numbers.ts'
import type { ReportContext } from '../report-context.ts'
import type { Section } from './section.ts'

type Term = readonly [id: string, name: string, meaning: string]

export function glossarySection(context: ReportContext): Section {
  const terms = glossary(context).map(
    ([id, name, meaning]) => html`<div><dt id="term-${id}">${name}</dt><dd>${meaning}</dd></div>`,
  )
  return { id: 'glossary', name: 'Terms', heading: 'Terms', body: html`<dl class="glossary">${terms}</dl>` }
}

function glossary({ result: { slo, prices, instanceRps } }: ReportContext): Term[] {
  const wait = `${formatCount(slo.waitSeconds * 1000)} ms`
  return [
    ['bad-request', 'Bad request', `A request that failed, was dropped, or waited more than ${wait} for its turn.`],
    [
      'bad-minute',
      'Bad minute',
      `A minute in which more than ${formatShare(slo.badMinuteShare)} of the requests were bad.`,
    ],
    [
      'instances',
      'Instances at 100 %',
      `Demand divided by what one warm instance can serve, ${formatCount(instanceRps)} requests per second.`,
    ],
    ['in-service', 'In service', 'Started, healthy and taking requests from the load balancer.'],
    ['pending', 'Pending', 'Launched and billed, but not yet healthy.'],
    [
      'floor',
      'Floor',
      'MinSize of the Auto Scaling group: it never has fewer instances. Penumbra raises it; it does not set a target.',
    ],
    [
      'lead-time',
      'Lead time',
      'From the decision to launch until the instance serves. Whoever reacts is late by at least this much.',
    ],
    [
      'p95',
      'P50, P95',
      'The forecast is a range: half of the time what comes lies below its P50, 95 times out of 100 below its P95.',
    ],
    ['coverage', 'Coverage', 'How often what came did lie at or below the P95. A trustworthy forecast scores 95 %.'],
    [
      'newsvendor',
      'Newsvendor',
      'The rule that sizes the floor: stock up until one more idle instance costs as much as the missing one would.',
    ],
    [
      'target-tracking',
      'Target tracking',
      'AWS’s standard policy: add or remove instances until average CPU is back at a target.',
    ],
    ['shadow', 'Shadow', 'An instance kept warm beside the group, ready to join it without a launch.'],
    [
      'pool',
      'Warm pool',
      `Instances prepared and stopped, at ${formatUnitPrice(prices.stoppedUsdPerHour)} an hour each; they start sooner than new ones.`,
    ],
    [
      'oracle',
      'Oracle',
      'A yardstick: it knows all demand in advance and obeys the same launch times, prices and limits.',
    ],
    [
      'against-oracle',
      'Against oracle',
      'Cost relative to the oracle’s at the same share of bad requests; ≤ or ≥ where the oracle was not simulated that far.',
    ],
    ['p99', 'p50, p99 (latency)', 'The response time that half, or 99 of 100, of the requests did not exceed.'],
    [
      'instance-hours',
      'Instance-hours',
      `Hours billed as running, from launch to the end of draining, at ${formatUnitPrice(prices.runningUsdPerHour)} each.`,
    ],
  ]
}
