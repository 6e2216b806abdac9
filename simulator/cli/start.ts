// npm start: the default story, or one's own trace, told from end to end: simulate, compare, write the report, open the
// console. A result that is already there is only shown.
import { Command } from 'commander'
import { InputError } from '../../shared/domain/errors.ts'
import { checkOutput, runCommand, wholeNumber, writeOutput } from '../../shared/runtime/command-line.ts'
import { createProgress } from '../../shared/runtime/progress.ts'
import { type ConsoleServer, checkPort } from '../console/console-server.ts'
import { groupHistory } from '../console/group-history.ts'
import { loadResult } from '../console/load-result.ts'
import { openConsole } from '../console/open-console.ts'
import { renderReport } from '../report/render-report.ts'
import { plainSentence, renderSummaryTable } from '../report/summary-table.ts'
import type { SimulationResult } from '../result.ts'
import { defaultScenario } from '../scenario.ts'
import { simulate, withTeamPolicy } from '../simulate.ts'
import { planSimulation, type SimulationPlan } from '../simulation-plan.ts'
import { defaultStory } from '../workload/story.ts'
import { loadTrace } from '../workload/trace.ts'

interface Options {
  readonly serve: boolean
  readonly trace?: string
  readonly result?: string
  readonly seed: number
}

/** A result, and how to tell it. */
interface Told {
  readonly result: SimulationResult
  readonly json: string
  readonly html: string
  readonly title: string
  readonly events: Prepared['events']
}

const storyPolicies = [
  'penumbra',
  'target-tracking',
  'target-tracking@50',
  'target-tracking-fast',
  'predictive-hourly',
  'static-pool',
  'oracle@65',
  'oracle@75',
  'oracle@85',
]
const defaultPort = 8080
const host = '127.0.0.1'
/** Name of the simulated region's one Auto Scaling group. */
const groupName = 'web'
const reportPath = 'out/report.html'
const resultPath = 'out/simulation.json'
const highestPort = 65_535

const command = new Command('start')
  .description('simulates a fortnight of a web shop, or your own trace, and shows how Penumbra did')
  .option('--trace <file>', 'your own load: CSV with the header timestamp,value')
  .option('--seed <n>', 'seed of every random draw', wholeNumber, 1)
  .option('--result <file>', 'shows a result that was written before, and simulates nothing')
  .option('--no-serve', 'write the files and end')
  .action(run)

async function run(options: Options): Promise<void> {
  const port = options.serve ? portOf(process.env.PORT) : defaultPort
  const told =
    options.result === undefined ? await simulateAndWrite(options, port) : showWritten(options, options.result)
  console.log(renderSummaryTable(told.result))
  console.log(`${plainSentence(told.result)}\n`)
  if (options.result === undefined) console.log(`written: ${reportPath} and ${resultPath}`)
  if (options.serve) await open(told, port)
  console.log('your own trace:  npm start -- --trace FILE.csv   (header timestamp,value; requests per bin)')
}

async function simulateAndWrite(options: Options, port: number): Promise<Told> {
  const { plan, events, title } = prepare(options)
  const policies = withTeamPolicy(storyPolicies, plan)
  for (const path of [reportPath, resultPath]) checkOutput(path)
  if (options.serve) await checkPort(host, port)
  const progress = createProgress('simulating', policies.length)
  const onProgress = (done: number) => progress.update(done)
  const result = await simulate(plan, policies, { onProgress }).finally(() => progress.stop())
  const told = tell(result, JSON.stringify(result), title, events)
  writeOutput(resultPath, told.json)
  writeOutput(reportPath, told.html)
  return told
}

/** @throws InputError when the file is no result */
function showWritten({ trace }: Options, path: string): Told {
  if (trace !== undefined) throw new InputError(`got --trace ${trace} and --result ${path}, wanted one of them`)
  const { result, json } = loadResult(path)
  return tell(result, json, `${result.trace}, simulated before`, [])
}

function tell(result: SimulationResult, json: string, title: string, events: Prepared['events']): Told {
  return { result, json, title, events, html: renderReport(result, { title, events, frontier: frontierOf(result) }) }
}

/** Serves until Ctrl+C. */
async function open({ result, json, html, title, events }: Told, port: number): Promise<void> {
  const data = { title, groups: [groupHistory(groupName, result, events)] }
  const server = await openConsole({ data, report: html, json, host, port })
  console.log(`the console:     ${server.url} (Ctrl+C ends)`)
  console.log(`the report:      ${server.url}/report`)
  endOnSignal(server)
}

/** The process ends by itself, with status 0, when nothing is left to serve. */
function endOnSignal(server: ConsoleServer): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      console.log('\nended')
      void server.close()
    })
  }
}

interface Prepared {
  readonly plan: SimulationPlan
  readonly title: string
  readonly events: readonly { startMs: number; endMs: number; label: string }[]
}

function prepare({ seed, trace: path }: Options): Prepared {
  if (path !== undefined) {
    const trace = loadTrace(path)
    return { plan: planSimulation(trace, defaultScenario, { seed }), title: trace.name, events: [] }
  }
  const story = defaultStory(seed)
  return {
    plan: planSimulation(story.trace, defaultScenario, { seed, startMs: story.judgedFromMs, days: story.days }),
    title: 'A fortnight of a web shop',
    events: story.events.map(({ name, startMs, endMs }) => ({ startMs, endMs, label: name })),
  }
}

function frontierOf(result: SimulationResult) {
  return Object.entries(result.policies).map(([name, { costUsd, badRequests }]) => {
    const [policy, knob] = name.split('@')
    return { policy, knob: Number(knob ?? 60), costUsd, badRequests }
  })
}

/** @throws InputError */
function portOf(text: string | undefined): number {
  if (text === undefined) return defaultPort
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= highestPort) return port
  throw new InputError(`PORT: got "${text}", wanted a whole number from 0 to ${highestPort}`)
}

await runCommand(command, process.argv)
