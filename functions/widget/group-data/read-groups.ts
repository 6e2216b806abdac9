// Reads all groups at a glance. What a tick leaves in a group's state is enough for demand and its spark line: no metric is
// asked for. For up to 100 groups: one DescribeAutoScalingGroups, one GetParameter, seven BatchGetItem.
import type { KillSwitch } from '../../../shared/aws/kill-switch.ts'
import type { ControlMode } from '../../../shared/domain/control-mode.ts'
import type { ObservedGroup } from '../../../shared/domain/fleet/observed-group.ts'
import type { DecisionRecord, GroupRecords } from '../../../shared/domain/group/records.ts'
import { minuteMs } from '../format-time.ts'
import type { Decision, GroupSummary, WidgetData } from '../widget-data.ts'
import { modeOf } from './group-mode.ts'
import type { ReadDependencies } from './read-group.ts'

export interface ReadGroupsDependencies extends ReadDependencies {
  readonly killSwitch: KillSwitch
}

/** More would not fit into a widget of 200 KB. */
const mostGroups = 100

/** Older demand says nothing about now. */
const stalestMs = 10 * minuteMs

/** @param after groups up to and including this name are left out */
export async function readGroups(
  deps: ReadGroupsDependencies,
  after: string | undefined,
  nowMs: number,
): Promise<WidgetData> {
  const tagged = (await deps.fleet.listTagged()).sort((a, b) => (a.name < b.name ? -1 : 1))
  const listed = after === undefined ? tagged : tagged.filter(({ name }) => name > after)
  const shown = listed.slice(0, mostGroups)
  const others = tagged.length - shown.length
  return {
    groups: await readSummaries(deps, shown, nowMs),
    ...(others > 0 && {
      otherGroups: { count: others, after: listed.length > shown.length ? shown.at(-1)?.name : undefined },
    }),
  }
}

async function readSummaries(
  deps: ReadGroupsDependencies,
  groups: readonly ObservedGroup[],
  nowMs: number,
): Promise<GroupSummary[]> {
  if (groups.length === 0) return []
  const names = groups.map(({ name }) => name)
  const [control, records] = await Promise.all([deps.killSwitch.read(), deps.store.readGroups(names, 'eventual')])
  const decisions = await deps.decisions.named(
    names.flatMap(group => {
      const last = records.get(group)?.state?.lastDecision
      return last === undefined ? [] : [{ group, atMs: last.recordedAtMs }]
    }),
  )
  return groups.map(group => summaryOf(group, control, records.get(group.name), decisions.get(group.name), nowMs))
}

function summaryOf(
  { name, inService, minSize }: ObservedGroup,
  control: ControlMode,
  records: GroupRecords | undefined,
  decision: DecisionRecord | undefined,
  nowMs: number,
): GroupSummary {
  const { config, state, learned, orders } = records ?? {}
  const isRecent = state !== undefined && nowMs - state.recentEndMs <= stalestMs
  const recent = isRecent ? state.recentRps.map(rps => rps ?? Number.NaN) : []
  return {
    name,
    ...modeOf({ control, config, state, learned, orders, nowMs }),
    inService,
    floor: minSize,
    demandRps: recent.at(-1) ?? Number.NaN,
    recentDemandRps: recent,
    lastDecision: decision && toDecision(decision),
  }
}

export function toDecision({ at, action, reason, floorBefore, floorAfter, costUsdPerHour }: DecisionRecord): Decision {
  return { atMs: Date.parse(at), action, reason, floorBefore, floorAfter, costUsdPerHour }
}
