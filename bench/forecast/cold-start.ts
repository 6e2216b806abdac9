// Thirty minutes ahead with hardly any history: what has to be known of a group that is new. Each peer is fitted on demand and
// on its logarithm, and judged by the better of the two in hindsight, since there is nothing to choose on.
import { createProgress } from '../../shared/runtime/progress.ts'
import { markdownTable } from './markdown.ts'
import { geometricMean, mean } from './metrics.ts'
import { evenOrigins } from './origins.ts'
import type { PartOptions } from './part.ts'
import { naivePeers, peers } from './peers/catalogue.ts'
import { isFailure, type PeerTask } from './peers/peer-task.ts'
import { fitTimeoutSeconds } from './peers/roll-peers.ts'
import { penumbraAt } from './penumbra.ts'
import { fromScale, scaleNames, toScale } from './scales.ts'
import { type BenchSeries, bridged, dayBins, loadSeries, quickTraces, rollingBins, rollingTraces } from './traces.ts'

const histories = [
  { label: '3 hours', bins: 36 },
  { label: '24 hours', bins: dayBins },
  { label: '3 days', bins: 3 * dayBins },
] as const
const originsOf = { full: 24, quick: 4 }

interface Cold {
  readonly series: BenchSeries
  readonly origins: readonly number[]
}

export async function benchColdStart({ data, quick, room, say }: PartOptions): Promise<void> {
  const all = (quick ? quickTraces : rollingTraces).map(name => coldOf(loadSeries(data, name), quick))
  const columns: Map<string, number>[] = []
  for (const { label, bins } of histories) {
    columns.push(await ratiosWith(all, bins, room, label))
  }
  const labels = [...peers, naivePeers[1]]
  const rows = labels.map(({ name, label }) => [
    label,
    ...columns.map(ratios => ratios.get(name)?.toFixed(3) ?? 'cannot run'),
  ])
  say(
    `\n### Cold start: mean absolute error of Penumbra over that of each peer, ${all[0].origins.length} origins a trace\n`,
  )
  say(
    markdownTable(
      ['Penumbra against', ...histories.map(({ label }) => label)],
      [['last value', ...columns.map(ratios => ratios.get('last-value')?.toFixed(3) ?? '')], ...rows],
    ),
  )
}

function coldOf(series: BenchSeries, quick: boolean): Cold {
  const bins = series.values.length
  return {
    series,
    origins: evenOrigins(Math.ceil(bins / 2), bins, originsOf[quick ? 'quick' : 'full'], rollingBins, dayBins),
  }
}

/** Geometric means over the traces; a peer that failed anywhere has none. */
async function ratiosWith(all: readonly Cold[], bins: number, room: PartOptions['room'], label: string) {
  const ours = all.map(cold =>
    errorOf(cold, origin => lastOf(penumbraAt(cold.series, origin, rollingBins, [0.5], origin - bins).quantiles[0])),
  )
  const found = new Map<string, number>()
  const keep = (name: string, theirs: readonly number[]) => {
    if (theirs.every(Number.isFinite)) found.set(name, geometricMean(theirs.map((error, index) => ours[index] / error)))
  }
  keep(
    'last-value',
    all.map(cold => errorOf(cold, origin => lastOf(bridged(cold.series.values, origin - bins, origin)))),
  )
  if (bins >= dayBins) {
    keep(
      'seasonal-naive',
      all.map(cold =>
        errorOf(cold, origin => bridged(cold.series.values, origin - bins, origin)[bins - dayBins + rollingBins - 1]),
      ),
    )
  }
  const errors = await peerErrors(all, bins, room, label)
  for (const { name } of peers) keep(name, errors.get(name) ?? [Number.NaN])
  return found
}

/** By peer, one for each trace: the smaller of both scales'; NaN where a fit failed. */
async function peerErrors(all: readonly Cold[], bins: number, room: PartOptions['room'], label: string) {
  const tasks = peers.flatMap(({ name, settings }) =>
    scaleNames.flatMap(scale =>
      all.flatMap(({ series, origins }) => {
        // Of a peer that can be set in several ways the plainest is left with a history as short as this.
        const seasons = settings[0].seasons.filter(season => bins >= 2 * season)
        // Seasons are what MSTL is about: it does not run without any.
        if (settings[0].seasons.length > 1 && seasons.length === 0) return []
        return origins.map(origin => ({
          name,
          scale,
          series,
          origin,
          task: taskOf(series, origin, bins, name, scale, seasons),
        }))
      }),
    ),
  )
  const progress = createProgress(`peers with ${label}`, tasks.length)
  const answers = await room.runAll(
    tasks.map(({ task }) => task),
    progress,
  )
  const errorsOf = (name: string, scale: string, series: BenchSeries) =>
    tasks.flatMap((each, index) => {
      if (each.name !== name || each.scale !== scale || each.series !== series) return []
      const actual = series.values[each.origin + rollingBins - 1]
      const answer = answers[index]
      if (Number.isNaN(actual)) return []
      return [isFailure(answer) ? Number.NaN : Math.abs(fromScale(each.scale, lastOf(answer.point)) - actual)]
    })
  return new Map(
    peers.map(({ name }) => [
      name,
      all.map(({ series }) => {
        const both = scaleNames.map(scale => mean(errorsOf(name, scale, series))).filter(error => !Number.isNaN(error))
        return both.length === 0 ? Number.NaN : Math.min(...both)
      }),
    ]),
  )
}

function taskOf(
  series: BenchSeries,
  origin: number,
  bins: number,
  peer: string,
  scale: (typeof scaleNames)[number],
  seasons: readonly number[],
): PeerTask {
  return {
    peer,
    values: Array.from(bridged(series.values, origin - bins, origin), value => toScale(scale, value)),
    startMs: series.startMs + (origin - bins) * series.binSeconds * 1000,
    binSeconds: series.binSeconds,
    seasons,
    horizon: rollingBins,
    levels: [0.5],
    timeoutSeconds: fitTimeoutSeconds,
  }
}

/** Mean absolute error of what is forecast of the bin that ends thirty minutes after each origin. */
function errorOf({ series, origins }: Cold, forecastOf: (origin: number) => number): number {
  const errors = origins.flatMap(origin => {
    const actual = series.values[origin + rollingBins - 1]
    return Number.isNaN(actual) ? [] : [Math.abs(forecastOf(origin) - actual)]
  })
  return mean(errors)
}

function lastOf(values: ArrayLike<number>): number {
  return values[values.length - 1]
}
