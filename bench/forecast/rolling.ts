// Thirty minutes ahead on real traces, everyone at the same origins.
import { createProgress } from '../../shared/runtime/progress.ts'
import type { Rolled } from './judged.ts'
import { markdownTable } from './markdown.ts'
import { geometricMean, mean, pinballLoss } from './metrics.ts'
import type { PartOptions } from './part.ts'
import { naivePeers, peers } from './peers/catalogue.ts'
import { actualAt, rollPeers } from './peers/roll-peers.ts'
import { penumbraAt } from './penumbra.ts'
import { planRolling, type RollingPlan } from './rolling-plan.ts'
import { loadSeries, quickTraces, rollingTraces } from './traces.ts'

interface RolledTrace {
  readonly plan: RollingPlan
  /** Penumbra first. */
  readonly rolled: readonly Rolled[]
}

const ours = 'penumbra'
const labels = new Map<string, string>([
  [ours, 'Penumbra'],
  ...[...peers, ...naivePeers].map(({ name, label }) => [name, label] as const),
])

export async function benchRolling({ data, quick, room, say }: PartOptions): Promise<void> {
  const traces: RolledTrace[] = []
  for (const name of quick ? quickTraces : rollingTraces) {
    const plan = planRolling(loadSeries(data, name), quick)
    const theirs = await rollPeers(plan, room, fits => createProgress(`peers on ${name}`, fits))
    traces.push({ plan, rolled: [rollPenumbra(plan), ...theirs] })
  }
  say(`\n### 30 minutes ahead, ${traces[0].plan.testOrigins.length} origins a trace\n`)
  say(lossTable(traces))
  say(`\n${ratioTable(traces)}`)
  say(`\n${choiceNotes(traces)}`)
}

function rollPenumbra(plan: RollingPlan): Rolled {
  const progress = createProgress(`Penumbra on ${plan.series.name}`, plan.testOrigins.length)
  const made = plan.testOrigins.map((origin, index) => {
    progress.update(index + 1)
    return penumbraAt(plan.series, origin, plan.horizon, plan.levels)
  })
  progress.stop()
  return { name: ours, forecasts: made, failures: [], seconds: made.map(each => each.milliseconds / 1000), choice: '' }
}

/** Mean pinball loss of each trace, in its own unit, and the mean absolute error of the median beside it. */
function lossTable(traces: readonly RolledTrace[]): string {
  const names = traces[0].rolled.map(({ name }) => name)
  const rows = traces.map(({ plan, rolled }) => [
    plan.series.name,
    ...names.map(name => {
      const judged = lossesOf(plan, find(rolled, name))
      return `${mean(judged.map(each => each.pinball)).toPrecision(3)} (${mean(judged.map(each => each.error)).toPrecision(3)})`
    }),
  ])
  return markdownTable(['pinball (MAE)', ...names.map(name => labels.get(name) ?? name)], rows)
}

/** How Penumbra stands against each: below 1 is better; the wanted 0.80 is a fifth less. */
function ratioTable(traces: readonly RolledTrace[]): string {
  const names = traces[0].rolled.map(({ name }) => name).filter(name => name !== ours)
  const rows = names.map(name => {
    const ratios = traces.map(trace => ratioTo(trace, name))
    const failed = traces.reduce((sum, { rolled }) => sum + find(rolled, name).failures.length, 0)
    const seconds = traces.flatMap(({ rolled }) => find(rolled, name).seconds).sort((a, b) => a - b)
    return [
      labels.get(name) ?? name,
      geometricMean(ratios.map(({ pinball }) => pinball)).toFixed(3),
      geometricMean(ratios.map(({ steps }) => steps)).toFixed(3),
      geometricMean(ratios.map(({ error }) => error)).toFixed(3),
      `${ratios.filter(({ pinball }) => pinball < 1).length} of ${ratios.length}`,
      ratios.find(({ trace }) => trace === 'nab-elb-requests-5m')?.error.toFixed(3) ?? '',
      seconds.length === 0 ? '' : (1000 * seconds[Math.floor(seconds.length / 2)]).toFixed(0),
      failed === 0 ? '' : failed,
    ]
  })
  const head = ['Penumbra against', 'pinball', 'pinball, mean of the 6 steps', 'MAE', 'better on', 'MAE on the ELB']
  return markdownTable([...head, 'ms a fit', 'failed or timed out'], rows)
}

function ratioTo({ plan, rolled }: RolledTrace, name: string) {
  const theirs = find(rolled, name)
  const ours = rolled[0]
  // Only where both have a forecast.
  const both = theirs.forecasts.map(forecast => forecast !== undefined)
  const [a, b] = [ours, theirs].map(each => lossesOf(plan, each, both))
  const ratio = (part: 'pinball' | 'steps' | 'error') =>
    mean(a.map(each => each[part])) / mean(b.map(each => each[part]))
  return { trace: plan.series.name, pinball: ratio('pinball'), steps: ratio('steps'), error: ratio('error') }
}

interface Losses {
  /** Of the bin that ends thirty minutes after the origin. */
  readonly pinball: number
  /** Mean over all steps. */
  readonly steps: number
  /** Of the median at the last step. */
  readonly error: number
}

function lossesOf(plan: RollingPlan, { forecasts }: Rolled, allowed?: readonly boolean[]): Losses[] {
  return forecasts.flatMap((forecast, index) => {
    const actual = actualAt(plan, plan.testOrigins[index])
    if (forecast === undefined || allowed?.[index] === false || actual.some(Number.isNaN)) return []
    const pinballs = actual.map((value, step) =>
      mean(plan.levels.map((level, row) => pinballLoss(forecast.quantiles[row][step], value, level))),
    )
    const last = plan.horizon - 1
    return [
      {
        pinball: pinballs[last],
        steps: mean(pinballs),
        error: Math.abs(forecast.quantiles[plan.levels.indexOf(0.5)][last] - actual[last]),
      },
    ]
  })
}

function choiceNotes(traces: readonly RolledTrace[]): string {
  return peers
    .map(({ name, label, note }) => {
      const choices = traces.map(({ rolled }) => find(rolled, name).choice)
      const counts = [...new Set(choices)].map(choice => `${choice} ${choices.filter(each => each === choice).length}×`)
      return `- ${label}: ${note}. Chosen on training rows: ${counts.join('; ')}.`
    })
    .join('\n')
}

function find(rolled: readonly Rolled[], name: string): Rolled {
  return rolled.find(each => each.name === name)!
}
