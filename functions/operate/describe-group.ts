// What operators see of a group: its state in one word, its sizes, and what is in force.
import type { DecisionName } from '../../shared/aws/decision-log.ts'
import type { ControlMode } from '../../shared/domain/control-mode.ts'
import { latestDemand } from '../../shared/domain/demand/fresh-demand.ts'
import { recentOf } from '../../shared/domain/demand/recent-demand.ts'
import type { ObservedGroup } from '../../shared/domain/fleet/observed-group.ts'
import { type GroupOrders, type Pause, pauseAt } from '../../shared/domain/group/orders.ts'
import type { DecisionRecord, GroupRecords } from '../../shared/domain/group/records.ts'
import { modeOf } from '../widget/group-data/group-mode.ts'
import type { OperationAnswer } from './commands.ts'
import type { OperateDependencies } from './dependencies.ts'
import { findGroup, type KnownGroup } from './find-group.ts'
import { forecastAccuracy } from './show-accuracy.ts'

export type GroupStatus = OperationAnswer<'GetGroupStatus'>

export type GroupSummary = OperationAnswer<'ListGroups'>['groups'][number]

type Mode = Pick<GroupSummary, 'mode' | 'why'>

/** What a summary is made of. */
export interface GroupReading extends KnownGroup {
  readonly nowMs: number
  /** The kill switch. */
  readonly control: ControlMode
  readonly orders: GroupOrders | undefined
  /** The newest that was written down. */
  readonly decision: DecisionRecord | undefined
}

/** @throws ProblemError `unknown-group`, `not-opted-in` */
export async function getGroupStatus(deps: OperateDependencies, name: string): Promise<GroupStatus> {
  return describeGroup(deps, await findGroup(deps, name), await deps.orders.readOrders(name))
}

/** @param orders as they stand now, which may be newer than the records */
export async function describeGroup(
  deps: OperateDependencies,
  known: KnownGroup,
  orders: GroupOrders,
): Promise<GroupStatus> {
  const name = known.group.name
  const decisions = await deps.decisions.named(lastDecisionOf(name, known.records))
  const control = await deps.killSwitch.read()
  const { outlook } = await deps.longView.read(name)
  const reading = { ...known, nowMs: deps.now(), control, orders, decision: decisions.get(name) }
  return { ...statusOf(reading), forecastAccuracy: forecastAccuracy(known.records.state?.trackRecord, outlook?.judged) }
}

/** Where the group's last decision lies; none where none has been made. */
export function lastDecisionOf(group: string, { state }: GroupRecords): DecisionName[] {
  return state?.lastDecision === undefined ? [] : [{ group, atMs: state.lastDecision.recordedAtMs }]
}

export function summaryOf(reading: GroupReading): GroupSummary {
  const { group, records, decision, nowMs } = reading
  const demand = latestDemand(recentOf(records.state), records.state?.fresh, nowMs)
  return {
    autoScalingGroupName: group.name,
    ...modeAndWhy(reading),
    minSize: group.minSize,
    teamMinSize: records.memory?.baselineMinSize,
    maxSize: group.maxSize,
    desiredCapacity: group.desiredCapacity,
    inService: group.inService,
    demandRps: demand?.rps.at(-1) ?? undefined,
    lastDecision: decision && toDecision(decision),
  }
}

export function toDecision(record: DecisionRecord): OperationAnswer<'ExplainDecisions'>['decisions'][number] {
  const { at, action, reason, floorBefore, floorAfter, costUsdPerHour } = record
  return { at, action, reason, floorBefore, floorAfter, costUsdPerHour }
}

function statusOf(reading: GroupReading): Omit<GroupStatus, 'forecastAccuracy'> {
  const { group, config, orders, nowMs } = reading
  const paused = pauseAt(orders, nowMs)
  return {
    ...summaryOf(reading),
    settings: { ...config.settings, ...overridesOf(orders) },
    overrides: Object.keys(overridesOf(orders)),
    problems: config.problems,
    notYetInUse: config.notYetInUse,
    paused: paused && toPause(paused),
    model: modelOf(reading),
    warmPool: poolOf(group),
  }
}

/** An order that was taken back is no override. */
function overridesOf(orders: GroupOrders | undefined): Partial<Pick<GroupOrders, 'algorithm' | 'shadowPercentage'>> {
  const { algorithm, shadowPercentage } = orders ?? {}
  return { ...(algorithm && { algorithm }), ...(shadowPercentage !== undefined && { shadowPercentage }) }
}

function modelOf({ records: { learned }, config }: GroupReading): GroupStatus['model'] {
  return (
    learned && {
      algorithm: learned.algorithm,
      instanceRps: config.settings.requestsPerInstance ?? learned.saturationRps,
      coldLeadSeconds: learned.coldLeadSeconds,
      note: learned.fallback,
    }
  )
}

function poolOf({ pool, poolSize }: ObservedGroup): GroupStatus['warmPool'] {
  return pool && { size: poolSize, state: pool.state === 'Running' ? 'Running' : 'Stopped' }
}

function modeAndWhy({ control, config, records, orders, nowMs }: GroupReading): Mode {
  const { mode, modeReason } = modeOf({
    control,
    config,
    state: records.state,
    learned: records.learned,
    orders,
    nowMs,
  })
  return { mode, why: modeReason }
}

function toPause({ sinceMs, untilMs, by, reason }: Pause): NonNullable<GroupStatus['paused']> {
  const until = untilMs === undefined ? undefined : new Date(untilMs).toISOString()
  return { since: new Date(sinceMs).toISOString(), until, by, reason }
}
