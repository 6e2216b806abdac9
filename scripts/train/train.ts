// npm run train [-- --net next-days|next-hour] [--steps N] [--quick]: trains the networks anew and writes their weights where
// the forecast reads them. The same command gives the same weights, on processors whose fused multiply and add agree.
import { Command, InvalidArgumentError } from 'commander'
import { createProgress } from '../../shared/runtime/progress.ts'
import { compileKernels } from './kernels.ts'
import { type NetworkName, networkNames, plans } from './plans.ts'
import { Training, type TrainingPlan } from './train-network.ts'
import { recordOf, writeWeights } from './write-weights.ts'

interface Options {
  readonly net?: NetworkName
  readonly steps?: number
  readonly quick?: boolean
}

const quickSteps = 200

function parseOptions(words: readonly string[]): Options {
  return new Command('train')
    .description('Trains the networks of the forecast on synthetic series and writes their weights.')
    .option('--net <name>', 'only this one (default: both)', netOf)
    .option('--steps <number>', 'instead of the steps of the plan', stepsOf)
    .option('--quick', `${quickSteps} steps, and nothing is written: to see that training works`)
    .exitOverride(error => process.exit(error.exitCode === 0 ? 0 : 2))
    .configureOutput({
      outputError: (text, write) =>
        write(text.replace(/^error: (option '(\S+).*?' argument '.*' is invalid\. )?/, '$2 ')),
    })
    .parse(words, { from: 'user' })
    .opts<Options>()
}

function netOf(text: string): NetworkName {
  const name = networkNames.find(known => known === text)
  if (name !== undefined) return name
  throw new InvalidArgumentError(`got "${text}", wanted ${networkNames.join(' or ')}`)
}

function stepsOf(text: string): number {
  const steps = Number(text)
  if (Number.isInteger(steps) && steps > 0) return steps
  throw new InvalidArgumentError(`got "${text}", wanted a whole number above 0`)
}

async function train(name: NetworkName, options: Options): Promise<void> {
  const plan = { ...plans[name], steps: options.quick ? quickSteps : (options.steps ?? plans[name].steps) }
  const training = new Training(plan, await compileKernels())
  advanceToEnd(name, training, plan)
  const steps = options.steps === undefined ? '' : ` --steps ${options.steps}`
  const making = {
    name,
    command: `npm run train -- --net ${name}${steps}`,
    madeOn: new Date().toISOString().slice(0, 10),
  }
  const record = recordOf(training, plan, making)
  console.log(
    `${name}: loss ${record.card.validationLoss.toFixed(4)}, as stored ${record.card.storedValidationLoss.toFixed(4)}`,
  )
  if (!options.quick) writeWeights(weightsFile(name), record)
}

function advanceToEnd(name: NetworkName, training: Training, { steps }: TrainingPlan): void {
  const progress = createProgress(name, steps)
  for (let state = training.advance(); state.step < steps; state = training.advance()) progress.update(state.step)
  progress.update(steps)
  progress.stop()
}

function weightsFile(name: NetworkName): URL {
  return new URL(`../../shared/domain/forecasting/neural/${name}-weights.json`, import.meta.url)
}

const options = parseOptions(process.argv.slice(2))
for (const name of networkNames) if (options.net === undefined || options.net === name) await train(name, options)
