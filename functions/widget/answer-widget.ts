// One question of a dashboard: parse, read, draw. Whatever goes wrong is answered by words in the widget's place; details are
// in the function's log, never on the dashboard.
import type { KillSwitch } from '../../shared/aws/kill-switch.ts'
import { InputError } from '../../shared/domain/errors.ts'
import type { Log } from '../../shared/runtime/log.ts'
import { allGroupsCommands, doctorCommand } from './commands-to-copy.ts'
import { renderControls } from './controls.ts'
import { describeWidget, describeWidgets, descriptions } from './describe-widget.ts'
import type { KnownRecords, ReadDependencies } from './group-data/read-group.ts'
import { readGroups } from './group-data/read-groups.ts'
import { readWidgetData, type View } from './group-data/read-widget-data.ts'
import { type Message, renderMessage } from './message.ts'
import { renderWidget } from './render-widget.ts'
import {
  isDescribing,
  parseParameters,
  parsePlace,
  parseRange,
  type WidgetParameters,
  type WidgetPlace,
} from './widget-call.ts'
import type { WidgetRequest } from './widget-data.ts'

export interface AnswerDependencies extends ReadDependencies {
  readonly killSwitch: KillSwitch
  /** The tag by which groups opt in. */
  readonly enabledTag: string
  readonly now: () => number
  readonly log: Log
}

/**
 * @param functionArn of the function that answers, so that what is drawn can call it
 * @returns HTML of at most 200 KB; Markdown where the event asks for a description
 */
export async function answerWidget(deps: AnswerDependencies, event: unknown, functionArn?: string): Promise<string> {
  if (isDescribing(event)) return describe(event)
  const place = parsePlace(event)
  try {
    const parameters = parseParameters(event)
    return await draw(deps, { place, parameters, view: viewOf(event, place, deps.now()), functionArn })
  } catch (error) {
    if (error instanceof InputError) return renderMessage(place, { what: sentence(error.message), toDo: howToAsk })
    deps.log.error('widget not drawn', { error })
    return renderMessage(place, { what: 'The data could not be read.', toDo: whatFailed(error) })
  }
}

/** A question that makes sense. */
interface Question {
  readonly place: WidgetPlace
  readonly parameters: WidgetParameters
  readonly view: View
  readonly functionArn: string | undefined
}

const howToAsk = 'Edit the widget’s parameters, or add it anew: its documentation lists them.'

function describe(event: unknown): string {
  try {
    return describeWidget(parseParameters(event).widget)
  } catch {
    return describeWidgets()
  }
}

function viewOf(event: unknown, { widthPx }: WidgetPlace, nowMs: number): View {
  const range = parseRange(event, nowMs)
  return { ...range, nowMs, cursorMs: Math.min(nowMs, range.toMs), widthPx }
}

async function draw(deps: AnswerDependencies, question: Question): Promise<string> {
  const { parameters, view, functionArn } = question
  const { widget, group, after } = parameters
  if (widget === 'groups') {
    const data = await readGroups(deps, after, view.nowMs)
    const missingBecause = `A group opts in with the tag ${deps.enabledTag}=true.`
    return renderWidget(requestOf(question, widget, undefined), { ...data, missingBecause, endpoint: functionArn })
  }
  if (widget === 'controls' && group === undefined) return drawControls(deps, question, undefined)
  if (group === undefined)
    throw new InputError(`got no group, wanted the name of one for ${descriptions[widget].title}`)
  const records = (await deps.store.readGroups([group], 'eventual')).get(group)
  if (records?.config === undefined) return renderMessage(question.place, unknownGroup(group, deps.enabledTag))
  if (!records.config.optedIn) return renderMessage(question.place, optedOut(group, deps.enabledTag))
  if (widget === 'controls') return drawControls(deps, question, group)
  const known: KnownRecords = { ...records, config: records.config }
  return renderWidget(requestOf(question, widget, group), await readWidgetData(deps, widget, known, view))
}

async function drawControls(deps: AnswerDependencies, question: Question, group: string | undefined): Promise<string> {
  return renderControls(requestOf(question, 'controls', group), await deps.killSwitch.read())
}

function requestOf<Name extends WidgetParameters['widget']>(
  { place, view }: Question,
  widget: Name,
  group: string | undefined,
): Omit<WidgetRequest, 'widget'> & { readonly widget: Name } {
  const { theme, widthPx, heightPx, otherOffset } = place
  const { fromMs, toMs, cursorMs } = view
  return { widget, group, fromMs, toMs, nowMs: cursorMs, widthPx, heightPx, theme, otherOffset }
}

function unknownGroup(group: string, tag: string): Message {
  return {
    what: `Penumbra does not know a group named ${group}.`,
    toDo: `A group is known within two minutes of its tag ${tag}=true. What is in the way, and the commands for the tags:`,
    command: doctorCommand(group),
  }
}

function optedOut(group: string, tag: string): Message {
  return {
    what: `${group} has not opted in.`,
    toDo: `Its tag ${tag} does not say true: it is left alone, and what was changed is put back. How to opt in:`,
    command: doctorCommand(group),
  }
}

/** The name of an AWS error is no secret and helps; its message may hold names of resources. */
function whatFailed(error: unknown): string {
  const name = error instanceof Error ? error.name : 'an unknown error'
  return `${name}; the function’s log says more. The next refresh tries again; ${allGroupsCommands.groups} shows the groups meanwhile.`
}

/** 'Got …, wanted ….' */
function sentence(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`
}
