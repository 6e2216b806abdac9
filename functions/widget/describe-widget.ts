// What each widget is, for its own head and for somebody who adds it to a dashboard: CloudWatch then calls with `describe`
// and pre-fills the parameters with the first block of YAML in the answer (docs "Details about custom widgets in
// CloudWatch").
import type { WidgetName } from './widget-data.ts'

export interface Description {
  readonly title: string
  /** One line: what am I looking at? */
  readonly lead: string
  readonly isOfOneGroup: boolean
}

export const descriptions: Readonly<Record<WidgetName, Description>> = {
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
}

/** Markdown. */
export function describeWidget(name: WidgetName): string {
  const { title, lead, isOfOneGroup } = descriptions[name]
  const parameters = [`widget: ${name}`, ...(isOfOneGroup ? ['group: NAME-OF-THE-AUTO-SCALING-GROUP'] : [])]
  const table = [
    '| Parameter | Meaning |',
    '|---|---|',
    '| `widget` | Which widget to draw. |',
    ...(isOfOneGroup ? ['| `group` | Name of the Auto Scaling group. |'] : []),
  ]
  return [`## Penumbra: ${title}`, lead, ['```yaml', ...parameters, '```'].join('\n'), table.join('\n')].join('\n\n')
}
