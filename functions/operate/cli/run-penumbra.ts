// Runs one command line: 0 done, 1 the operation failed, 2 bad arguments; one line on standard error, never a stack trace, for
// what is a person's or the network's doing.
import { type Command, CommanderError } from 'commander'
import { InputError, PenumbraError } from '../../../shared/domain/errors.ts'
import {
  type ConnectionOptions,
  connectToOperator,
  type OperatorConnection,
} from '../../../shared/runtime/operator-connection.ts'
import { reworded } from './arguments.ts'
import { callOperation, checkInput } from './call-operation.ts'
import { type Ask, makeProgram } from './program.ts'
import { printable, type Terminal } from './terminal.ts'

export interface CliEnvironment {
  readonly terminal: Terminal
  readonly variables: Readonly<Record<string, string | undefined>>
  readonly now: () => number
  /** @default connectToOperator */
  readonly connect?: (options: ConnectionOptions) => Promise<OperatorConnection>
}

/** @returns the exit status */
export async function runPenumbra(argv: readonly string[], environment: CliEnvironment): Promise<number> {
  const { terminal } = environment
  const program = makeProgram(asking(environment))
  for (const command of withSubcommands(program)) {
    command.exitOverride().configureOutput({
      writeOut: terminal.write,
      writeErr: terminal.writeError,
      outputError: () => {},
      getOutHelpWidth: () => terminal.columns,
    })
  }
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return 0
  } catch (error) {
    return statusOf(error, terminal)
  }
}

function asking({ terminal, variables, now, connect = connectToOperator }: CliEnvironment): Ask {
  return async (name, input, render, { json, region, profile, endpoint }) => {
    checkInput(name, input)
    const connection = await connect({
      region,
      profile,
      endpoint: endpoint ?? (variables.PENUMBRA_API_ENDPOINT || undefined),
    })
    const answered = await callOperation(connection, name, input)
    terminal.write(`${json ? JSON.stringify(answered.json, null, 2) : render(answered.answer, terminal, now())}\n`)
  }
}

function statusOf(error: unknown, terminal: Terminal): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0 || error.code === 'commander.help') return error.exitCode === 0 ? 0 : 2
    return told(terminal, reworded(error.message), 2)
  }
  if (error instanceof InputError) return told(terminal, error.message, 2)
  if (error instanceof PenumbraError) return told(terminal, error.message, 1)
  throw error
}

function told(terminal: Terminal, message: string, status: number): number {
  terminal.writeError(`penumbra: ${printable(message.replace(/\s*[\r\n]\s*/g, ' '))}\n`)
  return status
}

function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)]
}
