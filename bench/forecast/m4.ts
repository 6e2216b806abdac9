// M4's hourly series, 48 hours ahead: one configuration, nothing chosen on test rows.
import { join } from 'node:path'
import { loadM4, type NamedSeries } from '../../functions/learn/cli/m4-file.ts'
import { forecast } from '../../shared/domain/forecasting/forecast.ts'
import { createProgress } from '../../shared/runtime/progress.ts'
import { type M4Errors, mase, msis, naive2, owa, seasonalScale, smape } from './m4-metrics.ts'
import { markdownTable, percent } from './markdown.ts'
import { mean } from './metrics.ts'
import type { PartOptions } from './part.ts'

const season = 24
const levels = [0.025, 0.05, 0.5, 0.95, 0.975]

/** On all 414 series; the papers' own figures. */
const anchors = [
  ['Card (Doornik, Castle & Hendry)', 8.913, 0.801, 0.41, 6.139],
  ['ES-RNN (Smyl)', 9.328, 0.893, 0.44, 7.928],
  ['FFORMA (Montero-Manso et al.)', 11.506, 0.819, 0.484, ''],
] as const

interface Judged extends M4Errors {
  readonly msis: number
  /** Share of the 48 values within the 90 % interval. */
  readonly covered: number
  readonly milliseconds: number
}

export function benchM4({ data, quick, say }: PartOptions): void {
  const all = loadM4(join(data, 'm4-hourly', 'hourly-train.csv'))
  const tests = new Map(loadM4(join(data, 'm4-hourly', 'hourly-test.csv')).map(({ id, values }) => [id, [...values]]))
  const used = quick ? all.filter((_, index) => index % 9 === 0) : all
  const reference = meanErrors(used.map(series => naiveErrors(series, tests.get(series.id) ?? [])))
  const progress = createProgress('M4 hourly', used.length)
  const judged = used.map((series, index) => {
    progress.update(index + 1)
    return judge(series, tests.get(series.id) ?? [])
  })
  progress.stop()
  say(`\n### M4 hourly, ${used.length} series, 48 hours ahead\n`)
  say(table(judged, reference))
}

function judge({ values }: NamedSeries, actual: readonly number[]): Judged {
  const began = performance.now()
  const request = { algorithm: 'auto', horizonBins: actual.length, quantiles: levels, seasonBins: season } as const
  const { steps } = forecast({ startMs: 0, binSeconds: 3600, ratesRps: values }, request)
  const milliseconds = performance.now() - began
  const row = (level: number) => steps.map(({ quantiles }) => quantiles[levels.indexOf(level)])
  const point = steps.map(step => step.point)
  const scale = seasonalScale([...values], season)
  const [low, high] = [row(0.05), row(0.95)]
  return {
    smape: smape(point, actual),
    mase: mase(point, actual, scale),
    msis: msis(row(0.025), row(0.975), actual, scale),
    covered: mean(actual.map((value, step) => (value >= low[step] && value <= high[step] ? 1 : 0))),
    milliseconds,
  }
}

function naiveErrors({ values }: NamedSeries, actual: readonly number[]): M4Errors {
  const history = [...values]
  const point = naive2(history, season, actual.length)
  return { smape: smape(point, actual), mase: mase(point, actual, seasonalScale(history, season)) }
}

function meanErrors(all: readonly M4Errors[]): M4Errors {
  return { smape: mean(all.map(each => each.smape)), mase: mean(all.map(each => each.mase)) }
}

function table(judged: readonly Judged[], reference: M4Errors): string {
  const errors = meanErrors(judged)
  const times = judged.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b)
  const at = (share: number) => times[Math.floor(share * (times.length - 1))].toFixed(0)
  const rows = [
    [
      '**Penumbra**',
      errors.smape.toFixed(3),
      errors.mase.toFixed(3),
      owa(errors, reference).toFixed(3),
      mean(judged.map(each => each.msis)).toFixed(2),
      percent(mean(judged.map(each => each.covered))),
      `${at(0.5)}, ${at(0.95)}`,
    ],
    ['Naive 2', reference.smape.toFixed(3), reference.mase.toFixed(3), '1.000', '', '', ''],
    ...anchors.map(anchor => [`${anchor[0]}, on all 414`, ...anchor.slice(1), '', '']),
  ]
  return markdownTable(['', 'sMAPE', 'MASE', 'OWA', 'MSIS', '90 % interval holds %', 'ms a series: median, p95'], rows)
}
