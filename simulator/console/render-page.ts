// The console's page: a frame with places for the widgets, which its script fills. What can stand there without the script
// does: who is looked at, what is to be seen, how it is steered, and what the words mean.
import { html, type Markup, nothing } from '../../functions/widget/escape-html.ts'
import { formatDays, formatDuration, formatMoment } from '../../functions/widget/format-time.ts'
import type { WidgetName } from '../../functions/widget/widget-data.ts'
import { policyTitle } from '../report/policy-names.ts'
import type { ConsoleData, GroupHistory, Moment } from './console-data.ts'
import { renderGlossary } from './glossary.ts'
import { renderPlayer } from './render-player.ts'
import { renderShortcuts } from './shortcuts.ts'

/** How often a place is drawn anew in a replay: with every frame, now and then, or only when it is first seen. */
export type Pace = 'frame' | 'slow' | 'once'

interface Place {
  readonly widget: WidgetName
  readonly pace: Pace
  /** What scrolls inside its place must be within reach of the keyboard. */
  readonly scrolls?: string
}

const places: readonly Place[] = [
  { widget: 'forecast-fan', pace: 'frame' },
  { widget: 'fleet-ladder', pace: 'frame' },
  { widget: 'decisions', pace: 'slow', scrolls: 'List of decisions' },
  { widget: 'accuracy', pace: 'slow' },
  { widget: 'peers', pace: 'once' },
  { widget: 'groups', pace: 'slow', scrolls: 'List of groups' },
]

/** @param group undefined where there is none to show */
export function renderPage(data: ConsoleData, group: GroupHistory | undefined): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${group === undefined ? 'Penumbra' : `${group.name} · Penumbra`}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/console.css">
<script type="module" src="/console.js"></script>
</head>
<body>
<a class="skip" href="#content">Skip to the replay</a>
${renderHeader(data, group)}
<main id="content" tabindex="-1">
${group === undefined || isEmpty(group) ? renderNothing(data, group) : renderGroup(group)}
${renderGlossary()}
</main>
${renderFooter()}
${renderShortcuts()}
<p class="spoken" role="status" id="spoken"></p>
</body>
</html>
`.text
}

function isEmpty({ startMs, endMs }: GroupHistory): boolean {
  return endMs <= startMs
}

function renderHeader(data: ConsoleData, group: GroupHistory | undefined): Markup {
  return html`<header class="banner">
<p class="brand">Penumbra <span>${data.title}</span></p>
<nav aria-label="Pages"><a href="/report">Report</a> <a href="/simulation.json" download>Data</a> <a href="#glossary">Terms</a></nav>
<div class="choices">${group === undefined ? nothing : renderGroupChoice(data, group)}
<label class="choice">Theme <select id="theme"><option value="">System</option><option value="light">Light</option><option value="dark">Dark</option></select></label>
</div>
</header>`
}

function renderGroupChoice({ groups }: ConsoleData, group: GroupHistory): Markup {
  if (groups.length < 2) return nothing
  const options = groups.map(
    ({ name }) => html`<option value="${name}"${name === group.name ? html` selected` : nothing}>${name}</option>`,
  )
  return html`<label class="choice">Group <select id="group">${options}</select></label>`
}

function renderNothing(data: ConsoleData, group: GroupHistory | undefined): Markup {
  return html`<h1>${group?.name ?? data.title}</h1>
<p class="empty">There is nothing to replay: ${group === undefined ? 'no group was simulated' : 'no minute of this group was judged'}. Run <code>npm start</code> to simulate the default story.</p>`
}

function renderGroup(group: GroupHistory): Markup {
  return html`<div class="who"><h1><span>Auto Scaling group</span> <bdi title="${group.name}">${group.name}</bdi></h1>
<p>${formatDays(group.startMs, group.endMs)}, ${formatDuration(group.endMs - group.startMs)} replayed</p>
${renderPolicyChoice(group)}</div>
<div class="top">
${renderMoments(group)}
<section class="scoreboard" id="scoreboard" aria-label="At this moment"></section>
</div>
${renderPlayer(group)}
<p class="empty" id="trouble" role="alert" hidden></p>
<noscript><p class="empty">The replay needs its script. <a href="/report">The report</a> is complete without one.</p></noscript>
<div class="widgets" id="widgets" data-group="${group.name}" aria-busy="true">
${places.map(renderPlace)}
</div>`
}

function renderPlace({ widget, pace, scrolls }: Place): Markup {
  const reach = scrolls === undefined ? nothing : html` tabindex="0" role="group" aria-label="${scrolls}"`
  return html`<div class="place place-${widget}" data-widget="${widget}" data-pace="${pace}"${reach}></div>
`
}

function renderPolicyChoice({ policies }: GroupHistory): Markup {
  if (policies.length < 2) return nothing
  const options = policies.map(({ name }) => html`<option value="${name}">${policyTitle(name)}</option>`)
  return html`<label class="choice">under <select id="policy">${options}</select></label>`
}

/** Every caption stands in the same place, so that nothing moves when another one is true. */
function renderMoments({ moments }: GroupHistory): Markup {
  if (moments.length === 0) return nothing
  return html`<section class="moments" aria-labelledby="moments-heading">
<div class="chips-line"><h2 id="moments-heading">Worth a look</h2>
<ul class="chips">${moments.map(renderChip)}</ul></div>
<div class="captions" id="captions">${moments.map(renderCaption)}<p class="caption" data-moment="" hidden>Nothing is noted about this hour. The moments above, or the keys <kbd>D</kbd> and <kbd>B</kbd>, lead to where something happened.</p></div>
</section>`
}

function renderChip({ id, name, cursorMs }: Moment): Markup {
  return html`<li><button type="button" data-moment="${id}" aria-pressed="false"><b>${name}</b> <span>${formatMoment(cursorMs)}</span></button></li>`
}

function renderCaption({ id, caption, isOpening }: Moment): Markup {
  return html`<p class="caption" data-moment="${id}"${isOpening ? nothing : html` hidden`}>${caption}</p>`
}

function renderFooter(): Markup {
  return html`<footer><p>The widgets of this page are those of the CloudWatch dashboard, drawn by the same code. Everything happened in a simulated AWS region; all times are UTC. Your own load: <code>npm start -- --trace FILE.csv</code></p></footer>`
}
