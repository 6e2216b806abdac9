// A group's columns: demand as CloudWatch counted it, floors, forecasts and instances as Penumbra wrote them down.
import { recentOf } from '../../../shared/domain/demand/recent-demand.ts'
import { saturationOf } from '../../../shared/domain/fleet/plan-group.ts'
import type { DecisionRecord } from '../../../shared/domain/group/records.ts'
import { minuteMs } from '../format-time.ts'
import type { MinuteColumns } from '../widget-data.ts'
import { demandColumn } from './demand-column.ts'
import type { FleetReading, GroupReading, SizeColumn } from './group-reading.ts'
import { type HeldValue, heldColumn } from './held-column.ts'
import type { TimeGrid } from './time-grid.ts'

/** Older demand says nothing about now. */
const stalestMs = 10 * minuteMs

/** @param nowMs the end of what is shown, or now where that comes first */
export function minuteColumns(
  grid: TimeGrid,
  reading: GroupReading,
  nowMs: number,
  fleet: FleetReading | undefined,
): MinuteColumns {
  const { decisions, counted, state } = reading
  const held = (read: (decision: DecisionRecord) => number | undefined, combine: 'mean' | 'largest' = 'mean') =>
    heldColumn(valuesOf(decisions, read), grid, nowMs, combine)
  const size = (name: SizeColumn, read: (decision: DecisionRecord) => number | undefined) =>
    published(fleet, name, held(read))
  const unknown = new Float64Array(grid.count).fill(Number.NaN)
  return {
    startMs: grid.startMs,
    stepMs: grid.stepMs,
    demandRps: demandColumn(grid, counted, recentOf(state)),
    inService: size('inService', ({ fleet: seen }) => seen?.inService),
    shadow: unknown,
    ...warmColumns(reading, fleet, size, unknown),
    pending: size('pending', ({ fleet: seen }) => seen?.pending),
    draining: held(({ fleet: seen }) => seen?.terminating),
    desired: size('desired', ({ fleet: seen }) => seen?.desired),
    floor: held(({ floorAfter }) => floorAfter, 'largest'),
    forecastP50Rps: held(({ outlook }) => outlook?.medianRps),
    forecastP95Rps: held(({ outlook }) => outlook?.p95Rps),
    instanceRps: saturationOf(reading),
    latest: latestOf(reading, fleet, nowMs),
  }
}

/** A decision that says nothing of it ends what the one before said. */
function valuesOf(
  decisions: readonly DecisionRecord[],
  read: (decision: DecisionRecord) => number | undefined,
): HeldValue[] {
  return decisions.map(decision => ({ atMs: Date.parse(decision.at), value: read(decision) ?? Number.NaN }))
}

/** What the group publishes of itself, and where it did not, what was written down. */
function published(fleet: FleetReading | undefined, name: SizeColumn, written: Float64Array): Float64Array {
  const values = fleet?.sizes[name]?.values
  if (values === undefined) return written
  return written.map((value, step) => (Number.isNaN(values[step] ?? Number.NaN) ? value : values[step]))
}

/** A pool has one state at a time, and its metric does not say which. */
function warmColumns(
  { decisions }: GroupReading,
  fleet: FleetReading | undefined,
  size: (name: SizeColumn, read: (decision: DecisionRecord) => number | undefined) => Float64Array,
  unknown: Float64Array,
): Pick<MinuteColumns, 'warmRunning' | 'warmStopped'> {
  const warmed = (isRunning: boolean) => (decision: DecisionRecord) => {
    const { fleet: seen } = decision
    if (seen === undefined) return undefined
    return seen.warmed !== undefined && (seen.warmed.state === 'Running') === isRunning ? seen.warmed.count : 0
  }
  const runs = (fleet?.group?.pool?.state ?? decisions.at(-1)?.fleet?.warmed?.state) === 'Running'
  return runs
    ? { warmRunning: size('warmed', warmed(true)), warmStopped: unknown }
    : { warmRunning: unknown, warmStopped: size('warmed', warmed(false)) }
}

function latestOf(
  { state, decisions }: GroupReading,
  fleet: FleetReading | undefined,
  nowMs: number,
): MinuteColumns['latest'] {
  const recent = recentOf(state)
  const isRecent = recent !== undefined && nowMs >= recent.endMs && nowMs - recent.endMs <= stalestMs
  const limit = state?.pending.findLast(({ fromMs, toMs }) => fromMs <= nowMs && nowMs < toMs)?.blendedRps
  return {
    ...defined('demandRps', isRecent ? recent.rps.at(-1) : undefined),
    ...defined('forecastP95Rps', limit),
    ...(fleet?.group === undefined ? {} : sizesNow(fleet.group, decisions.at(-1))),
  }
}

function sizesNow(
  { inService, pending, terminating, desiredCapacity, minSize, pool, poolSize }: NonNullable<FleetReading['group']>,
  last: DecisionRecord | undefined,
): MinuteColumns['latest'] {
  const warmed = Math.min(poolSize, last?.fleet?.warmed?.count ?? poolSize)
  return {
    inService,
    pending,
    draining: terminating,
    desired: desiredCapacity,
    floor: minSize,
    ...(pool && { [pool.state === 'Running' ? 'warmRunning' : 'warmStopped']: warmed }),
  }
}

function defined<Name extends string>(name: Name, value: number | null | undefined): Partial<Record<Name, number>> {
  return value === undefined || value === null ? {} : ({ [name]: value } as Record<Name, number>)
}
