// The bar for promotion: what has to hold before a group that is observed should be acted on. Pure.
import type { ObservedSums } from '../../shared/domain/fleet/observation-account.ts'
import { nobodyScalesIn } from '../../shared/domain/fleet/scale-in.ts'
import { margin } from '../../shared/domain/forecasting/track-record.ts'
import type { GroupConfig, GroupRecords } from '../../shared/domain/group/records.ts'
import { describeProblem } from '../../shared/domain/group/settings.ts'
import { tagKey } from '../../shared/domain/group/tag-keys.ts'
import { wilsonInterval } from '../widget/coverage-interval.ts'
import type { OperationAnswer } from './commands.ts'

type Bar = OperationAnswer<'GetObserveReport'>['bars'][number]

/** Three days: every hour of the day three times, and a night of each in between. */
export const hoursWanted = 72

/** What the limit promises. */
const promisedShare = 0.95

/** What the budget itself is kept to (shared/domain/capacity/budget.ts). */
const budgetSlack = 0.02

export interface PromotionBars {
  readonly hours: Bar
  readonly problems: Bar
  readonly coverage: Bar
  readonly loss: Bar
  readonly cost: Bar
  readonly missed: Bar
}

/** @param windowMinutes of a forecast: those that overlap are no independent trials */
export function promotionBars(
  sums: ObservedSums,
  config: GroupConfig,
  records: Pick<GroupRecords, 'learned' | 'state' | 'unreadable'>,
  windowMinutes: number,
): PromotionBars {
  return {
    hours: hoursBar(sums),
    problems: problemsBar(problemsOf(config, records)),
    coverage: coverageBar(sums, windowMinutes),
    loss: lossBar(sums),
    cost: costBar(sums, config),
    missed: missedBar(sums),
  }
}

function hoursBar({ minutes }: ObservedSums): Bar {
  const hours = minutes / 60
  return { what: 'hours observed', got: hours.toFixed(1), wanted: `${hoursWanted} or more`, met: hours >= hoursWanted }
}

function problemsBar(problems: readonly string[]): Bar {
  const got = problems.length === 0 ? 'none' : problems.join('; ')
  return { what: 'unresolved problems', got, wanted: 'none', met: problems.length === 0 }
}

/** What would keep the group from being acted on, or makes what was seen of it worth nothing. */
function problemsOf(
  config: GroupConfig,
  { learned, state, unreadable }: Pick<GroupRecords, 'learned' | 'state' | 'unreadable'>,
): string[] {
  const { problems, refusal, tagPrefix } = config
  const found = problems.map(describeProblem)
  if (refusal !== undefined) found.push(refusal)
  if (nobodyScalesIn(config, learned))
    found.push(`no enabled scaling policy can scale it in (or set ${tagKey(tagPrefix, 'scale-in')}=penumbra)`)
  if (state?.demoted) found.push('its forecasts were demoted in the last 24 h')
  if (state !== undefined && state.failures.count > 0) found.push(`its last ${state.failures.count} runs failed`)
  if (unreadable.length > 0) found.push(`records that cannot be read: ${unreadable.join(', ')}`)
  return found
}

/** Met unless it is less than promised beyond chance: 95 % confidence, on as many trials as do not overlap. */
function coverageBar({ forecasts, covered }: ObservedSums, windowMinutes: number): Bar {
  const what = 'forecasts that kept their 95 % limit'
  const wanted = '95 %, or no less than chance explains'
  const share = covered / forecasts
  const interval = wilsonInterval(share, forecasts / Math.max(1, windowMinutes))
  if (interval === undefined) return { what, got: 'none judged yet', wanted, met: false }
  const got = `${percent(share)} of ${forecasts} (${percent(interval.low)} to ${percent(interval.high)})`
  return { what, got, wanted, met: interval.high >= promisedShare }
}

function lossBar({ forecasts, forecastLoss, reactiveLoss }: ObservedSums): Bar {
  const what = 'loss of the forecasts over that of the last value plus its usual error'
  const wanted = `${(1 + margin).toFixed(2)} or less`
  if (forecasts === 0) return { what, got: 'none judged yet', wanted, met: false }
  const met = forecastLoss <= (1 + margin) * reactiveLoss
  return { what, got: reactiveLoss === 0 ? 'no loss at all' : (forecastLoss / reactiveLoss).toFixed(2), wanted, met }
}

function costBar({ costedMinutes, paidActing, paidByPolicy }: ObservedSums, config: GroupConfig): Bar {
  const what = 'cost of acting, of what the policy alone would cost'
  const { budgetPercent } = config.settings
  const wanted = `${budgetPercent} % or less (${tagKey(config.tagPrefix, 'budget')}), give or take 2`
  if (costedMinutes === 0 || paidByPolicy === 0) return { what, got: 'not known', wanted, met: false }
  const share = paidActing / paidByPolicy
  return { what, got: percent(share), wanted, met: share <= (budgetPercent / 100) * (1 + budgetSlack) }
}

function missedBar({ costedMinutes, missedMinutes, missedMinutesActing }: ObservedSums): Bar {
  const what = 'minutes with more demand than could be served'
  const wanted = 'no more than without acting'
  if (costedMinutes === 0) return { what, got: 'not known', wanted, met: false }
  const got = `${missedMinutesActing} acting, ${missedMinutes} without`
  return { what, got, wanted, met: missedMinutesActing <= missedMinutes }
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}
