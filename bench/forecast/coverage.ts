// Does what is promised at 90 % come true nine times in ten, also after the level has shifted?
import { createProgress } from '../../shared/runtime/progress.ts'
import { RandomStream } from '../../simulator/kernel/random.ts'
import { bootstrapCoverage } from './block-bootstrap.ts'
import { injectedShiftsOf, type LevelShift, realShiftsOf } from './level-shifts.ts'
import { markdownTable, percent } from './markdown.ts'
import { trackMaxima } from './maximum-tracker.ts'
import { mean } from './metrics.ts'
import { evenOrigins } from './origins.ts'
import type { PartOptions } from './part.ts'
import { penumbraAt } from './penumbra.ts'
import { type BenchSeries, dayBins, loadSeries, quickTraces, rollingBins, rollingTraces } from './traces.ts'

const levels = [0.05, 0.9, 0.95] as const
const originsOf = { full: 300, quick: 48 }
/** After a shift a forecast every half-hour, so that their half-hours do not overlap. */
const shiftStride = rollingBins
/** Three hours are drawn together. */
const blockOutcomes = 6

/** Utilisation, an instance's network, and launches of machines: load, but not of the web. */
const notWeb: ReadonlySet<string> = new Set(['nab-asg-cpu-5m', 'nab-ec2-netin-onoff-5m', 'azure2017-vm-arrivals-5m'])

interface Outcome {
  readonly q05: number
  readonly q90: number
  readonly q95: number
  readonly actual: number
}

export function benchCoverage({ data, quick, say }: PartOptions): void {
  const all = (quick ? quickTraces : rollingTraces).map(name => loadSeries(data, name))
  coverageAhead(all, quick, say)
  coverageOfMaxima(all, quick, say)
  coverageAfterShifts(all, quick, say)
}

/** The bin that ends thirty minutes after the origin, over the second half of each trace. */
function coverageAhead(all: readonly BenchSeries[], quick: boolean, say: PartOptions['say']): void {
  const count = originsOf[quick ? 'quick' : 'full']
  const progress = createProgress('coverage', all.length * count)
  const judged = all.map((series, index) => {
    const bins = series.values.length
    const origins = evenOrigins(Math.ceil(bins / 2), bins, count, rollingBins, dayBins)
    return origins.flatMap((origin, done) => {
      progress.update(index * count + done + 1)
      return outcomeAt(series, origin)
    })
  })
  progress.stop()
  const web = judged.filter((_, index) => !notWeb.has(all[index].name))
  const rows = [
    ...judged.map((outcomes, index) => [...coverageCells(all[index].name, outcomes), widthOf(outcomes)]),
    // Widths of different units cannot be pooled.
    [...coverageCells('**pooled over the web traces**', web.flat()), ''],
    [...coverageCells('**pooled over all**', judged.flat()), ''],
  ]
  say('\n### Coverage 30 minutes ahead\n')
  say(markdownTable(['trace', 'origins', '90 % upper quantile', '90 % interval', 'its width / mean demand'], rows))
}

function outcomeAt(series: BenchSeries, origin: number): Outcome[] {
  const actual = series.values[origin + rollingBins - 1]
  if (Number.isNaN(actual)) return []
  const [q05, q90, q95] = penumbraAt(series, origin, rollingBins, levels).quantiles.map(row => row[rollingBins - 1])
  return [{ q05, q90, q95, actual }]
}

function coverageCells(name: string, outcomes: readonly Outcome[]): (string | number)[] {
  return [
    name,
    outcomes.length,
    percent(mean(outcomes.map(({ q90, actual }) => (actual <= q90 ? 1 : 0)))),
    percent(mean(outcomes.map(({ q05, q95, actual }) => (actual >= q05 && actual <= q95 ? 1 : 0)))),
  ]
}

function widthOf(outcomes: readonly Outcome[]): string {
  return (mean(outcomes.map(({ q05, q95 }) => q95 - q05)) / mean(outcomes.map(({ actual }) => actual))).toFixed(3)
}

/** At every bin of the second half; in a quick run of its last two days. */
function coverageOfMaxima(all: readonly BenchSeries[], quick: boolean, say: PartOptions['say']): void {
  const progress = createProgress('maxima', all.length)
  const rows: (string | number)[][] = []
  const pooled: number[] = []
  for (const series of all) {
    const bins = series.values.length
    const half = Math.ceil(bins / 2)
    // Calibration starts where a group would have been observed for a while.
    const judgedFrom = quick ? bins - 2 * dayBins : half
    const judged = trackMaxima(series, judgedFrom - 3 * dayBins, bins).filter(({ bin }) => bin >= judgedFrom)
    const covered = judged.map(({ actualRps, p95Rps }) => (actualRps <= p95Rps ? 1 : 0))
    const margin = mean(judged.map(({ p95Rps }) => p95Rps)) / mean(judged.map(({ actualRps }) => actualRps))
    rows.push([series.name, judged.length, percent(mean(covered)), margin.toFixed(3)])
    pooled.push(...covered)
    progress.update(rows.length)
  }
  progress.stop()
  rows.push(['**pooled**', pooled.length, percent(mean(pooled)), ''])
  say('\n### 95 % quantile of the maximum over the next 30 minutes, as a tick makes it\n')
  say(markdownTable(['trace', 'forecasts', 'covered %', 'quantile / maximum that came'], rows))
}

/** The 24 hours after level shifts: is coverage significantly below nominal? */
function coverageAfterShifts(all: readonly BenchSeries[], quick: boolean, say: PartOptions['say']): void {
  const kinds = [
    { kind: 'real', shifts: all.flatMap(realShiftsOf) },
    { kind: 'injected', shifts: all.flatMap(injectedShiftsOf).filter((_, index) => !quick || index % 3 === 0) },
  ].map(({ kind, shifts }) => ({ kind, shifts: shifts.filter(hasADayAfter) }))
  const progress = createProgress(
    'level shifts',
    kinds.reduce((sum, { shifts }) => sum + shifts.length, 0),
  )
  let done = 0
  const judged = kinds.map(({ kind, shifts }) => ({
    kind,
    ahead: shifts.map(shift => {
      progress.update(++done)
      return hitsAhead(shift)
    }),
    maxima: shifts.map(hitsOfMaxima),
  }))
  progress.stop()
  const pooled = {
    kind: '**pooled**',
    ahead: judged.flatMap(each => each.ahead),
    maxima: judged.flatMap(each => each.maxima),
  }
  const random = new RandomStream(1, 'bench', 'forecast', 'shifts')
  const rows = [...judged, pooled].flatMap(({ kind, ahead, maxima }) =>
    [
      { what: '90 % upper quantile, 30 minutes ahead', nominal: 0.9, hits: ahead },
      { what: '95 % of the maximum over 30 minutes', nominal: 0.95, hits: maxima },
    ].map(({ what, nominal, hits }) => {
      const { coverage, lower, upper } = bootstrapCoverage(hits, blockOutcomes, random)
      const verdict = upper < nominal ? 'below' : 'not below'
      return [kind, hits.length, what, percent(coverage), `${percent(lower)} to ${percent(upper)}`, verdict]
    }),
  )
  say('\n### The 24 hours after level shifts\n')
  say(
    markdownTable(
      ['shifts', 'how many', 'what', 'covered %', 'block bootstrap, 5 to 95 %', 'than promised, at 5 %'],
      rows,
    ),
  )
}

function hasADayAfter({ series, atBin }: LevelShift): boolean {
  return atBin > 3 * dayBins && atBin + dayBins <= series.values.length
}

function hitsAhead({ series, atBin }: LevelShift): number[] {
  const origins = Array.from({ length: dayBins / shiftStride }, (_, index) => atBin + index * shiftStride)
  return origins
    .filter(origin => origin + rollingBins <= series.values.length)
    .flatMap(origin => outcomeAt(series, origin))
    .map(({ actual, q90 }) => (actual <= q90 ? 1 : 0))
}

function hitsOfMaxima({ series, atBin }: LevelShift): number[] {
  return trackMaxima(series, atBin - 4 * dayBins, Math.min(atBin + dayBins + rollingBins, series.values.length))
    .filter(({ bin }) => bin >= atBin && (bin - atBin) % shiftStride === 0)
    .map(({ actualRps, p95Rps }) => (actualRps <= p95Rps ? 1 : 0))
}
