// What the commands share: arguments that are parsed or refused in one line, and status 2 for whatever a person got wrong.
import { existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Command, CommanderError, InvalidArgumentError } from 'commander'
import { PenumbraError } from '../domain/errors.ts'

const badInputStatus = 2
const longestDays = 3653

/** What commander says of a command line, in words of ours. */
const rewordings: readonly (readonly [RegExp, string])[] = [
  [/^unknown option '(.*?)'.*$/s, 'got unknown option $1, wanted one of OPTIONS'],
  [/^required option '(.*)' not specified$/, 'got no $1, wanted it'],
  [/^option '(.*)' argument missing$/, 'got $1 without its value, wanted one'],
  [/^option '(\S+).*?' argument '.*' is invalid\. (got .*)$/s, '$1: $2'],
  [/^too many arguments.*?: (.*)\.$/s, 'got unexpected argument $1, wanted none'],
]

/** Runs a command; a mistake of the person at the keyboard is one line and status 2, a mistake of ours keeps its stack. */
export async function runCommand(command: Command, argv: readonly string[]): Promise<void> {
  try {
    command.exitOverride().configureOutput({ outputError: () => {} })
    await command.parseAsync([...argv])
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return
    if (!(error instanceof CommanderError || error instanceof PenumbraError)) throw error
    const message = error instanceof CommanderError ? reworded(command, error.message) : error.message
    console.error(`${command.name()}: ${message.replace(/\s*[\r\n]\s*/g, ' ')}`)
    process.exitCode = badInputStatus
  }
}

function reworded(command: Command, message: string): string {
  const text = message.replace(/^error: /, '')
  const [pattern, wording] = rewordings.find(([pattern]) => pattern.test(text)) ?? [text, text]
  const options = command.options.map(option => option.long).join(', ')
  return text.replace(pattern, wording.replace('OPTIONS', options))
}

/**
 * Writes a whole file or none: what is interrupted leaves the old one as it was.
 * @throws PenumbraError in one line when the file cannot be written
 */
export function writeOutput(path: string, text: string): void {
  refuseUnwritable(path, () => {
    writeFileSync(partial(path), text)
    renameSync(partial(path), path)
  })
}

/** Finds out before the long work whether `path` can be written, and leaves nothing behind. */
export function checkOutput(path: string): void {
  refuseUnwritable(path, () => {
    if (path === '') throw Object.assign(new Error(), { code: 'no name' })
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' })
    writeFileSync(partial(path), '')
    rmSync(partial(path))
  })
}

function partial(path: string): string {
  return `${path}.partial`
}

function refuseUnwritable(path: string, write: () => void): void {
  try {
    makeFolder(dirname(path))
    write()
  } catch (cause) {
    throw new PenumbraError(`${path}: got ${reasonOf(cause)}, wanted a file that can be written`, { cause })
  }
}

/** One after another: where nothing can be made (/proc), Node 24's own recursion never ends. */
function makeFolder(path: string): void {
  if (existsSync(path)) return
  makeFolder(dirname(path))
  mkdirSync(path)
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

/** No trace is longer than ten years. */
export function daysOf(text: string): number {
  const days = positiveNumber(text)
  if (days <= longestDays) return days
  throw new InvalidArgumentError(`got "${text}", wanted at most ${longestDays} days`)
}

/** ISO 8601 with a zone, to epoch milliseconds, on a whole minute. */
export function instant(text: string): number {
  const timeMs = Date.parse(text)
  if (/^\d{4}-.*T.*(Z|[+-]\d\d:\d\d)$/.test(text) && timeMs % 60_000 === 0) return timeMs
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
