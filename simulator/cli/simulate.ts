// npm run simulate: any trace, any policies, figures as a table and as JSON.
import { createWriteStream, type WriteStream } from 'node:fs'
import { resolve } from 'node:path'
import { Command } from 'commander'
import { InputError } from '../../shared/domain/errors.ts'
import {
  checkOutput,
  commaSeparated,
  daysOf,
  instant,
  positiveNumber,
  runCommand,
  wholeNumber,
  writeOutput,
} from '../../shared/runtime/command-line.ts'
import { createProgress } from '../../shared/runtime/progress.ts'
import type { CallRecord } from '../kernel/simulated-client.ts'
import { parsePolicy } from '../policies/policy-name.ts'
import { plainSentence, renderSummaryTable } from '../report/summary-table.ts'
import { defaultScenario, loadScenario } from '../scenario.ts'
import { simulate, withTeamPolicy } from '../simulate.ts'
import { planSimulation } from '../simulation-plan.ts'
import { loadTrace } from '../workload/trace.ts'

interface Options {
  readonly trace: string
  readonly scenario?: string
  readonly policies: string[]
  readonly start?: number
  readonly days?: number
  readonly seed: number
  readonly instanceRps?: number
  readonly json?: string
  readonly calls?: string
}

const command = new Command('simulate')
  .description('runs policies on a load trace in the simulated region')
  .requiredOption('--trace <file>', 'CSV with the header timestamp,value')
  .option('--scenario <file>', 'JSON that changes the defaults (docs/scenario.md)')
  .option('--policies <names>', 'comma-separated, each with an optional @knob', commaSeparated, [
    'penumbra',
    'target-tracking',
    'oracle',
  ])
  .option('--start <iso>', 'judging begins here; earlier rows are history', instant)
  .option('--days <n>', 'days judged', daysOf)
  .option('--seed <n>', 'seed of every random draw', wholeNumber, 1)
  .option('--instance-rps <x>', "one instance's capacity in the trace's own requests per second", positiveNumber)
  .option('--json <file>', 'writes the whole result')
  .option('--calls <file>', 'writes every AWS call of the control plane, one JSON object a line')
  .action(run)

async function run(options: Options): Promise<void> {
  const scenario = options.scenario === undefined ? defaultScenario : loadScenario(options.scenario)
  for (const name of options.policies) parsePolicy(name, scenario.group.maxSize)
  refuseSameFile(options)
  const plan = planSimulation(loadTrace(options.trace), scenario, {
    seed: options.seed,
    startMs: options.start,
    days: options.days,
    instanceRps: options.instanceRps,
  })
  const policies = withTeamPolicy(options.policies, plan)
  // Opened before the long work, so that a path that cannot be written is refused at once.
  if (options.json !== undefined) checkOutput(options.json)
  const calls = options.calls === undefined ? undefined : openCalls(options.calls)
  const progress = createProgress('simulating', policies.length)
  const result = await simulate(plan, policies, {
    onProgress: done => progress.update(done),
    onCalls: calls && (records => writeCalls(calls, records)),
  }).finally(() => progress.stop())
  await closed(calls)
  if (options.json !== undefined) writeOutput(options.json, JSON.stringify(result))
  console.log(renderSummaryTable(result))
  console.log(plainSentence(result))
}

/** A result must never overwrite what it is made from, or another result. */
function refuseSameFile({ trace, scenario, json, calls }: Options): void {
  const named = Object.entries({ trace, scenario, json, calls }).filter(([, path]) => path !== undefined)
  const seen = new Map<string, string>()
  for (const [option, path = ''] of named) {
    const other = seen.get(resolve(path))
    if (other !== undefined) throw new InputError(`got ${path} for --${other} and --${option}, wanted different files`)
    seen.set(resolve(path), option)
  }
}

function openCalls(path: string): WriteStream {
  writeOutput(path, '')
  return createWriteStream(path)
}

function writeCalls(stream: WriteStream, records: readonly CallRecord[]): void {
  for (const { timeMs, caller, service, operation, input, error } of records) {
    const t = new Date(timeMs).toISOString()
    stream.write(`${JSON.stringify({ t, caller, service, operation, input, error }, readableBytes)}\n`)
  }
}

/** Payloads are bytes; people and programs want their text. */
function readableBytes(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? new TextDecoder().decode(value) : value
}

function closed(stream: WriteStream | undefined): Promise<void> {
  return new Promise(resolve => (stream === undefined ? resolve() : stream.end(resolve)))
}

await runCommand(command, process.argv)
