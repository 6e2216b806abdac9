// From a widget's name and a stretch of time to what it draws.
import { hourMs, minuteMs } from '../format-time.ts'
import type { Fan, WidgetData } from '../widget-data.ts'
import { accuracyOf } from './accuracy-spans.ts'
import type { FleetReading, GroupReading } from './group-reading.ts'
import { minuteColumns } from './minute-columns.ts'
import {
  type KnownRecords,
  type ReadDependencies,
  readDecisions,
  readFleet,
  readGroup,
  readHistory,
  type Stretch,
} from './read-group.ts'
import { toDecision } from './read-groups.ts'
import { type TimeGrid, timeGrid } from './time-grid.ts'

export interface View extends Stretch {
  /** The end of what is shown, or now where that comes first. */
  readonly cursorMs: number
  readonly nowMs: number
  readonly widthPx: number
}

export type WidgetOfGroup = 'forecast-fan' | 'fleet-ladder' | 'decisions' | 'accuracy'

/** Enough for more rows than a widget shows, of all but the most restless groups. */
const mostListed = 1000

/** How an hour fared is written down within three hours of its end. */
const settledMs = 3 * hourMs

export async function readWidgetData(
  deps: ReadDependencies,
  widget: WidgetOfGroup,
  records: KnownRecords,
  view: View,
): Promise<WidgetData> {
  switch (widget) {
    case 'forecast-fan':
      return fanData(deps, records, view)
    case 'fleet-ladder':
      return fleetData(deps, records, view)
    case 'decisions':
      return decisionsData(deps, records, view)
    case 'accuracy':
      return accuracyData(deps, records, view)
  }
}

async function fanData(deps: ReadDependencies, records: KnownRecords, view: View): Promise<WidgetData> {
  const grid = gridOf(view)
  const reading = await readGroup(deps, records, upToCursor(view), grid)
  return {
    minutes: minuteColumns(grid, reading, view.cursorMs, undefined),
    fans: fansOf(reading),
    helpMs: helpMs(reading, view.cursorMs),
    missingBecause: whyMissing(reading),
  }
}

async function fleetData(deps: ReadDependencies, records: KnownRecords, view: View): Promise<WidgetData> {
  const grid = gridOf(view)
  const [reading, fleet] = await Promise.all([
    readGroup(deps, records, upToCursor(view), grid),
    readFleet(deps, records.config.name, grid),
  ])
  const shown: FleetReading = isNow(view) ? fleet : { ...fleet, group: undefined }
  return { minutes: minuteColumns(grid, reading, view.cursorMs, shown), missingBecause: whyMissing(reading) }
}

async function decisionsData(deps: ReadDependencies, { config }: KnownRecords, view: View): Promise<WidgetData> {
  const { decisions, areCut } = await readDecisions(deps, config.name, upToCursor(view), mostListed)
  return { decisions: decisions.map(toDecision), decisionsAreCut: areCut }
}

async function accuracyData(deps: ReadDependencies, records: KnownRecords, view: View): Promise<WidgetData> {
  const stretch = upToCursor(view)
  const reading = await readHistory(deps, records, { ...stretch, toMs: Math.min(view.nowMs, stretch.toMs + settledMs) })
  return { accuracy: accuracyOf(reading, stretch), missingBecause: whyMissing(reading) }
}

function upToCursor({ fromMs, cursorMs }: View): Stretch {
  return { fromMs, toMs: cursorMs }
}

function gridOf({ fromMs, toMs, nowMs, widthPx }: View): TimeGrid {
  return timeGrid(fromMs, toMs, nowMs, widthPx)
}

/** A relative range ends a little before the moment at which it is drawn. */
function isNow({ toMs, nowMs }: View): boolean {
  return nowMs - toMs < 5 * minuteMs
}

function fansOf({ state }: GroupReading): Fan[] {
  if (state?.fan === undefined) return []
  const { fromMs, ...quantiles } = state.fan
  return [{ madeAtMs: fromMs, ...quantiles }]
}

/** The window of a forecast is the time that help takes. */
function helpMs({ state, decisions }: GroupReading, cursorMs: number): number | undefined {
  const ofDecisions = decisions.findLast(({ outlook }) => outlook !== undefined)?.outlook
  const last = state?.pending.findLast(({ fromMs }) => fromMs <= cursorMs) ?? ofDecisions
  return last === undefined ? undefined : last.toMs - last.fromMs
}

function whyMissing({ state, learned }: GroupReading): string | undefined {
  if (state === undefined) return 'The group has opted in, and the first run has not come to it yet.'
  if (state.recentRps.length === 0) return 'Its load balancer has not reported any request since it has opted in.'
  if (learned === undefined) return 'A forecast is fitted within an hour of the first requests.'
  return undefined
}
