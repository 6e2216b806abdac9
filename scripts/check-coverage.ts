// docs/coverage.md says for every promise where it is kept and which test proves it. This makes sure that it is so:
// every path exists, and every test that is named is in its file.
import { existsSync, readFileSync } from 'node:fs'

const coveragePath = 'docs/coverage.md'
const header = ['row', 'promise', 'source', 'test', 'proven']

/** The repository, as far as this check needs it. */
export interface Repository {
  readonly exists: (path: string) => boolean
  readonly read: (path: string) => string
}

interface CoverageRow {
  readonly name: string
  readonly sources: readonly string[]
  readonly tests: readonly string[]
}

/** Lines that say what is wrong with the table; none when all is well. */
export function findCoverageViolations(markdown: string, repository: Repository): string[] {
  const rows = parseRows(markdown)
  if (rows.length === 0) return [`${coveragePath}: got no rows, wanted a table with columns ${header.join(', ')}`]
  return rows.flatMap(row => [
    ...row.sources.flatMap(entry => sourceViolations(entry, repository)).map(problem => `${row.name}: ${problem}`),
    ...row.tests.flatMap(entry => testViolations(entry, repository)).map(problem => `${row.name}: ${problem}`),
  ])
}

function parseRows(markdown: string): CoverageRow[] {
  const table = markdown.split('\n').map(splitCells)
  const start = table.findIndex(cells => header.every((title, column) => cells[column]?.toLowerCase() === title))
  if (start < 0) return []
  return table
    .slice(start + 2)
    .filter(cells => cells.length === header.length)
    .map(([name, , source, test]) => ({ name, sources: splitEntries(source), tests: splitEntries(test) }))
}

/** A table row's cells; a pipe inside a cell is written `\|`. */
function splitCells(line: string): string[] {
  if (!line.trim().startsWith('|')) return []
  const cells = line.trim().split(/(?<!\\)\|/)
  return cells.slice(1, -1).map(cell => cell.replaceAll('\\|', '|').trim())
}

function splitEntries(cell: string): string[] {
  return cell
    .split(/<br\s*\/?>/)
    .map(entry => entry.trim())
    .filter(entry => entry !== '')
}

function sourceViolations(entry: string, { exists }: Repository): string[] {
  const paths = [...entry.matchAll(/`([^`]+)`/g)].map(([, path]) => path)
  return paths.filter(path => !exists(path)).map(path => `got source ${path}, which does not exist`)
}

/** A test is written `path` › "name"; what has neither path nor quoted name is a remark. */
function testViolations(entry: string, { exists, read }: Repository): string[] {
  if (!/[`"›]/.test(entry)) return []
  const [, path, name] = /^`([^`]+)` › "(.+)"$/.exec(entry) ?? []
  if (path === undefined) return [`got test ${entry}, wanted \`path\` › "name"`]
  if (!exists(path)) return [`got test file ${path}, which does not exist`]
  return holdsTest(read(path), name) ? [] : [`got test "${name}", which ${path} does not hold`]
}

/** Whether the name is given to `it` or `test`, directly or after `.each([…])`; a skipped test does not count. */
function holdsTest(text: string, name: string): boolean {
  const written = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/['"`]/g, '\\\\?$&')
  return new RegExp(`(?:\\b(?:it|test)|\\))\\(\\s*(['"\`])${written}\\1\\s*,`).test(text)
}

if (import.meta.main) {
  const repository: Repository = { exists: existsSync, read: path => readFileSync(path, 'utf8') }
  const violations = repository.exists(coveragePath)
    ? findCoverageViolations(repository.read(coveragePath), repository)
    : [`got no ${coveragePath}, wanted the table of what proves each promise`]
  for (const violation of violations) console.error(violation)
  process.exitCode = violations.length > 0 ? 1 : 0
}
