// `penumbra doctor`: looks at everything that decides whether a group can be helped, opted in or not. Reads only.
import type { Fleet } from '../../shared/aws/fleet.ts'
import type { GroupSurvey, SurveyedGroup } from '../../shared/aws/group-details.ts'
import type { GroupStore } from '../../shared/aws/group-store.ts'
import type { KillSwitch } from '../../shared/aws/kill-switch.ts'
import type { LoadBalancers } from '../../shared/aws/load-balancers.ts'
import type { LoadMetrics } from '../../shared/aws/load-metrics.ts'
import type { TargetGroups } from '../../shared/aws/target-groups.ts'
import { diagnoseGroup } from '../../shared/domain/doctor/diagnose-group.ts'
import type { DemandHistory, Examination } from '../../shared/domain/doctor/examination.ts'
import type { ObservedGroup } from '../../shared/domain/fleet/observed-group.ts'
import type { MetricReference } from '../../shared/domain/group/records.ts'
import type { OperationAnswer, OperationInput } from './commands.ts'
import { requireGroup } from './find-group.ts'
import { ProblemError } from './problems.ts'

export interface DoctorDependencies {
  readonly fleet: Fleet
  readonly survey: GroupSurvey
  readonly loadBalancers: LoadBalancers
  readonly targetGroups: TargetGroups
  readonly metrics: LoadMetrics
  readonly store: GroupStore
  readonly killSwitch: KillSwitch
  /** Of the keys of Penumbra's tags, without the colon. */
  readonly tagPrefix: string
  readonly now: () => number
}

const hourMs = 3_600_000
const historyHours = 14 * 24

/** @throws ProblemError for a group that does not exist */
export async function reportDoctor(
  deps: DoctorDependencies,
  { autoScalingGroupName: name }: OperationInput<'GetDoctorReport'>,
): Promise<OperationAnswer<'GetDoctorReport'>> {
  const group = await requireGroup(deps, name)
  const { verdict, findings, touched, tagCommands, snippets } = diagnoseGroup(await examine(deps, group))
  return {
    autoScalingGroupName: name,
    verdict,
    findings: [...findings],
    touched: [...touched],
    tagCommands: [...tagCommands],
    snippets: [...snippets],
  }
}

async function examine(deps: DoctorDependencies, group: ObservedGroup): Promise<Examination> {
  const { name, targetGroupArns } = group
  const all = await deps.survey.listAll()
  const details = all.find(one => one.name === name)?.details
  if (details === undefined)
    throw new ProblemError('unknown-group', `got ${JSON.stringify(name)}, which is being deleted`)
  const records = (await deps.store.readGroups([name])).get(name)
  const { canScaleIn, tracking } = await deps.fleet.scalingPolicies(name)
  const demandMetrics = await deps.loadBalancers.requestCounts(targetGroupArns)
  return {
    nowMs: deps.now(),
    tagPrefix: deps.tagPrefix,
    mode: await deps.killSwitch.read(),
    group,
    details,
    policies: await deps.survey.policies(name),
    canScaleIn,
    tracksLoad: tracking !== undefined,
    hasLaunchHook: await deps.fleet.hasLaunchHook(name),
    scheduledSizes: await deps.survey.scheduledSizes(name),
    targetGroups: await deps.targetGroups.describe(targetGroupArns),
    neighbours: neighboursOf(group, all, deps.tagPrefix),
    demandMetrics,
    demand: await demandHistory(deps, demandMetrics),
    records,
  }
}

function neighboursOf(group: ObservedGroup, all: readonly SurveyedGroup[], tagPrefix: string) {
  return all
    .filter(
      other => other.name !== group.name && other.targetGroupArns.some(arn => group.targetGroupArns.includes(arn)),
    )
    .map(({ name, tags }) => ({ name, optedIn: tags[`${tagPrefix}:enabled`] === 'true' }))
}

async function demandHistory(
  { metrics, now }: DoctorDependencies,
  demandMetrics: readonly MetricReference[],
): Promise<DemandHistory> {
  const endMs = Math.ceil(now() / hourMs) * hourMs
  const startMs = endMs - historyHours * hourMs
  const windows = demandMetrics.map(metric => ({ metric, periodSeconds: 3600, startMs, endMs }))
  const answers = await metrics.read(windows)
  const hours = Array.from({ length: historyHours }, (_, hour) => hour)
  const busy = hours.filter(hour => answers.some(({ values }) => values[hour] > 0))
  const timeOf = (hour: number | undefined) => (hour === undefined ? undefined : startMs + hour * hourMs)
  return { hoursWithRequests: busy.length, fromMs: timeOf(busy[0]), toMs: timeOf(busy.at(-1)) }
}
