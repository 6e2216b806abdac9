// Groups, their status and their decisions, as a person reads them.
import type { OperationAnswer } from '../commands.ts'
import { accuracyText } from './accuracy-text.ts'
import { table } from './tables.ts'
import { coloured, hanging, type Terminal, wrapped } from './terminal.ts'
import { agoText, timeText } from './time-text.ts'

type Summary = OperationAnswer<'ListGroups'>['groups'][number]
type Decision = OperationAnswer<'ExplainDecisions'>['decisions'][number]
type Status = OperationAnswer<'GetGroupStatus'>

export function renderGroups(answer: OperationAnswer<'ListGroups'>, terminal: Terminal, nowMs: number): string {
  const mode = modeLine(answer.mode, terminal)
  if (answer.groups.length === 0) {
    return `${mode}\nNo group is opted in. penumbra doctor GROUP says how.`
  }
  const columns = ['GROUP', 'MODE', 'MIN', 'IN SERVICE', 'MAX', 'RPS', 'LAST DECISION']
  const rows = answer.groups.map(group => [
    group.autoScalingGroupName,
    group.mode,
    floorText(group),
    `${group.inService} of ${group.desiredCapacity}`,
    group.maxSize,
    group.demandRps === undefined ? '' : rps(group.demandRps),
    group.lastDecision === undefined ? '' : `${group.lastDecision.action} ${agoText(group.lastDecision.at, nowMs)}`,
  ])
  return `${mode}\n${table(terminal, columns, rows)}`
}

export function modeLine(mode: OperationAnswer<'GetMode'>['mode'], terminal: Terminal): string {
  const meanings = {
    run: 'groups that say act are acted on',
    freeze: 'nothing is changed; what is on loan expires by itself',
    restore: 'every group gets back what it had',
  }
  return `Kill switch: ${coloured(terminal, mode === 'run' ? 'green' : 'yellow', mode)} (${meanings[mode]})`
}

export function renderStatus(status: OperationAnswer<'GetGroupStatus'>, terminal: Terminal, nowMs: number): string {
  const { model, warmPool, paused, lastDecision } = status
  const facts: [string, string | undefined][] = [
    ['group', status.autoScalingGroupName],
    ['mode', modeText(status)],
    ['paused', status.mode === 'paused' ? undefined : paused && pausedText(paused)],
    ['MinSize', floorText(status)],
    ['in service', `${status.inService} of DesiredCapacity ${status.desiredCapacity}, MaxSize ${status.maxSize}`],
    ['demand', status.demandRps === undefined ? 'not known' : `${rps(status.demandRps)} requests per second`],
    ['model', model && modelText(model)],
    ['forecasts', status.forecastAccuracy && accuracyTexts(status.forecastAccuracy)],
    ['warm pool', warmPool && `${warmPool.size} ${warmPool.state}`],
    ['settings', settingsText(status)],
    ['not in use', status.notYetInUse.length === 0 ? undefined : `${status.notYetInUse.join(', ')} (not built yet)`],
    [
      'last decision',
      lastDecision && `${agoText(lastDecision.at, nowMs)}, ${decisionHead(lastDecision)}: ${lastDecision.reason}`,
    ],
  ]
  const width = Math.max(...facts.map(([name]) => name.length)) + 2
  const lines = facts.flatMap(([name, value]) =>
    value === undefined ? [] : [hanging(name.padEnd(width), value, terminal.columns)],
  )
  const problems = status.problems.map(({ tag, got, wanted }) =>
    coloured(terminal, 'yellow', hanging('! ', `${tag}: got "${got}", wanted ${wanted}`, terminal.columns)),
  )
  return [...lines, ...problems].join('\n')
}

export function renderDecisions(answer: OperationAnswer<'ExplainDecisions'>, terminal: Terminal): string {
  const { decisions, orders } = answer
  const told = decisions.map(decision => {
    const head = coloured(terminal, 'bold', `${timeText(decision.at)}  ${decisionHead(decision)}`)
    return `${head}\n${wrapped(decision.reason, terminal.columns - 2)
      .map(line => `  ${line}`)
      .join('\n')}`
  })
  if (told.length === 0) told.push('No decision has been written down yet.')
  if (orders.length === 0) return told.join('\n\n')
  const rows = orders.map(({ at, by, what }) => [timeText(at), by, what])
  return `${told.join('\n\n')}\n\n${table(terminal, ['ORDERED', 'BY', 'WHAT'], rows)}`
}

function decisionHead({ action, floorBefore, floorAfter, costUsdPerHour }: Decision): string {
  const floor = floorBefore === floorAfter ? `floor ${floorAfter}` : `floor ${floorBefore} → ${floorAfter}`
  return `${action}, ${floor}, ${costUsdPerHour.toFixed(3)} USD/h`
}

function floorText({ minSize, teamMinSize }: Summary): string {
  return teamMinSize === undefined || teamMinSize === minSize ? `${minSize}` : `${minSize} (team ${teamMinSize})`
}

/** A reason may begin with the very word. */
function modeText({ mode, why }: Summary): string {
  if (why === undefined) return mode
  return why.startsWith(mode) ? why : `${mode}: ${why}`
}

function pausedText({ since, until, by, reason }: NonNullable<OperationAnswer<'GetGroupStatus'>['paused']>): string {
  return `since ${timeText(since)}${until === undefined ? ' until it is resumed' : ` until ${timeText(until)}`}, by ${by}: ${reason}`
}

function modelText({
  algorithm,
  instanceRps,
  coldLeadSeconds,
  note,
}: NonNullable<OperationAnswer<'GetGroupStatus'>['model']>) {
  const serves =
    instanceRps === undefined
      ? 'what an instance serves is not known yet'
      : `an instance serves ${rps(instanceRps)} rps`
  return `${algorithm}; ${serves}; a launch takes up to ${Math.round(coldLeadSeconds)} s${note === undefined ? '' : `; ${note}`}`
}

function accuracyTexts({ forecasts, belowP95Percent, outlook }: NonNullable<Status['forecastAccuracy']>): string {
  const minutes = forecasts === 0 ? [] : [`${belowP95Percent} % of ${forecasts} minutes at or below the 95 % limit`]
  return [...minutes, ...outlook.map(accuracyText)].join('; ')
}

function settingsText({ settings, overrides }: OperationAnswer<'GetGroupStatus'>): string {
  const entries = Object.entries(settings).filter(([, value]) => value !== undefined && value !== null)
  return entries.map(([name, value]) => `${name} ${value}${overrides.includes(name) ? ' (by order)' : ''}`).join(', ')
}

export function rps(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3)
}
