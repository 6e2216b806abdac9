// What each widget is, for its own head and for somebody who adds it to a dashboard: CloudWatch then calls with `describe`
// and pre-fills the parameters with the first block of YAML in the answer (docs "Details about custom widgets in
// CloudWatch").
import { type DashboardWidgetName, dashboardWidgetNames, type WidgetName } from './widget-data.ts'

export interface Description {
  readonly title: string
  /** One line: what am I looking at? */
  readonly lead: string
  readonly isOfOneGroup: boolean
}

export const descriptions: Readonly<Record<WidgetName | DashboardWidgetName, Description>> = {
  'forecast-fan': {
    title: 'Demand against its forecast',
    lead: 'Requests that came each second, and what the last forecast expects of the minutes to come.',
    isOfOneGroup: true,
  },
  'fleet-ladder': {
    title: 'Fleet',
    lead: 'Instances by what they are doing, stacked, against the floor and what demand needs.',
    isOfOneGroup: true,
  },
  decisions: {
    title: 'Decisions',
    lead: 'What was done about the floor and why, newest first; changes are marked.',
    isOfOneGroup: true,
  },
  accuracy: {
    title: 'Accuracy and spending',
    lead: 'Whether the stated limits held, whether forecasting beat reacting, and what it cost.',
    isOfOneGroup: true,
  },
  peers: {
    title: 'Against its peers',
    lead: 'Every policy on the same demand. Less is better in every column.',
    isOfOneGroup: true,
  },
  groups: {
    title: 'Groups',
    lead: 'Every Auto Scaling group that has opted in: its demand, what serves it, and what was decided last.',
    isOfOneGroup: false,
  },
  controls: {
    title: 'Controls',
    lead: 'Commands to copy. A dashboard cannot tell who is asking, so nothing is changed from here.',
    isOfOneGroup: true,
  },
}

/** Markdown. */
export function describeWidget(name: WidgetName | DashboardWidgetName): string {
  const { title, lead, isOfOneGroup } = descriptions[name]
  const parameters = [`widget: ${name}`, ...(isOfOneGroup ? ['group: NAME-OF-THE-AUTO-SCALING-GROUP'] : [])]
  return [
    `## Penumbra: ${title}`,
    lead,
    yaml(parameters),
    table(['`widget`', 'Which widget to draw.'], ...(isOfOneGroup ? [groupRow] : [])),
  ].join('\n\n')
}

/** Markdown for somebody who has not said yet which widget it is to be. */
export function describeWidgets(): string {
  const rows = dashboardWidgetNames.map(name => [`\`${name}\``, descriptions[name].lead])
  return [
    '## Penumbra',
    'What Penumbra sees and does, drawn for the time range, the theme and the width of the dashboard.',
    yaml(['widget: groups']),
    table(['`widget`', `Which widget to draw: ${dashboardWidgetNames.join(', ')}.`], groupRow),
    table(...rows),
  ].join('\n\n')
}

const groupRow = ['`group`', 'Name of the Auto Scaling group, for every widget but `groups`.']

function yaml(lines: readonly string[]): string {
  return ['```yaml', ...lines, '```'].join('\n')
}

function table(...rows: readonly (readonly string[])[]): string {
  return ['| Parameter | Meaning |', '|---|---|', ...rows.map(row => `| ${row.join(' | ')} |`)].join('\n')
}
