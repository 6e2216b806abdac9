// What an operator can order, as commands to copy. A widget's event says nothing of who is asking, so a button here would act
// in the name of anybody who may look at the dashboard; the command line signs with the operator's own credentials.
import type { ControlMode } from '../../shared/domain/control-mode.ts'
import { allGroupsCommands, groupCommands } from './commands-to-copy.ts'
import { html, type Markup } from './escape-html.ts'
import { renderCommand } from './message.ts'
import type { FrameRequest } from './widget-data.ts'
import { renderFrame } from './widget-frame.ts'

const style = `
.pw .commands{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,26em),1fr));gap:0 2.4em}
.pw h3.of{margin-top:1.1em}
`

const modes: Readonly<Record<ControlMode, string>> = {
  run: 'The kill switch says run: groups that have opted in are looked after.',
  freeze: 'The kill switch says freeze: nothing is changed; what is raised expires by itself within 30 minutes.',
  restore: 'The kill switch says restore: every group gets back what it had.',
}

/** @returns HTML */
export function renderControls(request: FrameRequest, mode: ControlMode): string {
  const { group } = request
  return renderFrame(request, {
    body: html`<p class="summary">${modes[mode]}</p>
${group === undefined ? [] : [renderCommands('This group', ofGroup(group))]}
${renderCommands('Every group', ofAll)}`,
    terms: [],
    style,
  }).text
}

type Explained = readonly [does: string, command: string]

const ofAll: readonly Explained[] = [
  ['Change nothing any more, from the next minute on', allGroupsCommands.freeze],
  ['Give every group back what it had', allGroupsCommands.restore],
  ['Go on', allGroupsCommands.run],
  ['List the groups and what each is doing', allGroupsCommands.groups],
]

function ofGroup(group: string): readonly Explained[] {
  const { pause, resume, explain, report, doctor } = groupCommands(group)
  return [
    ['Leave it alone; a raised floor expires by itself', pause],
    ['End a pause', resume],
    ['Why it did what it did', explain],
    ['What acting saves and costs', report],
    ['What would be touched, and what is in the way', doctor],
  ]
}

function renderCommands(title: string, commands: readonly Explained[]): Markup {
  const entries = commands.map(([does, command]) => html`<div><dt>${does}</dt><dd>${renderCommand(command)}</dd></div>`)
  return html`<h3 class="of">${title}</h3><dl class="commands">${entries}</dl>`
}
