// Tables without lines, as wide as they have to be and never wider than the terminal: the widest column gives way first.
import CliTable from 'cli-table3'
import { coloured, printable, type Terminal, wrapped } from './terminal.ts'

const gap = 2
/** A column is squeezed to no less than this. */
const narrowest = 8

const noLines = Object.fromEntries(
  [
    ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'],
    ...['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'],
  ].map(name => [name, '']),
)

/** @param rows as many cells each as there are columns; a column of numbers is set to the right */
export function table(
  terminal: Terminal,
  columns: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const texts = rows.map(row => row.map(cell => printable(String(cell))))
  const widths = fittingWidths(
    columns.map((head, index) => Math.max(...[head, ...texts.map(row => row[index])].map(text => [...text].length))),
    terminal.columns,
  )
  const drawn = new CliTable({
    head: columns.map(head => coloured(terminal, 'bold', head)),
    chars: noLines,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': gap },
    colWidths: widths.map(width => width + gap),
    colAligns: columns.map((_, index) => (texts.every(row => /^[\d.]*$/.test(row[index])) ? 'right' : 'left')),
  })
  drawn.push(...texts.map(row => row.map((cell, index) => wrapped(cell, widths[index]).join('\n'))))
  return drawn
    .toString()
    .split('\n')
    .map(line => line.trimEnd())
    .join('\n')
}

/** Takes from the widest until all fit. */
function fittingWidths(wanted: readonly number[], columns: number): number[] {
  const widths = [...wanted]
  let excess = widths.reduce((sum, width) => sum + width + gap, -gap) - columns
  while (excess > 0) {
    const widest = Math.max(...widths)
    if (widest <= narrowest) break
    widths[widths.indexOf(widest)] = widest - 1
    excess--
  }
  return widths
}
