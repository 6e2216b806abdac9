// What acting would have saved and cost so far, and whether it is time to act.
import type { Fleet } from '../../shared/aws/fleet.ts'
import type { GroupStore } from '../../shared/aws/group-store.ts'
import { priorLeadTimes } from '../../shared/domain/capacity/lead-times.ts'
import { priceOf } from '../../shared/domain/capacity/prices.ts'
import { type ObservedSums, openObservation, totalOf } from '../../shared/domain/fleet/observation-account.ts'
import { nobodyScalesIn } from '../../shared/domain/fleet/scale-in.ts'
import type { GroupConfig, GroupRecords } from '../../shared/domain/group/records.ts'
import { tagKey } from '../../shared/domain/group/tag-keys.ts'
import type { OperationAnswer, OperationInput } from './commands.ts'
import { requireGroup } from './find-group.ts'
import { hoursWanted, type PromotionBars, promotionBars } from './promotion-bars.ts'

export interface ReportObservationDependencies {
  readonly fleet: Fleet
  readonly store: Pick<GroupStore, 'readGroups'>
  readonly now: () => number
}

type Report = OperationAnswer<'GetObserveReport'>

/**
 * `actualCostUsd` is what was paid; acting is emulated by the minute, by the floor that every tick would have ordered. Measured
 * on three days that were first observed and then acted on, with the team's target at 60 and at 80 % (budget 133), with and
 * without scale-in by Penumbra: the cost of acting was told within 0.3 % on the default story, 0.2 % on a database's queries,
 * 1.2 % on the requests of an ingress, and 3.2 % on arrivals of virtual machines, which jump without warning.
 * @throws ProblemError for a group that does not exist
 */
export async function reportObservation(
  deps: ReportObservationDependencies,
  { autoScalingGroupName: name }: OperationInput<'GetObserveReport'>,
): Promise<Report> {
  const { instanceType } = await requireGroup(deps, name)
  const records = (await deps.store.readGroups([name])).get(name)
  const sums = sumsOf(records)
  const figures = figuresOf(sums, priceOf(instanceType).usdPerHour)
  const common = {
    autoScalingGroupName: name,
    from: fromOf(records, sums),
    to: new Date(deps.now()).toISOString(),
    hours: Number((sums.minutes / 60).toFixed(2)),
    ...figures,
    forecasts: sums.forecasts,
    covered: sums.covered,
  }
  return { ...common, ...conclusionOf(records, sums, figures) }
}

function sumsOf(records: GroupRecords | undefined): ObservedSums {
  return totalOf((records?.state?.observation ?? openObservation(0)).days)
}

/** Days beyond a fortnight are forgotten. */
function fromOf(records: GroupRecords | undefined, { day, minutes }: ObservedSums): string | undefined {
  const sinceMs = records?.state?.observation?.sinceMs
  if (sinceMs === undefined || minutes === 0) return undefined
  return new Date(Math.max(sinceMs, day * 86_400_000)).toISOString()
}

type Figures = Pick<
  Report,
  'actualCostUsd' | 'actingCostUsd' | 'savedUsd' | 'missedMinutesActual' | 'missedMinutesActing'
>

function figuresOf(sums: ObservedSums, usdPerHour: number): Figures {
  if (sums.costedMinutes === 0) return {}
  const usd = (instanceMinutes: number) => Number(((instanceMinutes / 60) * usdPerHour).toFixed(2))
  return {
    actualCostUsd: usd(sums.paid),
    actingCostUsd: usd(sums.paidActing),
    savedUsd: usd(sums.paid - sums.paidActing),
    missedMinutesActual: sums.missedMinutes,
    missedMinutesActing: sums.missedMinutesActing,
  }
}

function isActedOn(config: GroupConfig, { state, learned }: GroupRecords): boolean {
  const { settings, refusal } = config
  return settings.mode === 'act' && refusal === undefined && !state?.demoted && !nobodyScalesIn(config, learned)
}

type Conclusion = Pick<Report, 'bars' | 'verdict' | 'reason'>

function conclusionOf(records: GroupRecords | undefined, sums: ObservedSums, figures: Figures): Conclusion {
  const config = records?.config
  if (records === undefined || config === undefined || !config.optedIn) {
    const reason = 'The group is not opted in, so nothing has been observed: `penumbra doctor` prints the tags.'
    return { bars: [], verdict: 'wait', reason }
  }
  if (isActedOn(config, records)) {
    const reason = `The group is acted on already; set ${tagKey(config.tagPrefix, 'mode')}=observe to compare anew.`
    return { bars: [], verdict: 'wait', reason }
  }
  const leadSeconds = records.learned?.coldLeadSeconds ?? priorLeadTimes.coldSeconds
  const bars = promotionBars(sums, config, records, leadSeconds / 60 + 1)
  const act = `${tagKey(config.tagPrefix, 'mode')}=act`
  return { bars: Object.values(bars), ...verdictOf(bars, sums, figures, act) }
}

/** What is wrong now is told at once; everything else only after the hours that it takes to know. */
function verdictOf(
  bars: PromotionBars,
  sums: ObservedSums,
  figures: Figures,
  act: string,
): Pick<Report, 'verdict' | 'reason'> {
  const { hours, problems, ...figuresBars } = bars
  if (!problems.met) return { verdict: 'do-not-promote', reason: `First to be resolved: ${problems.got}.` }
  if (!hours.met) {
    const left = hoursWanted - sums.minutes / 60
    return { verdict: 'wait', reason: `${left.toFixed(1)} more hours of observation are needed.` }
  }
  const unmet = Object.values(figuresBars).filter(bar => !bar.met)
  if (unmet.length > 0) return { verdict: 'do-not-promote', reason: `${unmet.map(unmetText).join('; ')}.` }
  return { verdict: 'promote', reason: `${benefitOf(figures)} Every bar is met: set ${act}.` }
}

function unmetText({ what, got, wanted }: PromotionBars['hours']): string {
  return `${what}: got ${got}, wanted ${wanted}`
}

function benefitOf({ actualCostUsd = 0, actingCostUsd = 0, savedUsd = 0, ...missed }: Figures): string {
  const money = `${Math.abs(savedUsd).toFixed(2)} USD ${savedUsd >= 0 ? 'less' : 'more'}`
  return (
    `Acting would have cost ${actingCostUsd.toFixed(2)} USD in the place of ${actualCostUsd.toFixed(2)}, ${money}, ` +
    `with ${missed.missedMinutesActing} minutes of more demand than could be served in the place of ${missed.missedMinutesActual} (emulated: where it was measured, within 3.2 % of the cost).`
  )
}
