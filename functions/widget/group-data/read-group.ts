// Reads what a widget of one group draws, in as few calls as it takes. A dashboard left open asks every minute for each of its
// widgets, and GetMetricData costs 0.01 USD for 1,000 metrics: the forecast asks for one of each target group (0.43 USD a month
// with one), the fleet for the same and up to four more where the group publishes its own sizes; accuracy, decisions, groups and
// controls ask for none, and nothing is asked for that the last tick already knew (two hours). One after the other: BatchGetItem;
// then Query (one a megabyte, four for 30 busy days, and only for what is new while the function stays warm) beside GetMetricData
// beside DescribeAutoScalingGroups and its GetMetricData.
import type { DecisionLog } from '../../../shared/aws/decision-log.ts'
import type { Fleet } from '../../../shared/aws/fleet.ts'
import type { GroupStore } from '../../../shared/aws/group-store.ts'
import type { BinnedValues, LoadMetrics, MetricWindow } from '../../../shared/aws/load-metrics.ts'
import { recentOf } from '../../../shared/domain/demand/recent-demand.ts'
import type { ObservedGroup } from '../../../shared/domain/fleet/observed-group.ts'
import type { DecisionRecord, GroupConfig, GroupRecords } from '../../../shared/domain/group/records.ts'
import { minuteMs } from '../format-time.ts'
import { recentStartMs } from './demand-column.ts'
import type { FleetReading, GroupReading, SizeColumn, SizeColumns } from './group-reading.ts'
import type { KnownDecisions } from './known-decisions.ts'
import type { TimeGrid } from './time-grid.ts'

export interface ReadDependencies {
  readonly store: GroupStore
  readonly decisions: DecisionLog
  readonly known: KnownDecisions
  readonly metrics: LoadMetrics
  readonly fleet: Fleet
}

/** A group that is known and opted in. */
export interface KnownRecords extends GroupRecords {
  readonly config: GroupConfig
}

export interface Stretch {
  readonly fromMs: number
  readonly toMs: number
}

/** What held at the beginning of a stretch was written down at most this long before. */
const holdMs = 31 * minuteMs

/** A month of a group that is planned every ten seconds; older ones are left out. */
const mostDecisions = 8000

const sizeMetrics: Readonly<Record<SizeColumn, string>> = {
  inService: 'GroupInServiceInstances',
  pending: 'GroupPendingInstances',
  desired: 'GroupDesiredCapacity',
  warmed: 'WarmPoolWarmedCapacity',
}

export async function readGroup(
  deps: ReadDependencies,
  records: KnownRecords,
  stretch: Stretch,
  grid: TimeGrid,
): Promise<GroupReading> {
  const [history, counted] = await Promise.all([readHistory(deps, records, stretch), readCounts(deps, records, grid)])
  return { ...history, counted }
}

/** Without what only CloudWatch knows. */
export async function readHistory(
  { known }: ReadDependencies,
  { config, learned, state }: KnownRecords,
  { fromMs, toMs }: Stretch,
): Promise<GroupReading> {
  const newestFirst = await known.between(config.name, fromMs - holdMs, toMs, mostDecisions)
  return { config, learned, state, decisions: newestFirst.reverse(), counted: [] }
}

/** The newest decisions of a stretch, oldest first, and whether there are older ones. */
export async function readDecisions(
  deps: ReadDependencies,
  group: string,
  { fromMs, toMs }: Stretch,
  most: number,
): Promise<{ decisions: readonly DecisionRecord[]; areCut: boolean }> {
  const found = await deps.decisions.between(group, fromMs, toMs, most + 1)
  const areCut = found.length > most
  // Where there is none, people want to know when the last one was.
  const shown = found.length > 0 ? found.slice(0, most) : await deps.decisions.between(group, 0, fromMs, 1)
  return { decisions: shown.reverse(), areCut }
}

export async function readFleet(deps: ReadDependencies, name: string, grid: TimeGrid): Promise<FleetReading> {
  const group = (await deps.fleet.describe([name])).get(name)
  return { group, sizes: group === undefined ? {} : await readSizes(deps, group, grid) }
}

async function readCounts(deps: ReadDependencies, { config, state }: KnownRecords, grid: TimeGrid) {
  const recent = recentOf(state)
  const isKnown = recent !== undefined && grid.stepMs === minuteMs && recentStartMs(recent) <= grid.startMs
  if (isKnown) return []
  return deps.metrics.read(config.demandMetrics.map(metric => windowOf(metric, grid)))
}

/** Free of charge for the group that publishes them, and asked for only then. */
async function readSizes(
  { metrics }: ReadDependencies,
  { name, enabledMetrics = [], pool }: ObservedGroup,
  grid: TimeGrid,
): Promise<SizeColumns> {
  const columns = (Object.keys(sizeMetrics) as SizeColumn[]).filter(
    column => enabledMetrics.includes(sizeMetrics[column]) && (column !== 'warmed' || pool !== undefined),
  )
  const answers = await metrics.read(
    columns.map(column =>
      windowOf(
        {
          namespace: 'AWS/AutoScaling',
          metricName: sizeMetrics[column],
          dimensions: { AutoScalingGroupName: name },
          statistic: 'Average',
        },
        grid,
      ),
    ),
  )
  return Object.fromEntries(columns.map((column, index): [SizeColumn, BinnedValues] => [column, answers[index]]))
}

function windowOf(metric: MetricWindow['metric'], { startMs, stepMs, count }: TimeGrid): MetricWindow {
  return { metric, periodSeconds: stepMs / 1000, startMs, endMs: startMs + count * stepMs }
}
