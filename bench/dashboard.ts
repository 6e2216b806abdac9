// What the deployed widget function takes for a dashboard of thirty days: the whole handler on a region that holds as many days
// of requests, of the group's own metrics and of decisions, and a region of a hundred groups. Reads are simulated in no time:
// each is counted as 20 ms, and all as if they came one after the other. The very first figure also holds what the engine takes to
// get warm.
import { GroupStore } from '../shared/aws/group-store.ts'
import type { DecisionRecord } from '../shared/domain/group/records.ts'
import { tableName } from '../simulator/control-plane.ts'
import type { CallRecord } from '../simulator/kernel/simulated-client.ts'
import type { Region } from '../simulator/region.ts'
import { regionOfGroups } from './region-of-groups.ts'

const minuteMs = 60_000
const dayMs = 1440 * minuteMs
const days = 30
const callMs = 20
const widthsPx = [1200, 600, 300]
const group = 'web-0'

/** News a day beside one decision every quarter of an hour. */
const newsPerDay = 24

export async function benchDashboard(): Promise<void> {
  const calls: CallRecord[] = []
  const { region } = await regionOfGroups(1, 1, { onCall: call => calls.push(call), historyDays: days + 1 })
  publishSizes(region)
  await region.clock.runUntil(region.clock.now() + 20 * minuteMs)
  await writeDecisions(region)
  for (const [index, widget] of ['forecast-fan', 'fleet-ladder', 'decisions', 'accuracy', 'controls'].entries()) {
    // A longer time than the one before has asked for: nothing of it is known.
    report(widget, await ask(region, calls, { widget, group }, days * dayMs + index * 3_600_000))
  }
  await benchList()
}

async function benchList(): Promise<void> {
  const calls: CallRecord[] = []
  const { region } = await regionOfGroups(100, 1, { onCall: call => calls.push(call), historyDays: 1 })
  await region.clock.runUntil(region.clock.now() + 10 * minuteMs)
  report('groups, 100 of them', await ask(region, calls, { widget: 'groups' }, days * dayMs))
}

/** The first answer of a function that knows nothing yet, and the median of those that follow. */
interface Answers {
  readonly first: Answer
  readonly next: Answer
}

interface Answer {
  readonly milliseconds: number
  readonly kilobytes: number
  readonly calls: number
  readonly metrics: number
}

function report(widget: string, { first, next }: Answers): void {
  const inWords = ({ milliseconds, calls, metrics }: Answer) =>
    `${calls} calls with ${metrics} metrics, ${milliseconds.toFixed(0)} ms, with ${callMs} ms a call ${(milliseconds + calls * callMs).toFixed(0)} ms`
  console.log(
    `widgets: deployed, ${days} days: ${widget}: at first ${inWords(first)}; then ${inWords(next)}; at most ${first.kilobytes.toFixed(0)} KB (wanted: 1000 ms, 200 KB)`,
  )
}

/** The widest is asked first; the median of the others is over widths and repetitions. */
async function ask(region: Region, calls: readonly CallRecord[], params: object, rangeMs: number): Promise<Answers> {
  const answers: Answer[] = []
  for (const width of widthsPx) {
    for (let run = 0; run < 3; run++) answers.push(await askOnce(region, calls, { params, width, rangeMs }))
  }
  const [first, ...others] = answers
  return { first, next: others.sort((a, b) => a.milliseconds - b.milliseconds)[Math.floor(others.length / 2)] }
}

interface Question {
  readonly params: object
  readonly width: number
  readonly rangeMs: number
}

async function askOnce(
  region: Region,
  calls: readonly CallRecord[],
  { params, width, rangeMs }: Question,
): Promise<Answer> {
  const end = region.clock.now()
  const widgetContext = { theme: 'light', width, height: 400, timeRange: { start: end - rangeMs, end } }
  const Payload = new TextEncoder().encode(JSON.stringify({ ...params, widgetContext }))
  const callsBefore = calls.length
  const before = performance.now()
  const { Payload: html } = await region.lambda.operations.Invoke({ FunctionName: 'penumbra-widget', Payload })
  const milliseconds = performance.now() - before
  const answer: string = JSON.parse(html?.transformToString() ?? '""')
  if (!answer.includes('<svg') && !answer.includes('<dl'))
    throw new Error(`got ${answer.slice(-300)}, wanted a drawing`)
  const asked = calls.slice(callsBefore)
  return {
    milliseconds,
    kilobytes: Buffer.byteLength(answer) / 1000,
    calls: asked.length,
    metrics: asked.reduce((sum, call) => sum + metricsOf(call), 0),
  }
}

function metricsOf({ operation, input }: CallRecord): number {
  if (operation !== 'GetMetricData') return 0
  return (input as { readonly MetricDataQueries: readonly unknown[] }).MetricDataQueries.length
}

/** As if the group had published its sizes all the time. */
function publishSizes({ autoScaling, metrics, clock }: Region): void {
  const dimensions = { AutoScalingGroupName: group }
  autoScaling.operations.EnableMetricsCollection(
    { AutoScalingGroupName: group, Granularity: '1Minute' },
    { nowMs: clock.now(), caller: 'team' },
  )
  for (const metricName of ['GroupInServiceInstances', 'GroupPendingInstances', 'GroupDesiredCapacity']) {
    const series = metrics.series({ namespace: 'AWS/AutoScaling', metricName, dimensions }, 60)
    for (let ago = days * 1440; ago > 0; ago--) {
      const value = 10 + (ago % 7)
      series.record(clock.now() - ago * minuteMs, { sum: value, sampleCount: 1, minimum: value, maximum: value })
    }
  }
}

async function writeDecisions(region: Region): Promise<void> {
  const store = new GroupStore(region.clients('bench').dynamoDb, tableName, () => {})
  const nowMs = region.clock.now()
  const stepMs = Math.floor(dayMs / (96 + newsPerDay))
  for (let ago = days * dayMs; ago > 0; ago -= stepMs) await store.writeDecision(group, decisionAt(nowMs - ago), 1)
}

/** As long as they are: a reason of about 900 characters. */
function decisionAt(atMs: number): DecisionRecord {
  const floor = 10 + (Math.floor(atMs / (3 * 3_600_000)) % 9)
  return {
    schemaVersion: 1,
    at: new Date(atMs).toISOString(),
    action: 'hold',
    reason: 'Demand was 812 rps, with 20 in service; its peak is expected at 830 rps, below 870 rps with 95 %. '.repeat(
      9,
    ),
    floorBefore: floor,
    floorAfter: floor,
    costUsdPerHour: 0.096 * floor,
    fleet: { inService: floor + 2, pending: 0, terminating: 0, desired: floor + 2 },
    judgedHour: { hour: Math.floor(atMs / 3_600_000), forecastLoss: 120, reactiveLoss: 150, covered: 57, count: 60 },
    outlook: { fromMs: atMs, toMs: atMs + 5 * minuteMs, medianRps: 812, p95Rps: 870, reactiveRps: 900 },
  }
}
