// What the control plane costs a group and month: everything it uses is counted in the simulated region and priced by
// `cost-prices.ts`. One and a hundred groups for a day; a thousand, and a hundred with a ten-second metric, for the hour after it,
// upon the records that the day has left. About 15 minutes; --quick: two hours of one and of a hundred groups.
import CliTable from 'cli-table3'
import { tableName } from '../simulator/control-plane.ts'
import type { BenchOptions } from './bench-options.ts'
import { type BillLine, billOf, type FunctionUsage, hoursPerMonth, totalOf, type Usage } from './cost-bill.ts'
import { CostMeter, tableBytes } from './cost-meter.ts'
import { prices, pricesAsOf } from './cost-prices.ts'
import { type StackCosts, stackCosts } from './cost-standing.ts'
import { firstDayMs, type GroupsOptions, type RunningRegion, regionOfGroups } from './region-of-groups.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** Decisions are kept for 30 days. */
const decisionHours = 30 * 24

/** Assumed round trips within the region, milliseconds; runs are simulated again with them to see how long they take. */
const latencyMs: Readonly<Record<string, number>> = {
  DynamoDB: 8,
  CloudWatch: 120,
  AutoScaling: 150,
  ElasticLoadBalancingV2: 150,
  Lambda: 40,
  Scheduler: 100,
  SNS: 50,
  SSM: 30,
}

/** Assumed for signing, TLS and parsing, which the simulated region leaves out: seconds of one whole processor. */
const cpuSecondsPerCall = 0.001

/** A function has one whole processor from 1,769 MB on, and its share of one below. */
const wholeProcessorMiB = 1769

/** Runs are timed over the first hour and its learning. */
const timedHours = 1.05

/** A thousand groups are shards like those of a hundred; what differs is how long discover takes. */
const timedHoursOfMany = 0.1

type Items = NonNullable<GroupsOptions['items']>

interface Case {
  readonly title: string
  readonly groups: number
  readonly hours: number
  readonly options?: GroupsOptions
}

interface Counted {
  readonly title: string
  readonly groups: number
  readonly lines: readonly BillLine[]
}

export async function benchCost({ quick }: BenchOptions): Promise<void> {
  const stack = stackCosts()
  const hours = quick ? 2 : 24
  const one = await priced(stack, { title: '1 group', groups: 1, hours })
  const hundred = await priced(stack, { title: '100 groups', groups: 100, hours })
  const columns = [one.counted, hundred.counted]
  if (!quick) {
    const later = (groups: number) => ({ startMs: firstDayMs + dayMs, items: recordsFor(groups, hundred.region) })
    const many: Case = { title: '1,000 groups', groups: 1000, hours: 1, options: later(1000) }
    columns.push((await priced(stack, many, hundred.slow)).counted)
    const fresh: Case = { title: '100, all fresh', groups: 100, hours: 1, options: { ...later(100), fresh: true } }
    columns.push((await priced(stack, fresh)).counted)
  }
  print(columns)
}

/** As a day has left them: what is read and written for a group of a day, without its first learning. */
function recordsFor(groups: number, { region }: RunningRegion): Items {
  const context = { nowMs: region.clock.now(), caller: 'bench' }
  const read = (pk: string, kind: string) =>
    region.dynamoDb.operations.GetItem({ TableName: tableName, Key: { pk: { S: pk }, sk: { S: kind } } }, context).Item
  return Array.from({ length: groups }, (_, group) => `web-${group}`).flatMap((name, group) =>
    ['config', 'learned', 'model', 'state', 'lease'].flatMap(kind => {
      // The loads of the groups repeat themselves after 24.
      const item = read(`group#web-${group % 24}`, kind)
      if (item === undefined) return []
      const body = kind === 'config' ? { S: JSON.stringify({ ...JSON.parse(item.body.S ?? ''), name }) } : item.body
      return [{ ...item, pk: { S: `group#${name}` }, ...(body && { body }) }]
    }),
  )
}

interface Priced {
  readonly counted: Counted
  readonly region: RunningRegion
  /** The same in a region where calls take their time. */
  readonly slow: CostMeter
}

/** @param alike timed runs of shards of the same size, where this one's are too many to be timed themselves */
async function priced(stack: StackCosts, each: Case, alike?: CostMeter): Promise<Priced> {
  const meter = new CostMeter()
  const { groups, hours } = each
  const { region, unitsBefore } = await run(each, hours, { ...meter })
  const slow = new CostMeter()
  const slowHours = alike === undefined ? Math.min(timedHours, hours) : timedHoursOfMany
  await run(each, slowHours, { ...slow, callLatencyMs: service => latencyMs[service] })
  const { readUnits, writeUnits } = region.region.dynamoDb.consumed
  const usage: Usage = {
    groups,
    hours,
    functions: timed(stack, each.title, meter, slow, alike),
    readUnits: readUnits - unitsBefore.readUnits,
    writeUnits: writeUnits - unitsBefore.writeUnits,
    metricsRequested: meter.metricsRequested,
    logBytes: meter.logBytes(region.controlPlane),
    publishes: meter.publishes,
    schedulerInvocations: meter.functions.get('discover')!.invocations,
    storedBytes: tableBytes(region.region) + meter.decisionBytes * (decisionHours / hours - 1),
  }
  const customMetrics = Object.keys(region.controlPlane.counters).length
  const lines = billOf(usage, { ...stack.standing, customMetrics })
  return { counted: { title: each.title, groups, lines }, region, slow }
}

/** @returns also the units that were used before the time that counts */
async function run({ groups, hours, options }: Case, forHours: number, deploy: GroupsOptions) {
  const region = await regionOfGroups(groups, hours, { ...options, ...deploy })
  const unitsBefore = { ...region.region.dynamoDb.consumed }
  await region.region.clock.runUntil(region.startMs + forHours * hourMs)
  return { region, unitsBefore }
}

/** Every run as long as it waits where calls take their time, and computes on its share of a processor. */
function timed(stack: StackCosts, title: string, meter: CostMeter, slow: CostMeter, alike = slow): FunctionUsage[] {
  return [...meter.functions].map(([name, { invocations, cpuSeconds, calls }]) => {
    const source = (name === 'discover' ? slow : alike).functions.get(name)!
    const memoryMiB = stack.memoryOf(name)
    const slowness = Math.max(1, wholeProcessorMiB / memoryMiB)
    const waited = source.waitedSeconds / source.invocations
    const computed = (slowness * (cpuSeconds + calls * cpuSecondsPerCall)) / invocations
    console.log(
      `${title}: ${name} ran ${invocations} times, ${(waited + computed).toFixed(2)} s billed each at ${memoryMiB} MB ` +
        `(${waited.toFixed(2)} s waiting)`,
    )
    return { name, invocations, billedSeconds: invocations * (waited + computed), memoryMiB }
  })
}

function print(columns: readonly Counted[]): void {
  const perGroup = ({ groups, lines }: Counted, usd = totalOf(lines)) => (usd / groups).toFixed(4)
  const table = new CliTable({ head: ['USD per group and month', ...columns.map(({ title }) => title)] })
  columns[0].lines.forEach(({ service, what }, index) => {
    table.push([`${service}: ${what}`, ...columns.map(each => perGroup(each, each.lines[index].usdPerMonth))])
  })
  table.push(['together', ...columns.map(each => perGroup(each))])
  console.log(
    `${table.toString()}\n(a month of ${hoursPerMonth} hours; wanted: at most 1.00 at 100 groups, 0.60 at 1,000)`,
  )
  console.log(`Prices of ${pricesAsOf}, us-east-1, no free tier:`)
  for (const [name, { usd, unit, source, ...price }] of Object.entries(prices)) {
    const doubt = 'unverified' in price ? ' UNVERIFIED' : ''
    console.log(`  ${name}: ${usd} USD a ${unit} (${source})${doubt}`)
  }
}
