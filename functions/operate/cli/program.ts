// The command line: every operation as a command, with its help. What a command does is always the same: make the input, ask
// the API, show the answer.
import { Argument, Command, Option } from 'commander'
import { controlModes } from '../../../shared/domain/control-mode.ts'
import { InputError } from '../../../shared/domain/errors.ts'
import { forecastAlgorithms } from '../../../shared/domain/forecasting/algorithms.ts'
import type { OperationAnswer, OperationName } from '../commands.ts'
import { commands } from '../commands.ts'
import { numberOf, wholeNumberOf } from './arguments.ts'
import { modeLine, renderDecisions, renderGroups, renderStatus } from './render-groups.ts'
import { renderEvent, renderEvents, renderForecast, renderShadows } from './render-plans.ts'
import { renderDoctor, renderObserveReport } from './render-reports.ts'
import type { Terminal } from './terminal.ts'

export interface GlobalOptions {
  readonly json?: boolean
  readonly region?: string
  readonly profile?: string
  readonly endpoint?: string
}

type Render<Name extends OperationName> = (answer: OperationAnswer<Name>, terminal: Terminal, nowMs: number) => string

/** Asks the API and shows the answer. */
export type Ask = <Name extends OperationName>(
  name: Name,
  input: Readonly<Record<string, unknown>>,
  render: Render<Name>,
  options: GlobalOptions,
) => Promise<void>

const groupArgument = () => new Argument('<GROUP>', 'name of the Auto Scaling group')

export function makeProgram(ask: Ask): Command {
  const program = new Command('penumbra')
    .description("Penumbra's operator commands. They ask the operator API, signed with your AWS credentials.")
    .option('--json', 'the answer of the API as it is, for programs')
    .option('--region <REGION>', 'AWS region; default: that of the environment or the profile')
    .option('--profile <NAME>', 'profile of the AWS configuration; default: the default credential chain')
    .option('--endpoint <URL>', 'address of the API; default: PENUMBRA_API_ENDPOINT, then SSM /penumbra/api-endpoint')
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', examples)
  addLooking(program, ask)
  addOrdering(program, ask)
  addShadows(program, ask)
  addEvents(program, ask)
  return program
}

const examples = `
Examples (from a checkout: npm run penumbra -- doctor web):
  penumbra doctor web                                  may this group be opted in?
  penumbra observe-report web                          what would acting have saved?
  penumbra explain web --limit 3                       why did it do that?
  penumbra pause web --reason "load test" --minutes 90
  penumbra mode freeze --reason "incident 4711"
  npm run --silent penumbra -- groups --json | jq '.groups[].autoScalingGroupName'

Status: 0 done, 1 the operation failed, 2 bad arguments.`

function addLooking(program: Command, ask: Ask): void {
  command(program, 'groups', 'ListGroups').action((_, self) => ask('ListGroups', {}, renderGroups, all(self)))
  ofGroup(program, 'status', 'GetGroupStatus', ask, renderStatus)
  ofGroup(program, 'doctor', 'GetDoctorReport', ask, renderDoctor)
  ofGroup(program, 'observe-report', 'GetObserveReport', ask, renderObserveReport)
  ofGroup(program, 'forecast', 'GetForecast', ask, renderForecast)
  command(program, 'explain', 'ExplainDecisions')
    .addArgument(groupArgument())
    .option('--limit <N>', 'decisions, 1 to 100', wholeNumberOf, 10)
    .action((autoScalingGroupName, options, self) =>
      ask('ExplainDecisions', { autoScalingGroupName, limit: options.limit }, renderDecisions, all(self)),
    )
}

function addOrdering(program: Command, ask: Ask): void {
  command(program, 'pause', 'PauseGroup')
    .addArgument(groupArgument())
    .requiredOption('--reason <TEXT>', 'why; kept with who and when')
    .option('--minutes <N>', 'ends by itself; default: until resumed', wholeNumberOf)
    .action((autoScalingGroupName, { reason, minutes }, self) =>
      ask('PauseGroup', { autoScalingGroupName, reason, minutes }, renderStatus, all(self)),
    )
  ofGroup(program, 'resume', 'ResumeGroup', ask, renderStatus)
  command(program, 'algorithm', 'ConfigureShadowingAlgorithm')
    .addArgument(groupArgument())
    .addArgument(new Argument('<TYPE>', 'family of models').choices(forecastAlgorithms))
    .action((autoScalingGroupName, algorithmType, _, self) =>
      ask('ConfigureShadowingAlgorithm', { autoScalingGroupName, algorithmType }, renderStatus, all(self)),
    )
  command(program, 'mode', 'GetMode')
    .summary('Shows or sets the kill switch: run, freeze or restore.')
    .addArgument(new Argument('[MODE]', 'sets it').choices(controlModes))
    .option('--reason <TEXT>', 'why; wanted when it is set')
    .action((mode, { reason }, self) => {
      if (mode === undefined && reason !== undefined)
        throw new InputError(`MODE: got none beside --reason, wanted ${controlModes.join(', ')}`)
      if (mode === undefined) return ask('GetMode', {}, renderMode, all(self))
      if (reason === undefined) throw new InputError('--reason: got nothing, wanted why the kill switch is set')
      return ask('SetMode', { mode, reason }, renderMode, all(self))
    })
}

function renderMode({ mode }: OperationAnswer<'GetMode'>, terminal: Terminal): string {
  return modeLine(mode, terminal)
}

function addShadows(program: Command, ask: Ask): void {
  const shadows = program.command('shadows').description('Shadow instances (not built yet: the warm pool stands in).')
  command(shadows, 'create', 'CreateShadowInstances')
    .addArgument(groupArgument())
    .requiredOption('--percentage <N>', 'of the instances in service, 0 to 100', numberOf)
    .action((autoScalingGroupName, { percentage }, self) =>
      ask('CreateShadowInstances', { autoScalingGroupName, shadowPercentage: percentage }, renderShadows, all(self)),
    )
  ofGroup(shadows, 'status', 'GetShadowInstanceStatus', ask, renderShadows)
}

function addEvents(program: Command, ask: Ask): void {
  const events = program.command('events').description('Announced stretches of unusual load.')
  const group = () => new Option('--group <GROUP>', 'name of the Auto Scaling group; default: every group')
  command(events, 'list', 'ListEvents')
    .addOption(group())
    .action((options, self) => ask('ListEvents', { autoScalingGroupName: options.group }, renderEvents, all(self)))
  command(events, 'put', 'PutEvent')
    .argument('<EVENT>', 'id of yours: 1 to 64 letters, digits or _ . -')
    .addOption(group())
    .requiredOption('--kind <KIND>', 'what kind, such as campaign, so that its effect can be learned')
    .requiredOption('--from <TIME>', 'ISO 8601 with a zone: 2026-11-27T08:00:00Z')
    .requiredOption('--to <TIME>', 'ISO 8601 with a zone')
    .option('--multiplier <N>', 'expected load, 2 = twice the usual', numberOf)
    .option('--note <TEXT>', 'for people')
    .action((eventId, { group, kind, from, to, multiplier, note }, self) => {
      const input = {
        eventId,
        autoScalingGroupName: group,
        kind,
        startsAt: from,
        endsAt: to,
        loadMultiplier: multiplier,
        note,
      }
      return ask('PutEvent', input, renderEvent, all(self))
    })
  command(events, 'delete', 'DeleteEvent')
    .argument('<EVENT>', 'its id')
    .addOption(group())
    .action((eventId, options, self) =>
      ask('DeleteEvent', { eventId, autoScalingGroupName: options.group }, deletedText, all(self)),
    )
}

function deletedText({ eventId, deleted }: OperationAnswer<'DeleteEvent'>): string {
  return deleted ? `Event ${eventId} is taken back.` : `There was no event ${eventId}.`
}

function command(parent: Command, name: string, operation: OperationName): Command {
  return parent.command(name).description(commands[operation].summary)
}

type OfGroup = {
  [Name in OperationName]: OperationAnswer<Name> extends { autoScalingGroupName: string } ? Name : never
}[OperationName]

/** A command that takes a group's name and nothing else. */
function ofGroup<Name extends OfGroup>(
  parent: Command,
  name: string,
  operation: Name,
  ask: Ask,
  render: Render<Name>,
): void {
  command(parent, name, operation)
    .addArgument(groupArgument())
    .action((autoScalingGroupName, _, self) => ask(operation, { autoScalingGroupName }, render, all(self)))
}

/** Options may stand before the command or behind it. */
function all(self: Command): GlobalOptions {
  return self.optsWithGlobals<GlobalOptions>()
}
