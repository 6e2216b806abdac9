// What the control plane costs a group and month: everything it uses is counted in the simulated region and priced by
// `cost-prices.ts`. First a day of 24 groups, each with its peak at another hour; upon what it leaves in the table, six hours of a
// hundred groups, each of which holds every hour of a day, and one hour of a hundred with a ten-second metric. A thousand are ten such shards, and
// a discover that is timed by itself. About 4 minutes; --quick: three hours instead of the day, and no thousand.
import CliTable from 'cli-table3'
import { compressedBody, parseBody, textBody } from '../shared/aws/record-body.ts'
import { tableName } from '../simulator/control-plane.ts'
import type { BenchOptions } from './bench-options.ts'
import { type BillLine, billOf, type FunctionUsage, hoursPerMonth, totalOf, type Usage } from './cost-bill.ts'
import { CostMeter, type FunctionName, tableBytes } from './cost-meter.ts'
import { prices, pricesAsOf } from './cost-prices.ts'
import { type StackCosts, stackCosts } from './cost-standing.ts'
import { firstDayMs, type GroupsOptions, type RunningRegion, regionOfGroups } from './region-of-groups.ts'

const hourMs = 3_600_000

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

/** Enough for every function of a shard; learning comes at the beginning of every hour. */
const hours = 1

/** What an instance can do is learned anew as often. */
const hoursOfAHundred = 6

/** Some ticks of discover. */
const discoverHours = 0.05

type Item = NonNullable<NonNullable<GroupsOptions['items']>[number]>

interface Case {
  readonly title: string
  readonly groups: number
  readonly hours: number
  readonly options?: GroupsOptions
}

interface Column {
  readonly title: string
  readonly groups: number
  readonly lines: readonly BillLine[]
}

export async function benchCost({ quick }: BenchOptions): Promise<void> {
  const stack = stackCosts()
  const dayHours = quick ? 3 : 24
  const day = await regionOfGroups(24, dayHours)
  await day.region.clock.runUntil(firstDayMs + dayHours * hourMs)
  const later = (groups: number) => ({ startMs: firstDayMs + dayHours * hourMs, items: recordsFor(groups, day) })
  const one = await counted(stack, { title: '1 group', groups: 1, hours: dayHours })
  const hundred = await counted(stack, {
    title: '100 groups',
    groups: 100,
    hours: quick ? hours : hoursOfAHundred,
    options: later(100),
  })
  const fresh = { ...later(100), fresh: true }
  const freshOnes = await counted(stack, { title: '100, all fresh', groups: 100, hours, options: fresh })
  const usages = [one, hundred, freshOnes]
  if (!quick) usages.splice(2, 0, await tenShards(stack, hundred, later(1000)))
  print(usages.map(({ title, usage, customMetrics }) => columnOf(stack, title, usage, customMetrics)))
}

/** As a day has left them: what is read and written for a group of a day, without its first learning. */
function recordsFor(groups: number, { region }: RunningRegion): Item[] {
  const context = { nowMs: region.clock.now(), caller: 'bench' }
  const of = (pk: string) =>
    region.dynamoDb.operations.Query(
      {
        TableName: tableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: pk } },
      },
      context,
    ).Items ?? []
  // The loads of the groups repeat themselves after 24.
  return Array.from({ length: groups }, (_, group) => [`web-${group % 24}`, `web-${group}`]).flatMap(([from, to]) =>
    [...of(`group#${from}`).filter(isOfAnHour), ...of(`app#${from}`)].map(item => renamed(item, from, to)),
  )
}

const kindsOfAnHour = ['config', 'learned', 'model', 'state', 'lease', 'outlook', 'backfill']

function isOfAnHour({ sk }: Item): boolean {
  return kindsOfAnHour.includes(sk.S ?? '')
}

/** The record as another group's: its key, and where its body names the group. */
function renamed(item: Item, from: string, to: string): Item {
  const pk = { S: (item.pk.S ?? '').replace(from, to) }
  if (item.body === undefined) return { ...item, pk }
  const text = JSON.stringify(parseBody(item.body)).replaceAll(`"${from}"`, `"${to}"`)
  const body = item.body.B === undefined ? textBody(JSON.parse(text)) : compressedBody(JSON.parse(text))
  return { ...item, pk, body }
}

interface Counted {
  readonly title: string
  readonly usage: Usage
  readonly customMetrics: number
}

async function counted(stack: StackCosts, each: Case): Promise<Counted> {
  const meter = new CostMeter()
  const { title, groups } = each
  const { region, unitsBefore } = await run(each, each.hours, meter)
  const slow = await timed(each, Math.min(each.hours, hours))
  const { readUnits, writeUnits } = region.region.dynamoDb.consumed
  const usage: Usage = {
    groups,
    hours: each.hours,
    functions: [...meter.functions.keys()].map(name => functionUsage(stack, title, name, meter, slow)),
    readUnits: readUnits - unitsBefore.readUnits,
    writeUnits: writeUnits - unitsBefore.writeUnits,
    metricsRequested: meter.metricsRequested,
    logBytes: meter.logBytes(region.controlPlane),
    publishes: meter.publishes,
    schedulerInvocations: meter.functions.get('discover')!.invocations,
    storedBytes: tableBytes(region.region) + meter.decisionBytes * (decisionHours / each.hours - 1),
  }
  return { title, usage, customMetrics: Object.keys(region.controlPlane.counters).length }
}

/** Shards know nothing of each other; only discover sees a thousand groups at once, page after page. */
async function tenShards(
  stack: StackCosts,
  { usage, customMetrics }: Counted,
  options: GroupsOptions,
): Promise<Counted> {
  const title = '1,000 groups'
  // Nothing is learned from so few minutes, so that hardly any history is needed.
  const many: Case = { title, groups: 1000, hours: discoverHours, options: { ...options, historyDays: 0.05 } }
  const meter = new CostMeter()
  await run(many, discoverHours, meter)
  const discover = functionUsage(stack, title, 'discover', meter, await timed(many, discoverHours))
  const shards = usage.functions.filter(({ name }) => name !== 'discover')
  const tenTimes = ({ invocations, billedSeconds, ...rest }: FunctionUsage): FunctionUsage => ({
    ...rest,
    invocations: 10 * invocations,
    billedSeconds: 10 * billedSeconds,
  })
  const scale = usage.schedulerInvocations / discover.invocations
  return {
    title,
    customMetrics,
    usage: {
      ...usage,
      groups: 1000,
      functions: [
        ...shards.map(tenTimes),
        { ...discover, invocations: usage.schedulerInvocations, billedSeconds: scale * discover.billedSeconds },
      ],
      readUnits: 10 * usage.readUnits,
      writeUnits: 10 * usage.writeUnits,
      metricsRequested: 10 * usage.metricsRequested,
      logBytes: 10 * usage.logBytes,
      publishes: 10 * usage.publishes,
      storedBytes: 10 * usage.storedBytes,
    },
  }
}

/** The same in a region where calls take their time. */
async function timed(each: Case, forHours: number): Promise<CostMeter> {
  const slow = new CostMeter()
  await run(each, forHours, slow, service => latencyMs[service])
  return slow
}

/** @returns also the units that were used before the time that counts */
async function run(
  { groups, hours: ofLoad, options }: Case,
  forHours: number,
  { onCall, onDecision, wrap }: CostMeter,
  callLatencyMs?: GroupsOptions['callLatencyMs'],
) {
  const region = await regionOfGroups(groups, ofLoad, { ...options, onCall, onDecision, wrap, callLatencyMs })
  const unitsBefore = { ...region.region.dynamoDb.consumed }
  await region.region.clock.runUntil(region.startMs + forHours * hourMs)
  return { region, unitsBefore }
}

/** Every run as long as it waits where calls take their time, and computes on its share of a processor. */
function functionUsage(
  stack: StackCosts,
  title: string,
  name: FunctionName,
  meter: CostMeter,
  slow: CostMeter,
): FunctionUsage {
  const { invocations, cpuSeconds, calls } = meter.functions.get(name)!
  const memoryMiB = stack.memoryOf(name)
  const slowness = Math.max(1, wholeProcessorMiB / memoryMiB)
  const waited = slow.functions.get(name)!.waitedSeconds / slow.functions.get(name)!.invocations
  const computed = (slowness * (cpuSeconds + calls * cpuSecondsPerCall)) / invocations
  console.log(
    `cost: ${title}: ${name} ran ${invocations} times, ${(waited + computed).toFixed(2)} s billed each at ` +
      `${memoryMiB} MB (${waited.toFixed(2)} s waiting)`,
  )
  return { name, invocations, billedSeconds: invocations * (waited + computed), memoryMiB }
}

function columnOf({ standing }: StackCosts, title: string, usage: Usage, customMetrics: number): Column {
  const lines = billOf(usage, { ...standing, customMetrics })
  console.log(`cost: ${title}: ${(totalOf(lines) / usage.groups).toFixed(4)} USD per group and month`)
  return { title, groups: usage.groups, lines }
}

function print(columns: readonly Column[]): void {
  const perGroup = ({ groups, lines }: Column, usd = totalOf(lines)) => (usd / groups).toFixed(4)
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
