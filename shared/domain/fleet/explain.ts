// Reasons that a tired operator understands at 3 a.m.: what was seen, what is expected, what was chosen, what it costs and
// what the alternative was.
import type { DemandToCover } from '../capacity/demand-to-cover.ts'
import type { FloorPlan } from '../capacity/plan-floor.ts'
import type { InstancePrice } from '../capacity/prices.ts'
import type { Outlook } from './outlook.ts'

export interface Situation {
  readonly outlook: Outlook
  readonly toCover: DemandToCover
  readonly plan: FloorPlan
  readonly instanceRps: number
  readonly instanceRpsSource: string
  readonly inService: number
  readonly pending: number
  readonly baselineMinSize: number
  readonly maxSize: number
  readonly price: InstancePrice
  readonly missCostRatio: number
  /** What the team's policy alone would hold at the demand of now; undefined where it is not known. */
  readonly policyAlone: number | undefined
}

export function explain(situation: Situation): string {
  return [seen(situation), expected(situation), chosen(situation), costs(situation)].join(' ')
}

function seen({ outlook, inService, pending }: Situation): string {
  const coming = pending > 0 ? ` and ${pending} on the way` : ''
  return `Demand was ${rps(outlook.lastRps)}, with ${inService} in service${coming}.`
}

function expected({ outlook, toCover, missCostRatio }: Situation): string {
  const minutes = Math.round((outlook.toMs - outlook.fromMs) / 60_000)
  const forecast =
    `Until help ordered now can serve (${minutes} min), its peak is expected at ${rps(outlook.medianRps)}, ` +
    `below ${rps(outlook.p95Rps)} with 95 %`
  switch (toCover.because) {
    case 'forecast':
      return `${forecast}; a miss costs ${missCostRatio} times a spare instance, so ${rps(toCover.rps)} is covered.`
    case 'recent-peak':
      return `${forecast}; the last half-hour saw more, so ${rps(toCover.rps)} stays covered.`
    case 'overload':
      return `${forecast}; but it has outrun what is in service, so its rise is carried on and ${rps(toCover.rps)} is covered.`
  }
}

function chosen({ plan, instanceRps, instanceRpsSource, baselineMinSize, maxSize }: Situation): string {
  const arithmetic = `At ${rps(instanceRps)} an instance (${instanceRpsSource}) that takes ${plan.wanted}`
  switch (plan.limit) {
    case 'none':
      return `${arithmetic}; floor ${plan.floor}.`
    case 'baseline':
      return `${arithmetic}; the team's MinSize of ${baselineMinSize} is enough.`
    case 'max-size':
      return `${arithmetic}, but MaxSize is ${maxSize}; floor ${plan.floor}.`
    case 'cost-cap':
      return `${arithmetic}, but penumbra:max-hourly-cost allows ${plan.floor}; floor ${plan.floor}.`
  }
}

function costs({ plan, price, policyAlone }: Situation): string {
  const alternative =
    policyAlone === undefined ? '' : `; the policy alone would hold about ${policyAlone} at the demand of now`
  return `The floor costs ${plan.costUsdPerHour.toFixed(2)} USD/h (${price.source})${alternative}.`
}

function rps(value: number): string {
  return `${value >= 100 ? value.toFixed(0) : value.toPrecision(3)} rps`
}
