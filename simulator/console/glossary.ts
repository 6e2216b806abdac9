// The words of the page itself in one line each; every widget explains its own.
import { html, type Markup } from '../../functions/widget/escape-html.ts'

const terms: readonly (readonly [id: string, name: string, meaning: string])[] = [
  [
    'replay',
    'Replay',
    'What happened in the simulated region, minute by minute; nothing is computed anew while it plays.',
  ],
  [
    'cursor',
    'Now, in the replay',
    'The upright line in the charts. What came later is drawn fainter, and no decision made later is listed.',
  ],
  ['group', 'Auto Scaling group', 'AWS’s fleet of equal instances behind a load balancer; it grows and shrinks.'],
  ['bad-request', 'Bad request', 'A request that failed, was dropped, or waited too long for its turn.'],
  ['bad-minute', 'Bad minute', 'A minute in which too many of the requests were bad: more than 1 % by default.'],
  ['floor', 'Floor', 'MinSize of the group: it never has fewer instances. Penumbra raises it and gives it back.'],
  ['policy', 'Policy', 'Who decides how many instances there are. Each one was given the same demand.'],
  [
    'target-tracking',
    'Target tracking',
    'AWS’s standard policy: add or remove instances until average CPU is back at a target.',
  ],
  ['forecast', 'Forecast', 'A range rather than a number: how likely it is that demand stays below a limit.'],
  [
    'oracle',
    'Oracle',
    'A yardstick: it knows all demand in advance and obeys the same launch times, prices and limits.',
  ],
  [
    'cost',
    'Cost',
    'Every instance from its launch to the end of draining, at the price list’s hourly rate; other charges are left out.',
  ],
]

export function renderGlossary(): Markup {
  const entries = terms.map(
    ([id, name, meaning]) => html`<div><dt id="term-${id}">${name}</dt><dd>${meaning}</dd></div>`,
  )
  return html`<section class="glossary" id="glossary" aria-labelledby="glossary-heading">
<h2 id="glossary-heading">Terms</h2>
<p>Each widget explains its own words beneath it.</p>
<dl>${entries}</dl>
</section>`
}
