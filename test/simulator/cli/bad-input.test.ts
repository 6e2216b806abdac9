// Design §9: "Bad arguments and bad files: exit status 2 and one line with what was got and what was wanted, no stack trace."
import { describe, expect, it } from 'vitest'
import { type Ended, hourlyTrace, makeFolder, runCli } from './run-cli.ts'

const folder = makeFolder()
const good = folder.write('good.csv', hourlyTrace(96))
const regularFile = folder.write('regular-file', 'not a folder')
const lines = hourlyTrace(96).split('\n')

/** The good trace with its third line replaced. */
function withLine(name: string, line: string): string {
  return folder.write(name, [...lines.slice(0, 2), line, ...lines.slice(3)].join('\n'))
}

/** Status 2, nothing but one line on standard error, and in it what was got and what was wanted. */
function expectRefusal({ status, stdout, stderr }: Ended, command: string, words: RegExp): void {
  expect(stdout).toBe('')
  expect(stderr).toMatch(/^[^\n]+\n$/)
  expect(stderr.startsWith(`${command}: `)).toBe(true)
  expect(stderr).toMatch(words)
  expect(status).toBe(2)
}

describe.concurrent('npm run simulate refuses, in one line and with status 2,', () => {
  it.each<[string, string, RegExp]>([
    ['that is missing', folder.path('missing.csv'), /missing\.csv: got no readable file, wanted a CSV/],
    ['that is a folder', folder.path('.'), /got no readable file, wanted a CSV/],
    [
      'that is empty',
      folder.write('empty.csv', ''),
      /empty\.csv: got an empty file, wanted the header timestamp,value/,
    ],
    [
      'with another header',
      folder.write('header.csv', hourlyTrace(96).replace('timestamp,value', 'time,requests')),
      /header\.csv: line 1: got header "time,requests", wanted timestamp,value/,
    ],
    [
      'that is not sorted',
      withLine('unsorted.csv', '2026-03-01T01:00:00Z,5'),
      /unsorted\.csv: line 3: got a timestamp before the line above, wanted ascending timestamps/,
    ],
    [
      'with a value that is no number',
      withLine('words.csv', '2026-03-02T01:00:00Z,many'),
      /words\.csv: line 3: got value "many", wanted requests per bin/,
    ],
    [
      'with a negative value',
      withLine('negative.csv', '2026-03-02T01:00:00Z,-5'),
      /negative\.csv: line 3: got value "-5", wanted requests per bin, 0 or more/,
    ],
    [
      'with a local time',
      withLine('local.csv', '2026-03-02 01:00,5'),
      /local\.csv: line 3: got timestamp "2026-03-02 01:00", wanted ISO 8601 UTC/,
    ],
    [
      'that is too short for three days of history and something to judge',
      folder.write('short.csv', hourlyTrace(72)),
      /short\.csv: got judging from .*, wanted it within/,
    ],
    ['that is no text', folder.write('binary.csv', '\u0000\u0001"\n\u0002'), /binary\.csv: got .*, wanted/],
  ])('a trace %s', async (_, trace, words) => {
    expectRefusal(await runCli('simulate', ['--trace', trace]), 'simulate', words)
  })

  it.each<[string[], RegExp]>([
    [[], /got no --trace <file>, wanted it/],
    [['--trace'], /got --trace <file> without its value, wanted one/],
    [['--trace', good, '--polices', 'oracle'], /got unknown option --polices, wanted one of --trace, .*--policies/],
    [['--trace', good, 'extra.csv'], /got unexpected argument extra\.csv, wanted none/],
    [['--trace', good, '--policies', 'orakel'], /got policy "orakel", wanted one of penumbra, target-tracking, oracle/],
    [['--trace', good, '--policies', 'oracle@200'], /got policy "oracle@200", wanted oracle@ and a target/],
    [['--trace', good, '--policies', 'oracle,,penumbra'], /got "oracle,,penumbra", wanted names separated by commas/],
    [['--trace', good, '--policies', 'a\nb'], /got policy "a b", wanted/],
    [['--trace', good, '--seed', 'one'], /--seed: got "one", wanted a whole number from 0 on/],
    [['--trace', good, '--seed', '-1'], /--seed: got "-1", wanted a whole number/],
    [['--trace', good, '--days', '0'], /--days: got "0", wanted a number above 0/],
    [['--trace', good, '--days', '5'], /good\.csv: got judging from .* to 2026-03-10T00:00:00\.000Z, wanted it within/],
    [['--trace', good, '--days', '1e300'], /--days: got "1e300", wanted at most 3653 days/],
    [['--trace', good, '--start', 'tomorrow'], /--start: got "tomorrow", wanted a whole minute as/],
    [['--trace', good, '--start', '2026-03-05'], /--start: got "2026-03-05", wanted a whole minute as/],
    [['--trace', good, '--start', '2026-03-05T00:00:30Z'], /got "2026-03-05T00:00:30Z", wanted a whole minute/],
    [['--trace', good, '--start', '2025-03-05T00:00:00Z'], /got judging from 2025-03-05T.*, wanted it within/],
    [['--trace', good, '--start', '+275760-09-13T00:00:00Z'], /got "\+275760-09-13T00:00:00Z", wanted/],
    [['--trace', good, '--instance-rps', '0'], /--instance-rps: got "0", wanted a number above 0/],
  ])('the arguments %j', async (args, words) => {
    expectRefusal(await runCli('simulate', args), 'simulate', words)
  })

  it.each([
    ['{ "drainSecond": 5 }', /scenario-0\.json: got unknown key drainSecond, wanted one of .*drainSeconds/],
    ['{ "leads": { "coldMeanSeconds": "soon" } }', /got "soon" for leads\.coldMeanSeconds, wanted number/],
    ['{ drainSeconds', /got text that is not JSON, wanted a JSON scenario/],
  ])('the scenario %s', async (text, words) => {
    const index = ['{ "d', '{ "l', '{ dr'].findIndex(start => text.startsWith(start))
    const scenario = folder.write(`scenario-${index}.json`, text)
    expectRefusal(await runCli('simulate', ['--trace', good, '--scenario', scenario]), 'simulate', words)
  })

  it.each(['--json', '--calls'])('a path below a regular file for %s, before it simulates anything', async option => {
    const path = `${regularFile}/out.json`
    const ended = await runCli('simulate', ['--trace', good, option, path])
    expectRefusal(ended, 'simulate', /regular-file\/out\.json: got E\w+, wanted a file that can be written/)
  })

  it('a policy that is promised but not built: "not available yet" is what is said instead of got and wanted', async () => {
    const ended = await runCli('simulate', ['--trace', good, '--policies', 'static-pool@8'])
    expectRefusal(ended, 'simulate', /^simulate: policy static-pool is not available yet\n$/)
  })
})

describe.concurrent('npm start refuses, in one line and with status 2,', () => {
  it.each<[string[], Record<string, string>, RegExp]>([
    [['--trace', folder.path('missing.csv')], {}, /missing\.csv: got no readable file, wanted a CSV/],
    [['--trace', folder.write('empty-too.csv', '')], {}, /got an empty file, wanted the header timestamp,value/],
    [['--trce', good], {}, /got unknown option --trce, wanted one of --trace, --seed, --no-serve/],
    [['--seed', '1.5'], {}, /--seed: got "1\.5", wanted a whole number from 0 on/],
    [[], { PORT: 'abc' }, /PORT: got "abc", wanted a whole number from 0 to 65535/],
    [[], { PORT: '99999' }, /PORT: got "99999", wanted a whole number from 0 to 65535/],
    [[], { PORT: '' }, /PORT: got "", wanted a whole number from 0 to 65535/],
  ])('%j with %j', async (args, variables, words) => {
    expectRefusal(await runCli('start', args, variables), 'start', words)
  })
})

describe.concurrent('asking for help', () => {
  it.each(['simulate', 'start'] as const)('of %s is no mistake', async command => {
    const { status, stdout, stderr } = await runCli(command, ['--help'])
    expect(stdout).toContain('--trace <file>')
    expect(stderr).toBe('')
    expect(status).toBe(0)
  })
})
