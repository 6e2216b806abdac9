import { describe, expect, it } from 'vitest'
import { findCoverageViolations, type Repository } from '../../scripts/check-coverage.ts'

const files: Record<string, string> = {
  'shared/domain/plan.ts': '',
  'test/plan.test.ts': [
    "it('raises the floor', () => {})",
    "it('keeps the team\\'s MinSize', () => {})",
    'it(\n  "says \\"enough\\"",\n  () => {})',
    "it.each([\n  [1, f(2)],\n])('covers %i instances (at least)', () => {})",
    "it.skip('is not run', () => {})",
    "// it used to say 'in a comment',",
  ].join('\n'),
}
const repository: Repository = { exists: path => path in files, read: path => files[path] }

function check(...rows: string[]): string[] {
  const head = ['# Coverage', '', '| Row | Promise | Source | Test | Proven |', '|---|---|---|---|---|']
  return findCoverageViolations([...head, ...rows].join('\n'), repository)
}

describe('the coverage check', () => {
  it('accepts rows whose sources and tests all exist', () => {
    const tests = [
      '`test/plan.test.ts` › "raises the floor"',
      '`test/plan.test.ts` › "keeps the team\'s MinSize"',
      '`test/plan.test.ts` › "says "enough""',
      '`test/plan.test.ts` › "covers %i instances (at least)"',
    ]
    expect(check(`| C1 | a promise | \`shared/domain/plan.ts\` | ${tests.join('<br>')} | simulated |`)).toEqual([])
  })

  it('accepts a row that is not built yet', () => {
    expect(check('| A1 | a promise | – | later | – |')).toEqual([])
  })

  it('reports a source that does not exist, also the second of two', () => {
    expect(check('| C1 | a promise | `shared/domain/plan.ts`<br>`shared/domain/gone.ts` | – | – |')).toEqual([
      'C1: got source shared/domain/gone.ts, which does not exist',
    ])
  })

  it('reports a test file that does not exist', () => {
    expect(check('| C1 | a promise | – | `test/gone.test.ts` › "raises the floor" | simulated |')).toEqual([
      'C1: got test file test/gone.test.ts, which does not exist',
    ])
  })

  it.each([
    ['lowers the floor', 'that is in no test'],
    ['raises', 'that is only the beginning of one'],
    ['is not run', 'of a skipped test'],
    ['in a comment', 'of a remark'],
  ])('reports the name "%s" %s', name => {
    expect(check(`| C1 | a promise | – | \`test/plan.test.ts\` › "${name}" | simulated |`)).toEqual([
      `C1: got test "${name}", which test/plan.test.ts does not hold`,
    ])
  })

  it('reports a test that is named without its file, or a file without its test', () => {
    expect(check('| C1 | a | – | "raises the floor"<br>`test/plan.test.ts` | simulated |')).toEqual([
      'C1: got test "raises the floor", wanted `path` › "name"',
      'C1: got test `test/plan.test.ts`, wanted `path` › "name"',
    ])
  })

  it('checks every table of the page', () => {
    const second = ['', '| Row | Promise | Source | Test | Proven |', '|---|---|---|---|---|']
    expect(check(...second, '| D1 | a promise | `gone.ts` | – | – |')).toEqual([
      'D1: got source gone.ts, which does not exist',
    ])
  })

  it('reports a page without a table, so that it never passes by being blind', () => {
    expect(findCoverageViolations('# Coverage', repository)).toEqual([
      'docs/coverage.md: got no rows, wanted a table with columns row, promise, source, test, proven',
    ])
  })

  it('reads a pipe inside a cell as part of the cell', () => {
    expect(check('| C1 | run \\| freeze | `gone.ts` | – | – |')).toEqual([
      'C1: got source gone.ts, which does not exist',
    ])
  })
})
