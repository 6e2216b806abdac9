// What is expected and what is announced, as a person reads it.
import type { OperationAnswer } from '../commands.ts'
import { accuracyText } from './accuracy-text.ts'
import { rps } from './render-groups.ts'
import { table } from './tables.ts'
import { hanging, type Terminal } from './terminal.ts'
import { timeText } from './time-text.ts'

type Forecast = OperationAnswer<'GetForecast'>

export function renderForecast(forecast: Forecast, terminal: Terminal): string {
  const { outlook } = forecast
  return [minutesText(forecast, terminal), ...(outlook === undefined ? [] : [outlookText(outlook, terminal)])].join(
    '\n\n',
  )
}

function minutesText({ algorithm, madeAt, steps, note }: Forecast, terminal: Terminal): string {
  const noted = note === undefined ? [] : [hanging('', note, terminal.columns)]
  if (steps.length === 0) return noted.length > 0 ? noted[0] : 'There is no forecast yet.'
  const head = `Requests per second by ${algorithm ?? 'the model'}${madeAt === undefined ? '' : `, made ${timeText(madeAt)}`}`
  return [hanging('', head, terminal.columns), quantileTable(steps, terminal), ...noted].join('\n')
}

function outlookText(outlook: NonNullable<Forecast['outlook']>, terminal: Terminal): string {
  const { algorithm, madeAt, weights, degraded, hours, accuracy } = outlook
  const shares = Object.entries(weights)
    .sort(([, a], [, b]) => b - a)
    .map(([family, weight]) => `${family} ${Math.round(100 * weight)} %`)
  const head = `The next hours by ${algorithm}, made ${timeText(madeAt)} (${shares.join(', ')})`
  const worse = degraded === undefined ? [] : [hanging('! ', degraded, terminal.columns)]
  return [
    hanging('', head, terminal.columns),
    ...worse,
    quantileTable(hours, terminal),
    ...accuracy.map(each => hanging('', accuracyText(each), terminal.columns)),
  ].join('\n')
}

function quantileTable(
  steps: readonly Pick<Forecast['steps'][number], 't' | 'p05Rps' | 'p25Rps' | 'p50Rps' | 'p75Rps' | 'p95Rps'>[],
  terminal: Terminal,
): string {
  const rows = steps.map(({ t, p05Rps, p25Rps, p50Rps, p75Rps, p95Rps }) => [
    timeText(t),
    ...[p05Rps, p25Rps, p50Rps, p75Rps, p95Rps].map(rps),
  ])
  return table(terminal, ['FROM', '5 %', '25 %', '50 %', '75 %', '95 %'], rows)
}

export function renderEvents({ events }: OperationAnswer<'ListEvents'>, terminal: Terminal): string {
  if (events.length === 0) return 'No event is announced.'
  const rows = events.map(event => [
    event.eventId,
    event.autoScalingGroupName ?? 'every group',
    event.kind,
    timeText(event.startsAt),
    timeText(event.endsAt),
    event.loadMultiplier === undefined ? 'not stated' : `× ${event.loadMultiplier}`,
    event.note ?? '',
  ])
  return table(terminal, ['EVENT', 'GROUP', 'KIND', 'FROM', 'TO', 'LOAD', 'NOTE'], rows)
}

export function renderEvent(event: OperationAnswer<'PutEvent'>, terminal: Terminal): string {
  return `${renderEvents({ events: [event] }, terminal)}\n${hanging('', event.effect, terminal.columns)}`
}

export function renderShadows(status: OperationAnswer<'GetShadowInstanceStatus'>, terminal: Terminal): string {
  const { shadowPercentage, creating, warming, ready, active, deactivated, note } = status
  const rows = [[`${shadowPercentage} %`, creating, warming, ready, active, deactivated]]
  const columns = ['ORDERED', 'CREATING', 'WARMING', 'READY', 'ACTIVE', 'DEACTIVATED']
  return `${table(terminal, columns, rows)}\n${hanging('', note, terminal.columns)}`
}
