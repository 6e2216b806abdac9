// The doctor's report and the report on an observation, as a person reads them.
import type { OperationAnswer } from '../commands.ts'
import { table } from './tables.ts'
import { type Colour, coloured, hanging, printable, type Terminal } from './terminal.ts'
import { timeText } from './time-text.ts'

type Doctor = OperationAnswer<'GetDoctorReport'>
type Report = OperationAnswer<'GetObserveReport'>

const marks: Readonly<Record<Doctor['findings'][number]['level'], readonly [string, Colour]>> = {
  blocker: ['✗ ', 'red'],
  warning: ['! ', 'yellow'],
  note: ['· ', 'dim'],
  ok: ['✓ ', 'green'],
}

export function renderDoctor(report: Doctor, terminal: Terminal): string {
  const go = report.verdict === 'go'
  const verdict = coloured(terminal, go ? 'green' : 'red', go ? 'GO' : 'NO-GO')
  return sections(terminal, [
    ['', [`${verdict}  ${printable(report.autoScalingGroupName)}`]],
    ['Findings', report.findings.flatMap(finding => findingLines(finding, terminal))],
    ['What would be touched', report.touched.map(line => hanging('- ', line, terminal.columns))],
    ['To observe, and to act when the observation says so', report.tagCommands],
    ...report.snippets.map(
      ({ tool, why, text }): Section => [`In ${tool}`, [hanging('', why, terminal.columns), '', text]],
    ),
  ])
}

function findingLines({ level, what, toDo }: Doctor['findings'][number], terminal: Terminal): string[] {
  const [mark, colour] = marks[level]
  const line = hanging(mark, what, terminal.columns).replace(mark, coloured(terminal, colour, mark))
  return toDo === undefined ? [line] : [line, toDoLine(toDo, terminal)]
}

/** A command stays in one line, so that it can be copied. */
function toDoLine(toDo: string, { columns }: Terminal): string {
  return toDo.startsWith('aws ') ? `  → ${printable(toDo)}` : hanging('  → ', toDo, columns)
}

export function renderObserveReport(report: Report, terminal: Terminal): string {
  const colour = { promote: 'green', wait: 'yellow', 'do-not-promote': 'red' } as const
  const verdict = coloured(terminal, colour[report.verdict], report.verdict.toUpperCase())
  const span =
    report.from === undefined ? 'not observed' : `${report.hours.toFixed(1)} h since ${timeText(report.from)}`
  const bars = report.bars.map(({ what, got, wanted, met }) => [met ? '✓' : '✗', what, got, wanted])
  return sections(terminal, [
    [
      '',
      [`${verdict}  ${printable(report.autoScalingGroupName)}, ${span}`, hanging('', report.reason, terminal.columns)],
    ],
    ['As it was, and as it would have been', figures(report, terminal)],
    ['The bar for promotion', bars.length === 0 ? [] : [table(terminal, ['', 'WHAT', 'GOT', 'WANTED'], bars)]],
  ])
}

function figures(report: Report, terminal: Terminal): string[] {
  const { actualCostUsd, actingCostUsd, savedUsd, missedMinutesActual, missedMinutesActing } = report
  if (actualCostUsd === undefined || actingCostUsd === undefined || savedUsd === undefined) return []
  const rows = [
    ['cost, USD', actualCostUsd.toFixed(2), actingCostUsd.toFixed(2)],
    ['minutes with more demand than could be served', `${missedMinutesActual}`, `${missedMinutesActing}`],
  ]
  const money = savedUsd >= 0 ? `${savedUsd.toFixed(2)} USD saved` : `${(-savedUsd).toFixed(2)} USD more`
  return [
    table(terminal, ['', 'AS IT WAS', 'ACTING'], rows),
    hanging(
      '',
      `Acting: ${money}. Emulated from what was seen, within 3.2 % of the cost where it was measured.`,
      terminal.columns,
    ),
  ]
}

type Section = readonly [title: string, lines: readonly string[]]

function sections(terminal: Terminal, all: readonly Section[]): string {
  return all
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => [...(title === '' ? [] : [coloured(terminal, 'bold', title)]), ...lines].join('\n'))
    .join('\n\n')
}
