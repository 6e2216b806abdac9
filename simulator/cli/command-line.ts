// What the commands share: arguments that are parsed or refused in one line, and status 2 for whatever a person got wrong.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Command, CommanderError, InvalidArgumentError } from 'commander'
import { PenumbraError } from '../../shared/domain/errors.ts'

const badInputStatus = 2

/** Runs a command; a mistake of the person at the keyboard is one line and status 2, a mistake of ours keeps its stack. */
export async function runCommand(command: Command, argv: readonly string[]): Promise<void> {
  try {
    await command.exitOverride().parseAsync([...argv])
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : badInputStatus
    else if (error instanceof PenumbraError) {
      console.error(`${command.name()}: ${error.message}`)
      process.exitCode = badInputStatus
    } else throw error
  }
}

/** @throws InputError in one line when the file cannot be written */
export function writeOutput(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  } catch (cause) {
    throw new PenumbraError(`${path}: got ${reasonOf(cause)}, wanted a file that can be written`, { cause })
  }
}

export function wholeNumber(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && Number.isInteger(value) && value >= 0) return value
  throw new InvalidArgumentError(`got "${text}", wanted a whole number from 0 on`)
}

export function positiveNumber(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && Number.isFinite(value) && value > 0) return value
  throw new InvalidArgumentError(`got "${text}", wanted a number above 0`)
}

/** ISO 8601 with a zone, to epoch milliseconds, on a whole minute. */
export function instant(text: string): number {
  const timeMs = Date.parse(text)
  if (/T.*(Z|[+-]\d\d:\d\d)$/.test(text) && timeMs % 60_000 === 0) return timeMs
  throw new InvalidArgumentError(`got "${text}", wanted a whole minute as 2026-01-31T00:00:00Z`)
}

export function commaSeparated(text: string): string[] {
  const parts = text.split(',').map(part => part.trim())
  if (parts.every(part => part !== '')) return [...new Set(parts)]
  throw new InvalidArgumentError(`got "${text}", wanted names separated by commas`)
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'an error'
}
