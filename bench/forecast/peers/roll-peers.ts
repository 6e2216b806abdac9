// The peers at the origins of a plan: choose on training rows, then forecast the test rows.
import type { Progress } from '../../../shared/runtime/progress.ts'
import type { Rolled } from '../judged.ts'
import type { RollingPlan } from '../rolling-plan.ts'
import { type ScaleName, scaleNames, toScale } from '../scales.ts'
import { bridged, dayBins } from '../traces.ts'
import { naivePeers, type Peer, type PeerSetting, peers } from './catalogue.ts'
import { demandForecast, type Outcome, type QuantileSource, trainingLoss } from './choose-candidate.ts'
import { isFailure, type PeerAnswer, type PeerTask } from './peer-task.ts'
import type { PeerRoom } from './run-peers.ts'

/** A fit may take so long; with a dozen origins an hour more would be of no use to anybody. */
export const fitTimeoutSeconds = 20

interface Candidate {
  readonly setting: PeerSetting
  readonly scale: ScaleName
}

interface Chosen extends Candidate {
  readonly source: QuantileSource
  readonly training: readonly Outcome[]
}

const sources: readonly QuantileSource[] = ['own', 'conformal']

export async function rollPeers(plan: RollingPlan, room: PeerRoom, progressOf: (fits: number) => Progress) {
  const candidates = peers.flatMap(peer => candidatesOf(peer).map(candidate => ({ peer, candidate })))
  const training = candidates.flatMap(({ peer, candidate }) => tasksAt(plan, peer, candidate, plan.trainingOrigins))
  const trained = await room.runAll(training, progressOf(training.length))
  const chosen = peers.map(peer => {
    const own = candidates.flatMap((each, index) => (each.peer === peer ? [index] : []))
    return chooseAmong(
      plan,
      own.map(index => ({ ...candidates[index].candidate, answers: slice(trained, plan, index) })),
    )
  })
  const tests = peers.flatMap((peer, index) => tasksAt(plan, peer, chosen[index], plan.testOrigins))
  const tested = await room.runAll(tests, progressOf(tests.length))
  const count = plan.testOrigins.length
  const rolled = peers.map((peer, index) =>
    rolledOf(plan, peer.name, chosen[index], tested.slice(index * count, (index + 1) * count)),
  )
  return [...rolled, ...naivePeers.map(({ name }) => rollNaive(plan, name))]
}

function candidatesOf(peer: Peer): Candidate[] {
  return peer.settings.flatMap(setting => scaleNames.map(scale => ({ setting, scale })))
}

function slice(answers: readonly PeerAnswer[], plan: RollingPlan, index: number): PeerAnswer[] {
  const count = plan.trainingOrigins.length
  return answers.slice(index * count, (index + 1) * count)
}

function tasksAt(plan: RollingPlan, peer: Peer, candidate: Candidate, origins: readonly number[]): PeerTask[] {
  return origins.map(origin => taskOf(plan, peer.name, candidate, origin))
}

/** Levels are those of the plan: own quantiles cost a peer nothing beside its fit. */
function taskOf({ series, horizon, levels }: RollingPlan, peer: string, { setting, scale }: Candidate, origin: number) {
  const from = Math.max(0, origin - setting.historyDays * dayBins)
  const values = bridged(series.values, from, origin)
  return {
    peer,
    values: Array.from(values, value => toScale(scale, value)),
    startMs: series.startMs + from * series.binSeconds * 1000,
    binSeconds: series.binSeconds,
    seasons: setting.seasons.filter(season => values.length >= 2 * season),
    horizon,
    levels,
    timeoutSeconds: fitTimeoutSeconds,
  }
}

function outcomesOf(plan: RollingPlan, origins: readonly number[], answers: readonly PeerAnswer[]): Outcome[] {
  return origins.map((origin, index) => {
    const answer = answers[index]
    return { forecast: isFailure(answer) ? undefined : answer, actual: actualAt(plan, origin) }
  })
}

/** What came at the steps of an origin. */
export function actualAt({ series, horizon }: RollingPlan, origin: number): number[] {
  return Array.from(series.values.subarray(origin, origin + horizon))
}

function chooseAmong(
  plan: RollingPlan,
  candidates: readonly (Candidate & { readonly answers: readonly PeerAnswer[] })[],
): Chosen {
  const all = candidates.flatMap(({ setting, scale, answers }) => {
    const training = outcomesOf(plan, plan.trainingOrigins, answers)
    return sources.map(source => ({ setting, scale, source, training }))
  })
  const losses = all.map(({ training, scale, source }) => trainingLoss(training, scale, source, plan.levels))
  return all[losses.indexOf(Math.min(...losses))]
}

function rolledOf(plan: RollingPlan, name: string, chosen: Chosen, answers: readonly PeerAnswer[]): Rolled {
  const outcomes = outcomesOf(plan, plan.testOrigins, answers)
  return {
    name,
    forecasts: judgedForecasts(plan, chosen, outcomes),
    failures: answers.filter(isFailure).map(({ failure }) => failure),
    seconds: answers.map(({ seconds }) => seconds),
    choice: [chosen.scale, chosen.source, ...(chosen.setting.seasons.length > 0 ? ['seasonal'] : [])].join(', '),
  }
}

/** Conformal quantiles learn from the training origins and from those test origins of which all is known by then. */
function judgedForecasts(plan: RollingPlan, { scale, source, training }: Chosen, outcomes: readonly Outcome[]) {
  return plan.testOrigins.map((origin, index) => {
    const known = outcomes.filter((_, other) => plan.testOrigins[other] + plan.horizon <= origin)
    return demandForecast(outcomes[index].forecast, [...training, ...known], scale, source, plan.levels)
  })
}

function rollNaive(plan: RollingPlan, name: string): Rolled {
  const candidates = scaleNames.map(scale => ({
    scale,
    training: naiveOutcomes(plan, name, scale, plan.trainingOrigins),
  }))
  const losses = candidates.map(({ scale, training }) => trainingLoss(training, scale, 'conformal', plan.levels))
  const { scale, training } = candidates[losses.indexOf(Math.min(...losses))]
  const outcomes = naiveOutcomes(plan, name, scale, plan.testOrigins)
  const chosen: Chosen = { setting: { historyDays: 1, seasons: [] }, scale, source: 'conformal', training }
  return { name, forecasts: judgedForecasts(plan, chosen, outcomes), failures: [], seconds: [], choice: scale }
}

function naiveOutcomes(plan: RollingPlan, name: string, scale: ScaleName, origins: readonly number[]): Outcome[] {
  return origins.map(origin => {
    const history = bridged(plan.series.values, Math.max(0, origin - dayBins), origin)
    const point = Array.from({ length: plan.horizon }, (_, step) =>
      toScale(scale, name === 'last-value' ? history[history.length - 1] : history[step]),
    )
    return { forecast: { point }, actual: actualAt(plan, origin) }
  })
}
