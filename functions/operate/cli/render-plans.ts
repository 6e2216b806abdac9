// What is expected and what is announced, as a person reads it.
import type { OperationAnswer } from '../commands.ts'
import { rps } from './render-groups.ts'
import { table } from './tables.ts'
import { hanging, type Terminal } from './terminal.ts'
import { timeText } from './time-text.ts'

export function renderForecast(forecast: OperationAnswer<'GetForecast'>, terminal: Terminal): string {
  const { algorithm, madeAt, steps, note } = forecast
  const noted = note === undefined ? [] : [hanging('', note, terminal.columns)]
  if (steps.length === 0) return noted.length > 0 ? noted[0] : 'There is no forecast yet.'
  const head = `Requests per second by ${algorithm ?? 'the model'}${madeAt === undefined ? '' : `, made ${timeText(madeAt)}`}`
  const rows = steps.map(({ t, p05Rps, p25Rps, p50Rps, p75Rps, p95Rps }) => [
    timeText(t),
    ...[p05Rps, p25Rps, p50Rps, p75Rps, p95Rps].map(rps),
  ])
  return [
    hanging('', head, terminal.columns),
    table(terminal, ['FROM', '5 %', '25 %', '50 %', '75 %', '95 %'], rows),
    ...noted,
  ].join('\n')
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
