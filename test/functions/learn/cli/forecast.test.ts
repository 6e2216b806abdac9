// Design §9: the arguments, the JSON that other programs read, and status 2 with one line for what is wrong.
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { forecastFileSchema, m4FileSchema } from '../../../../functions/learn/cli/forecast-output.ts'
import type { Ended } from '../../../simulator/cli/run-cli.ts'
import { dailyLoad, dailyValues, forecastFolder, hourlyRows, isoHour } from './run-forecast.ts'

const folder = forecastFolder()
const fortnight = 14 * 24

folder.write('daily.csv', hourlyRows(dailyValues(fortnight)))
folder.write('short.csv', hourlyRows(dailyValues(5)))
folder.write('one-row.csv', hourlyRows([5]))
folder.write('constant.csv', hourlyRows(Array(96).fill(7)))
folder.write('idle.csv', hourlyRows(Array(96).fill(0)))
folder.write('missing.csv', hourlyRows(Array(96).fill('')))
folder.write('negative.csv', hourlyRows([1, 2, -3, 4]))
folder.write('nan.csv', hourlyRows([1, 2, 'NaN', 4]))
folder.write('empty.csv', '')
folder.write('header.csv', 'timestamp,value\n')
folder.write('irregular.csv', `${hourlyRows([1, 2, 3])}2026-03-02T03:17:00Z,4\n`)
folder.write('unsorted.csv', `${hourlyRows([1, 2, 3])}2026-03-02T01:00:00Z,4\n`)
folder.write(
  'events.json',
  '[{"kind":"sale","startsAt":"2026-03-16T05:00:00Z","endsAt":"2026-03-16T08:00:00Z","loadMultiplier":3}]',
)
folder.write('no-events.json', '{"kind":"sale"}')
folder.write('broken.json', '[{"kind":')
folder.write('backwards.json', '[{"kind":"sale","startsAt":"2026-03-16T08:00:00Z","endsAt":"2026-03-16T05:00:00Z"}]')
folder.write('m4.csv', `"H1",${dailyValues(240).join(',')}\nH2,${dailyValues(192).join(',')},,\n`)
folder.write('m4-negative.csv', 'H1,1,2,3\nH2,4,-5\n')
folder.write('regular-file', 'not a folder')

const daily = ['--input', 'daily.csv', '--horizon', '24']

async function forecastOf(args: readonly string[]) {
  const { status, stderr } = await folder.run([...args, '--json', 'out/forecast.json'])
  expect([status, stderr.replaceAll(/forecasting: \d+ %\n/g, '')]).toEqual([0, ''])
  return forecastFileSchema.parse(JSON.parse(readFileSync(folder.path('out/forecast.json'), 'utf8')))
}

function expectRefusal({ status, stdout, stderr }: Ended, words: RegExp): void {
  expect(stdout).toBe('')
  expect(stderr).toMatch(/^forecast: [^\n]+\n$/)
  expect(stderr).toMatch(words)
  expect(status).toBe(2)
}

describe('npm run forecast', () => {
  it('continues a load that is the same every day, from the end of the file on', async () => {
    const { algorithm, binSeconds, forecasts } = await forecastOf(daily)
    expect([algorithm, binSeconds, forecasts.length]).toEqual(['auto', 3600, 1])
    const [{ origin, steps, weights, degraded }] = forecasts
    expect([origin, degraded]).toEqual([isoHour(fortnight), null])
    expect(steps.map(step => step.t)).toEqual(Array.from({ length: 24 }, (_, hour) => isoHour(fortnight + hour)))
    for (const [hour, step] of steps.entries()) {
      expect(step.point / dailyLoad(hour)).toBeCloseTo(1, 1)
      expect(Object.keys(step.q)).toEqual(['0.05', '0.5', '0.9', '0.95'])
    }
    expect(Object.values(weights).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6)
  })

  it('gives the quantiles that are asked for, ascending', async () => {
    const { forecasts } = await forecastOf([...daily, '--quantiles', '0.975, 0.025,0.5'])
    for (const { q } of forecasts[0].steps) {
      expect(Object.keys(q)).toEqual(['0.025', '0.5', '0.975'])
      expect(q['0.025']).toBeLessThanOrEqual(q['0.5'])
      expect(q['0.5']).toBeLessThanOrEqual(q['0.975'])
    }
  })

  it('adds the bins of the file up where larger ones are asked for', async () => {
    const minutes = Array.from({ length: 3 * 24 * 60 }, (_, minute) => {
      const time = new Date(Date.UTC(2026, 2, 2, 0, minute)).toISOString()
      return `${time},100`
    })
    folder.write('minutes.csv', ['timestamp,value', ...minutes].join('\n'))
    const { binSeconds, forecasts } = await forecastOf(['--input', 'minutes.csv', '--horizon', '2', '--bin', '300'])
    expect(binSeconds).toBe(300)
    expect(forecasts[0].steps[0].point).toBeCloseTo(500, 0)
    expect(forecasts[0].origin).toBe('2026-03-05T00:00:00.000Z')
  })

  it('forecasts at rolling origins, the last of which ends with the file', async () => {
    const { forecasts } = await forecastOf([...daily, '--origins', '3', '--stride', '7'])
    const last = fortnight - 24
    expect(forecasts.map(({ origin }) => origin)).toEqual([last - 14, last - 7, last].map(isoHour))
  })

  it('sees nothing of what comes after an origin', async () => {
    const doubled = dailyValues(fortnight).map((value, hour) => (hour >= fortnight - 24 ? 2 * value : value))
    folder.write('doubled.csv', hourlyRows(doubled))
    const rolling = ['--horizon', '24', '--origins', '1']
    const before = await forecastOf(['--input', 'daily.csv', ...rolling])
    const after = await forecastOf(['--input', 'doubled.csv', ...rolling])
    expect(after.forecasts[0].steps).toEqual(before.forecasts[0].steps)
  })

  it('writes a forecast for every row of an M4 file', async () => {
    const { status } = await folder.run(['--m4', 'm4.csv', '--horizon', '48', '--season', '24', '--json', 'm4.json'])
    expect(status).toBe(0)
    const file = m4FileSchema.parse(JSON.parse(readFileSync(folder.path('m4.json'), 'utf8')))
    expect(file.map(({ id, steps }) => [id, steps.length])).toEqual([
      ['H1', 48],
      ['H2', 48],
    ])
    expect(file[1].steps[12].point / dailyLoad(12)).toBeCloseTo(1, 1)
  })

  it('lifts the bins of an announced event by what is stated of it, and no others', async () => {
    const plain = await forecastOf(daily)
    const lifted = await forecastOf([...daily, '--events', 'events.json'])
    const ratios = lifted.forecasts[0].steps.map(({ point }, hour) => point / plain.forecasts[0].steps[hour].point)
    // The event is from 05:00 to 08:00 on the first day ahead.
    for (const hour of [5, 6, 7]) expect(ratios[hour]).toBeCloseTo(3, 1)
    for (const hour of [3, 4, 8, 9, 23]) expect(ratios[hour]).toBeCloseTo(1, 6)
  })

  it('takes events from a file that an editor on Windows has written', async () => {
    folder.write('marked.json', `\uFEFF${readFileSync(folder.path('events.json'), 'utf8')}`)
    const [marked, plain] = [
      await forecastOf([...daily, '--events', 'marked.json']),
      await forecastOf([...daily, '--events', 'events.json']),
    ]
    expect(marked.forecasts[0].steps).toEqual(plain.forecasts[0].steps)
  })

  it('prints a table where no file is wanted, and what the forecast is made of', async () => {
    const { status, stdout } = await folder.run([...daily, '--algorithm', 'seasonal-naive'])
    expect(status).toBe(0)
    expect(stdout).toMatch(/start of bin +│ point │ +0\.05/)
    expect(stdout).toContain('2026-03-16 12:00')
    expect(stdout).toContain('made of: seasonal-naive 100 %')
  })

  it('ends quietly when nobody reads on', async () => {
    const child = folder.start([...daily, '--origins', '2'])
    child.stdout.destroy()
    let stderr = ''
    child.stderr.on('data', chunk => {
      stderr += chunk
    })
    const status = await new Promise(resolve => child.once('close', resolve))
    expect([status, stderr.replaceAll(/forecasting: \d+ %\n/g, '')]).toEqual([0, ''])
  })
})

describe('a forecast that is worse than it could be says so', () => {
  it.each(['short.csv', 'constant.csv', 'idle.csv'])('of %s', async name => {
    const { forecasts } = await forecastOf(['--input', name, '--horizon', '30'])
    expect(forecasts[0].degraded).toMatch(/^[a-z0-9][^\n]+$/)
    expect(forecasts[0].steps).toHaveLength(30)
  })
})

describe.concurrent('npm run forecast refuses, in one line and with status 2,', () => {
  it.each<[string, RegExp]>([
    ['nowhere.csv', /nowhere\.csv: got no readable file, wanted a CSV/],
    ['empty.csv', /empty\.csv: got an empty file, wanted the header timestamp,value/],
    ['header.csv', /header\.csv: got no values, wanted requests per bin/],
    ['missing.csv', /missing\.csv: got no values, wanted requests per bin/],
    ['one-row.csv', /one-row\.csv: got 1 row, wanted two or more, or --bin/],
    ['negative.csv', /negative\.csv: line 4: got value "-3", wanted requests per bin, 0 or more/],
    ['nan.csv', /nan\.csv: line 4: got value "NaN", wanted requests per bin/],
    ['irregular.csv', /irregular\.csv: line 5: got 2026-03-02T03:17:00\.000Z, wanted the start of a bin of 3600 s/],
    ['unsorted.csv', /unsorted\.csv: line 5: got a timestamp before the line above, wanted ascending timestamps/],
  ])('the input %s', async (name, words) => {
    expectRefusal(await folder.run(['--input', name, '--horizon', '6']), words)
  })

  it.each<[string[], RegExp]>([
    [[], /got no --horizon <n>, wanted it/],
    [['--horizon', '6'], /got neither, wanted either --input <file> or --m4 <file>/],
    [['--input', 'daily.csv', '--horizon', '0'], /--horizon: got "0", wanted a whole number from 1 on/],
    [['--input', 'daily.csv', '--horizon', '337'], /horizon of 337 bins, wanted 1 to 336/],
    [[...daily, '--algorithm', 'oracle'], /--algorithm: got "oracle", wanted one of auto, seasonal-naive, /],
    [[...daily, '--quantiles', '0.5,1'], /--quantiles: got "0\.5,1", wanted numbers between 0 and 1/],
    [[...daily, '--quantiles', 'high'], /--quantiles: got "high", wanted numbers between 0 and 1/],
    [[...daily, '--bin', '7'], /--bin: got "7", wanted seconds, 60 to 3600/],
    [[...daily, '--bin', '300'], /got bins of 300 s, wanted a multiple of the 3600 s of daily\.csv/],
    [[...daily, '--origins', '400', '--stride', '1'], /got 400 origins 1 bins apart .*, wanted at most 312/],
    [[...daily, '--stride', '1'], /got --stride alone, wanted --origins with it/],
    [[...daily, '--events', 'nowhere.json'], /nowhere\.json: got no readable file, wanted a JSON array of events/],
    [[...daily, '--events', 'broken.json'], /broken\.json: got no JSON, wanted an array of events/],
    [[...daily, '--events', 'no-events.json'], /no-events\.json: got a fault in the file .*, wanted kind, startsAt/],
    [[...daily, '--events', 'backwards.json'], /backwards\.json: got endsAt .* for event 1, wanted a time after/],
    [[...daily, '--json', 'regular-file/out.json'], /regular-file\/out\.json: got E\w+, wanted a file that can be/],
    [[...daily, '--json', ''], /got no name, wanted a file that can be written/],
    [[...daily, '--json', 'daily.csv'], /got daily\.csv to read and to write, wanted different files/],
    [['--m4', 'm4.csv', '--horizon', '48'], /got --m4 without --season, wanted its bins/],
    [['--m4', 'm4-negative.csv', '--horizon', '8', '--season', '24'], /line 2: got value "-5", wanted a number from 0/],
    [['--m4', 'm4.csv', '--input', 'daily.csv', '--horizon', '4'], /got both, wanted either --input/],
    [['--m4', 'm4.csv', '--season', '24', '--horizon', '4', '--bin', '300'], /got --bin with --m4, wanted it with/],
  ])('the arguments %j', async (args, words) => {
    expectRefusal(await folder.run(args), words)
  })

  it('and leaves no file behind', async () => {
    await folder.run(['--input', 'negative.csv', '--horizon', '6', '--json', 'never.json'])
    expect([existsSync(folder.path('never.json')), existsSync(folder.path('never.json.partial'))]).toEqual([
      false,
      false,
    ])
  })
})
