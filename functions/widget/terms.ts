// Every term of the widgets in one line.
import { html, type Markup } from './escape-html.ts'

const terms = {
  rps: ['rps', 'Requests per second, averaged over a minute.'],
  demand: ['Demand', 'Requests that users sent, whether or not they were answered well.'],
  fan: [
    'Fan',
    'What the forecast expects of each minute to come: the line is its middle, half of all outcomes should fall into the dark band, 90 of 100 into the light one.',
  ],
  limit: [
    '95 % limit',
    'The largest minute until help ordered now can serve should stay below it, 95 times out of 100. The floor is sized from the same forecast.',
  ],
  help: [
    'Until help serves',
    'From ordering an instance until it answers requests. Whoever only reacts is late by this much.',
  ],
  inService: ['In service', 'Started, healthy and taking requests from the load balancer.'],
  pending: ['Pending', 'Launched and billed, but not yet healthy.'],
  shadow: ['Shadow', 'A running instance beside the group that can join it without a launch.'],
  pool: [
    'Warm running, warm stopped',
    'Prepared in the group’s warm pool; stopped instances cost little and start sooner than new ones.',
  ],
  draining: ['Draining', 'Finishing its last requests before it ends; still billed.'],
  floor: [
    'Floor',
    'MinSize of the Auto Scaling group: it never has fewer instances. Penumbra raises it; it does not set a target.',
  ],
  desired: [
    'Desired',
    'How many instances the group is asked to have, by the floor or by the team’s own policies, whichever is larger.',
  ],
  needed: [
    'Needed at 100 %',
    'Demand divided by what one warm instance can serve. A group this small would be full to the brim.',
  ],
  action: [
    'Action',
    'What a decision did: raise or lower the floor, hold it, only observe, let it down slowly, or leave the group alone.',
  ],
  costPerHour: ['Cost per hour', 'What the chosen floor costs while it stands, in US dollars.'],
  coverage: [
    'Coverage',
    'How often what came lay at or below the limit that was stated. A trustworthy 95 % scores 95 %, neither less nor more.',
  ],
  interval: [
    'Interval',
    'Where the true share lies with 95 % confidence; forecasts whose windows overlap count as one.',
  ],
  pinball: [
    'Pinball loss',
    'The price of a wrong limit: for a 95 % limit, demand above it costs 19 times what the same distance below it costs. Less is better.',
  ],
  reactive: [
    'Reactive',
    'What one can do without a forecast: the last value plus a margin, and the team’s own scaling policy.',
  ],
  badRequest: ['Bad request', 'One that failed, was dropped, or waited too long for its turn.'],
  badMinute: ['Bad minute', 'A minute in which too many of the requests were bad; more than 1 % by default.'],
  budget: [
    'Budget',
    'What may be spent, as a share of what the reactive policy alone would have cost on the same demand.',
  ],
  p99: ['p99', 'The response time that 99 of 100 requests did not exceed, in milliseconds.'],
  launches: ['Launches', 'Instances started; each is billed from its launch, before it serves.'],
  oracle: [
    'Oracle',
    'A yardstick that nobody can build: it knows all demand in advance and obeys the same launch times, prices and limits.',
  ],
  oracleDistance: [
    'Against oracle',
    'Cost relative to the oracle’s at the same share of bad requests; ≤ or ≥ where the oracle was not measured that far.',
  ],
  mode: [
    'State',
    'Acting: floors are raised. Observing: only watched. Demoted: watched, since its forecasts lost against the reactive baseline.',
  ],
} as const satisfies Readonly<Record<string, readonly [name: string, meaning: string]>>

export type Term = keyof typeof terms

/** Folded away, opened by click or keyboard without any script. */
export function renderTerms(keys: readonly Term[]): Markup {
  const entries = keys.map(key => html`<div><dt>${terms[key][0]}</dt><dd>${terms[key][1]}</dd></div>`)
  return html`<details class="terms"><summary>What the words mean</summary><dl>${entries}</dl></details>`
}
