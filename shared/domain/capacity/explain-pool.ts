// Why there is a warm pool, or none: what it buys, what it costs, and what the alternative would be.
import { tagKey } from '../group/tag-keys.ts'
import { leadOf, refillsPerHour, refillUsd } from './pool-economics.ts'
import type { PoolInput, PoolOption, PoolPlan } from './warm-pool.ts'

/** @param stopped the plan's rule applied to a stopped pool, whatever was chosen */
export function explainPool(plan: Omit<PoolPlan, 'reason'>, stopped: PoolOption, input: PoolInput): string {
  if (plan.size === 0) return none(stopped, input)
  return [bought(plan, input), paid(plan, input), alternative(plan, stopped, input), waiting(plan)]
    .filter(text => text !== '')
    .join(' ')
}

function bought({ size, state, level, limit }: Omit<PoolPlan, 'reason'>, input: PoolInput): string {
  const covers =
    limit === 'none'
      ? `above the floor of ${input.floor} it covers what demand may do until cold help can serve, with ${percent(level)} certainty`
      : `more would be worth holding, but ${limitText(limit, input)}`
  return (
    `Warm pool of ${size} ${state.toLowerCase()}: ${covers}; ` +
    `an instance of it serves after ${seconds(leadOf(state, input))} instead of ${seconds(input.leads.coldSeconds)}.`
  )
}

function limitText(limit: 'max-size' | 'cost-cap', { tagPrefix }: PoolInput): string {
  return limit === 'max-size'
    ? 'MaxSize allows no more to be drawn'
    : `${tagKey(tagPrefix, 'max-hourly-cost')} allows no more`
}

function paid({ size, costUsdPerHour, savesUsdPerHour }: Omit<PoolPlan, 'reason'>, input: PoolInput): string {
  const refills = refillsPerHour(size, input)
  const churn =
    refills === 0
      ? ''
      : `, with about ${refills.toFixed(refills < 10 ? 2 : 0)} refills an hour by cold launches of ${refillUsd(input).toFixed(4)} USD each`
  return `It costs ${usd(costUsdPerHour)}${churn}, and is expected to save ${savings(savesUsdPerHour)}.`
}

function alternative(
  { size, state }: Omit<PoolPlan, 'reason'>,
  stopped: PoolOption,
  { leads, prices }: PoolInput,
): string {
  const inService = `As many in service would cost ${usd(size * prices.runningUsdPerHour)}`
  if (state === 'Stopped') return `${inService}.`
  return (
    `A stopped start of ${seconds(stopped.leadSeconds)} is too long against ${seconds(leads.coldSeconds)} cold. ` +
    `${inService} too: an idle running instance costs what a serving one costs.`
  )
}

function waiting({ size, wanted, slack }: Omit<PoolPlan, 'reason'>): string {
  return slack === undefined ? '' : `${wanted} would do now; ${size} are kept until that has held for an hour.`
}

function none(stopped: PoolOption, input: PoolInput): string {
  const { leads, floor } = input
  if (stopped.level === 0) {
    return (
      `No warm pool: a stopped start takes ${seconds(stopped.leadSeconds)}, a cold one ${seconds(leads.coldSeconds)}, ` +
      `which saves less than holding costs; and an idle running instance costs what a serving one costs.`
    )
  }
  if (stopped.limit !== 'none') return `No warm pool: ${limitText(stopped.limit, input)}.`
  return (
    `No warm pool: the floor of ${floor} covers what demand may do until cold help can serve, ` +
    `or the misses left are worth less than holding and refilling a pool.`
  )
}

function percent(level: number): string {
  return `${(100 * level).toFixed(level > 0.99 ? 2 : 0)} %`
}

function seconds(value: number): string {
  return `${Math.round(value)} s`
}

function savings(perHour: number): string {
  return perHour < 0.00005 ? 'nothing as things stand' : `misses worth ${usd(perHour)}`
}

function usd(perHour: number): string {
  return `${perHour.toFixed(perHour < 0.1 ? 4 : 2)} USD/h`
}
