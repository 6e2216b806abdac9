// What the control plane costs a group and month: everything it uses is counted in the simulated region and priced by
// `cost-prices.ts`. One and a hundred groups for a day; a thousand, and a hundred with a ten-second metric, for two hours upon the
// states that a day has left. About 20 minutes; --quick: two hours of one and of a hundred groups.
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
    const later = (groups: number): GroupsOptions => ({
      startMs: firstDayMs + dayMs,
      items: statesFor(groups, hundred.region),
    })
    const fresh = { ...later(100), fresh: true }
    columns.push((await priced(stack, { title: '1,000 groups', groups: 1000, hours: 2, options: later(1000) })).counted)
    columns.push((await priced(stack, { title: '100, all fresh', groups: 100, hours: 2, options: fresh })).counted)
  }
  print(columns)
}

/** As a day has left them, so that two hours of a thousand groups write and read what a day-old group does. */
function statesFor(groups: number, { region }: RunningRegion): Items {
  const context = { nowMs: region.clock.now(), caller: 'bench' }
  const read = (group: number, kind: string) =>
    region.dynamoDb.operations.GetItem(
      { TableName: tableName, Key: { pk: { S: `group#web-${group}` }, sk: { S: kind } } },
      context,
    ).Item
  return Array.from({ length: groups }, (_, group) => group).flatMap(group =>
    ['state', 'lease'].flatMap(kind => {
      // The load of the groups repeats itself after 24.
      const item = read(group % 24, kind)
      return item === undefined ? [] : [{ ...item, pk: { S: `group#web-${group}` } }]
    }),
  )
}

async function priced(stack: StackCosts, each: Case): Promise<{ counted: Counted; region: RunningRegion }> {
  const meter = new CostMeter()
  const { groups, hours } = each
  const { region, unitsBefore } = await run(each, hours, { ...meter })
  const { readUnits, writeUnits } = region.region.dynamoDb.consumed
  const usage: Usage = {
    groups,
    hours,
    functions: await timed(stack, each, meter),
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
  return { counted: { title: each.title, groups, lines }, region }
}

/** @returns also the units that were used before the time that counts */
async function run({ groups, hours, options }: Case, forHours: number, deploy: GroupsOptions) {
  const region = await regionOfGroups(groups, hours, { ...options, ...deploy })
  const unitsBefore = { ...region.region.dynamoDb.consumed }
  await region.region.clock.runUntil(region.startMs + forHours * hourMs)
  return { region, unitsBefore }
}

/** Every run as long as it waits in a region where calls take their time, and computes on its share of a processor. */
async function timed(stack: StackCosts, each: Case, meter: CostMeter): Promise<FunctionUsage[]> {
  const slow = new CostMeter()
  await run(each, Math.min(timedHours, each.hours), { ...slow, callLatencyMs: service => latencyMs[service] })
  return [...meter.functions].map(([name, { invocations, cpuSeconds, calls }]) => {
    const { waitedSeconds, invocations: timedInvocations } = slow.functions.get(name)!
    const memoryMiB = stack.memoryOf(name)
    const slowness = Math.max(1, wholeProcessorMiB / memoryMiB)
    const waited = (invocations * waitedSeconds) / timedInvocations
    const billedSeconds = waited + slowness * (cpuSeconds + calls * cpuSecondsPerCall)
    const mean = billedSeconds / invocations
    console.log(
      `${each.title}: ${name} ${invocations} runs, ${mean.toFixed(2)} s billed each at ${memoryMiB} MB ` +
        `(waiting ${(waited / invocations).toFixed(2)} s)`,
    )
    return { name, invocations, billedSeconds, memoryMiB }
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
