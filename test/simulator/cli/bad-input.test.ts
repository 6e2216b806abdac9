// Design §9: "Bad arguments and bad files: exit status 2 and one line with what was got and what was wanted, no stack trace."
import { describe, expect, it } from 'vitest'
import { type Ended, hourlyTrace, makeFolder } from './run-cli.ts'

const folder = makeFolder()
const lines = hourlyTrace(96).split('\n')

/** The good trace with its third line replaced. */
function writeWithLine(name: string, line: string): void {
  folder.write(name, [...lines.slice(0, 2), line, ...lines.slice(3)].join('\n'))
}

folder.write('good.csv', lines.join('\n'))
folder.write('empty.csv', '')
folder.write('header.csv', ['time,requests', ...lines.slice(1)].join('\n'))
writeWithLine('unsorted.csv', '2026-03-01T01:00:00Z,5')
writeWithLine('words.csv', '2026-03-02T01:00:00Z,many')
folder.write('short.csv', hourlyTrace(72))
folder.write('binary.csv', '\u0000\u0001"\n\u0002')
folder.write('unknown-key.json', '{ "drainSecond": 5 }')
folder.write('no-number.json', '{ "leads": { "coldMeanSeconds": "soon" } }')
folder.write('namespace.json', '{ "freshMetric": { "namespace": ":x" } }')
folder.write('broken.json', '{"seed":1,"trace":')
folder.write('older.json', '{"seed":1,"trace":"old.csv"}')
folder.write('regular-file', 'not a folder')
folder.write('out', 'not a folder')

/** Status 2, nothing but one line on standard error, and in it what was got and what was wanted. */
function expectRefusal({ status, stdout, stderr }: Ended, words: RegExp): void {
  expect(stdout).toBe('')
  expect(stderr).toMatch(/^(simulate|start): [^\n]+\n$/)
  expect(stderr).toMatch(words)
  expect(status).toBe(2)
}

describe.concurrent('npm run simulate refuses, in one line and with status 2,', () => {
  it.each([
    ['missing.csv', /missing\.csv: got no readable file, wanted a CSV/],
    ['empty.csv', /empty\.csv: got an empty file, wanted the header timestamp,value/],
    ['header.csv', /header\.csv: line 1: got header "time,requests", wanted timestamp,value/],
    ['unsorted.csv', /unsorted\.csv: line 3: got a timestamp before the line above, wanted ascending timestamps/],
    ['words.csv', /words\.csv: line 3: got value "many", wanted requests per bin/],
    ['short.csv', /short\.csv: got judging from .*, wanted it within/],
    ['binary.csv', /binary\.csv: got .*, wanted/],
  ])('the trace %s', async (trace, words) => {
    expectRefusal(await folder.run('simulate', ['--trace', trace]), words)
  })

  it.each<[string[], RegExp]>([
    [[], /got no --trace <file>, wanted it/],
    [['--trace'], /got --trace <file> without its value, wanted one/],
  ])('the arguments %j', async (args, words) => {
    expectRefusal(await folder.run('simulate', args), words)
  })

  it.each<[string[], RegExp]>([
    [['--polices', 'oracle'], /got unknown option --polices, wanted one of --trace, .*--policies/],
    [['extra.csv'], /got unexpected argument extra\.csv, wanted none/],
    [['--policies', 'orakel'], /got policy "orakel", wanted one of penumbra, target-tracking, .*oracle/],
    [['--policies', 'a\nb'], /got policy "a b", wanted/],
    [['--seed', 'one'], /--seed: got "one", wanted a whole number from 0 on/],
    [['--days', '0'], /--days: got "0", wanted a number above 0/],
    [['--policies', 'static-pool@300'], /got policy "static-pool@300", wanted static-pool@ and a whole number of/],
    [['--policies', 'penumbra,oracle@95'], /got 95 percent for the oracle, wanted more than 0 and at most 86/],
    [['--days', '5'], /good\.csv: got judging from .* to 2026-03-10T00:00:00\.000Z, wanted it within/],
    [['--days', '1e300'], /--days: got "1e300", wanted at most 3653 days/],
    [['--start', 'tomorrow'], /--start: got "tomorrow", wanted a whole minute as/],
    [['--start', '2025-03-05T00:00:00Z'], /got judging from 2025-03-05T.*, wanted it within/],
    [
      ['--scenario', 'unknown-key.json'],
      /unknown-key\.json: got unknown key drainSecond, wanted one of .*drainSeconds/,
    ],
    [['--scenario', 'no-number.json'], /no-number\.json: got "soon" for leads\.coldMeanSeconds, wanted number/],
    [
      ['--scenario', 'namespace.json'],
      /namespace\.json: got ":x" for freshMetric\.namespace, wanted letters, digits or/,
    ],
    [['--json', 'regular-file/out.json'], /regular-file\/out\.json: got E\w+, wanted a file that can be written/],
    [['--calls', 'regular-file/out.jsonl'], /regular-file\/out\.jsonl: got E\w+, wanted a file that can be written/],
  ])('with a good trace, the arguments %j', async (args, words) => {
    expectRefusal(await folder.run('simulate', ['--trace', 'good.csv', ...args]), words)
  })
})

describe.concurrent('npm start refuses, in one line and with status 2,', () => {
  it.each<[string[], Record<string, string>, RegExp]>([
    [['--trace', 'missing.csv'], {}, /missing\.csv: got no readable file, wanted a CSV/],
    [['--trace', 'good.csv'], {}, /out\/report\.html: got E\w+, wanted a file that can be written/],
    [['--trce', 'good.csv'], {}, /got unknown option --trce, wanted one of --trace, --seed, --result, --no-serve/],
    [['--result', 'missing.json'], {}, /missing\.json: got no readable file, wanted a result/],
    [['--result', 'broken.json'], {}, /broken\.json: got broken JSON, wanted a result as npm start writes it/],
    [['--result', 'older.json'], {}, /older\.json: got \S+ that is none \(.*\), wanted a result of this version/],
    [['--result', 'a.json', '--trace', 'b.csv'], {}, /got --trace b\.csv and --result a\.json, wanted one of them/],
    [[], { PORT: 'abc' }, /PORT: got "abc", wanted a whole number from 0 to 65535/],
    [[], { PORT: '99999' }, /PORT: got "99999", wanted a whole number from 0 to 65535/],
  ])('%j with the variables %j', async (args, variables, words) => {
    expectRefusal(await folder.run('start', args, variables), words)
  })
})

describe('asking for help', () => {
  it('is no mistake', async () => {
    const { status, stdout, stderr } = await folder.run('simulate', ['--help'])
    expect(stdout).toContain('--trace <file>')
    expect(stderr).toBe('')
    expect(status).toBe(0)
  })
})
