// npm start: the default story, or one's own trace, told from end to end: simulate, compare, write the report, serve it.
import { Command } from 'commander'
import { InputError } from '../../shared/domain/errors.ts'
import { createProgress } from '../report/progress.ts'
import { renderReport } from '../report/render-report.ts'
import { serveReport } from '../report/serve.ts'
import { plainSentence, renderSummaryTable } from '../report/summary-table.ts'
import type { SimulationResult } from '../result.ts'
import { defaultScenario } from '../scenario.ts'
import { simulate, withTeamPolicy } from '../simulate.ts'
import { planSimulation, type SimulationPlan } from '../simulation-plan.ts'
import { defaultStory } from '../workload/story.ts'
import { loadTrace } from '../workload/trace.ts'
import { checkOutput, runCommand, wholeNumber, writeOutput } from './command-line.ts'

interface Options {
  readonly serve: boolean
  readonly trace?: string
  readonly seed: number
}

const storyPolicies = ['penumbra', 'target-tracking', 'target-tracking@50', 'oracle@65', 'oracle@75', 'oracle@85']
const defaultPort = 8080
const host = '127.0.0.1'
const reportPath = 'out/report.html'
const resultPath = 'out/simulation.json'
const highestPort = 65_535

const command = new Command('start')
  .description('simulates a fortnight of a web shop, or your own trace, and shows how Penumbra did')
  .option('--trace <file>', 'your own load: CSV with the header timestamp,value')
  .option('--seed <n>', 'seed of every random draw', wholeNumber, 1)
  .option('--no-serve', 'write the files and end')
  .action(run)

async function run(options: Options): Promise<void> {
  const port = options.serve ? portOf(process.env.PORT) : defaultPort
  const { plan, events, title } = prepare(options)
  const policies = withTeamPolicy(storyPolicies, plan)
  for (const path of [reportPath, resultPath]) checkOutput(path)
  if (options.serve) await checkPort(port)
  const progress = createProgress('simulating', policies.length)
  const result = await simulate(plan, policies, { onProgress: done => progress.update(done) })
  progress.stop()
  const json = JSON.stringify(result)
  const html = renderReport(result, { title, events, frontier: frontierOf(result) })
  writeOutput(resultPath, json)
  writeOutput(reportPath, html)
  console.log(renderSummaryTable(result))
  console.log(`${plainSentence(result)}\n`)
  console.log(`written: ${reportPath} and ${resultPath}`)
  if (options.serve) {
    const { url } = await serveReport({ html, json, host, port })
    console.log(`the report:      ${url} (Ctrl+C ends)`)
  }
  console.log('your own trace:  npm start -- --trace FILE.csv   (header timestamp,value; requests per bin)')
}

/** A port that is taken should be known before the simulation, not after it. */
async function checkPort(port: number): Promise<void> {
  const server = await serveReport({ html: '', json: '', host, port })
  await server.close()
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
