// Reasons that a tired operator understands at 3 a.m.: what was seen, what is expected, what was chosen, what it costs and
// what the alternative was.
import type { FloorPlan } from '../capacity/plan-floor.ts'
import type { InstancePrice } from '../capacity/prices.ts'
import type { Pause } from '../group/orders.ts'
import { tagKey } from '../group/tag-keys.ts'
import type { ExpectedEvent } from './group-view.ts'
import type { Outlook } from './outlook.ts'

export interface Situation {
  readonly outlook: Outlook
  readonly needed: {
    /** Instances, as in `FloorInput`. */
    readonly untilHelp: number
    readonly whileKept: number
    readonly because: 'forecast' | 'overload'
  }
  readonly plan: FloorPlan
  /** What one instance serves at the very most, requests per second. */
  readonly saturationRps: number
  readonly capacitySource: string
  readonly inService: number
  readonly pending: number
  readonly baselineMinSize: number
  readonly maxSize: number
  readonly price: InstancePrice
  /** Instance-hours that a missed one costs: as the budget allows, and as the team says. */
  readonly missCostRatio: number
  readonly statedMissCostRatio: number
  /** What the team's policy alone would hold at the demand of now; undefined where it is not known. */
  readonly policyAlone: number | undefined
  /** Announced events in the time that is planned for, and their effect is known. */
  readonly events: readonly ExpectedEvent[]
  /** What the keys of the group's tags begin with. @default 'penumbra' */
  readonly tagPrefix?: string
}

export function explain(situation: Situation): string {
  const parts = [seen(situation), expected(situation), announced(situation), chosen(situation), costs(situation)]
  return parts.filter(part => part !== '').join(' ')
}

export function explainPause({ by, reason, sinceMs, untilMs }: Pause): string {
  const until = untilMs === undefined ? 'until it is resumed' : `until ${minuteOf(untilMs)}`
  return `Paused by ${by} since ${minuteOf(sinceMs)}, ${until}: ${reason}. Nothing is changed; a raised floor expires by itself.`
}

function announced({ events }: Situation): string {
  if (events.length === 0) return ''
  const each = events.map(
    ({ id, loadMultiplier = 1, learnedFrom, startsAtMs, endsAtMs }) =>
      `${id}, ${times(loadMultiplier)} times the usual load${learned(learnedFrom)} from ${minuteOf(startsAtMs)} to ${minuteOf(endsAtMs)}`,
  )
  return `That counts in what was announced: ${each.join('; ')}.`
}

function learned(occurrences: number | undefined): string {
  return occurrences === undefined ? '' : ` (learned from ${occurrences} of its kind)`
}

/** `2026-03-02 12:00 UTC` */
function minuteOf(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

function seen({ outlook, inService, pending }: Situation): string {
  const coming = pending > 0 ? ` and ${pending} on the way` : ''
  return `Demand was ${rps(outlook.lastRps)}, with ${inService} in service${coming}.`
}

function expected({ outlook, needed }: Situation): string {
  const minutes = Math.round((outlook.toMs - outlook.fromMs) / 60_000)
  const forecast =
    `Until help ordered now can serve (${minutes} min), its peak is expected at ${rps(outlook.medianRps)}, ` +
    `below ${rps(outlook.p95Rps)} with 95 %`
  if (needed.because === 'forecast') return `${forecast}.`
  return `${forecast}; but it has outrun what is in service, so its rise is carried on.`
}

function chosen(situation: Situation): string {
  const { plan, needed, saturationRps, capacitySource, baselineMinSize, maxSize } = situation
  const need =
    plan.wanted > needed.untilHelp
      ? `${needed.untilHelp} are needed; up to ${needed.whileKept} are worth keeping, as launching again costs more`
      : `${needed.untilHelp} are needed`
  const arithmetic = `At most ${rps(saturationRps)} an instance (${capacitySource}) and ${missPrice(situation)}, ${need}`
  switch (plan.limit) {
    case 'none':
      return `${arithmetic}; floor ${plan.floor} (MinSize).`
    case 'baseline':
      return `${arithmetic}; the team's MinSize of ${baselineMinSize} is enough.`
    case 'max-size':
      return `${arithmetic}, but MaxSize is ${maxSize}; floor ${plan.floor} (MinSize).`
    case 'cost-cap':
      return `${arithmetic}, but ${tagKey(situation.tagPrefix, 'max-hourly-cost')} allows no more than the floor of ${plan.floor} (MinSize).`
  }
}

/** What the team would pay, or less: a new group starts with little, and a budget that is spent leaves little. */
function missPrice({ missCostRatio, statedMissCostRatio }: Situation): string {
  const price = `a miss ${times(missCostRatio)} times the price of serving`
  if (times(missCostRatio) === times(statedMissCostRatio)) return price
  return `${price} (of the ${times(statedMissCostRatio)} that it may be, what the budget allows now)`
}

function times(ratio: number): string {
  return ratio >= 10 ? ratio.toFixed(0) : ratio.toFixed(1).replace('.0', '')
}

function costs({ plan, price, policyAlone }: Situation): string {
  const alternative =
    policyAlone === undefined ? '' : `; the policy alone would hold about ${policyAlone} at the demand of now`
  return `The floor costs ${plan.costUsdPerHour.toFixed(2)} USD/h (${price.source})${alternative}.`
}

function rps(value: number): string {
  if (value >= 1e9 || (value > 0 && value < 0.001)) return `${value.toExponential(1)} rps`
  return `${value >= 100 || value === 0 ? value.toFixed(0) : value.toPrecision(3)} rps`
}
