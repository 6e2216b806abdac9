// Arguments of the command line: parsed, or refused with what was got and what was wanted.
import { InvalidArgumentError } from 'commander'

export function numberOf(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && Number.isFinite(value)) return value
  throw new InvalidArgumentError(`got "${text}", wanted a number`)
}

export function wholeNumberOf(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && Number.isInteger(value)) return value
  throw new InvalidArgumentError(`got "${text}", wanted a whole number`)
}

/** What commander says of a command line, in words of ours. */
const rewordings: readonly (readonly [RegExp, string])[] = [
  [/^unknown option '(.*?)'.*$/s, 'got unknown option $1, wanted one that --help lists'],
  [/^unknown command '(.*?)'.*$/s, 'got unknown command $1, wanted one that --help lists'],
  [/^missing required argument '(.*)'$/, 'got no $1, wanted it'],
  [/^required option '(.*)' not specified$/, 'got no $1, wanted it'],
  [/^option '(.*)' argument missing$/, 'got $1 without its value, wanted one'],
  [/^option '(\S+).*?' argument '.*' is invalid\. (got .*)$/s, '$1: $2'],
  [/^option '(\S+).*?' argument '(.*)' is invalid\. Allowed choices are (.*)\.$/s, '$1: got "$2", wanted $3'],
  [
    /^command-argument value '(.*)' is invalid for argument '(.*?)'\. Allowed choices are (.*)\.$/s,
    '$2: got "$1", wanted $3',
  ],
  [/^too many arguments.*?: (.*)\.$/s, 'got unexpected argument $1, wanted none'],
]

export function reworded(message: string): string {
  const text = message.replace(/^error: /, '')
  const [pattern, wording] = rewordings.find(([pattern]) => pattern.test(text)) ?? [text, text]
  return text.replace(pattern, wording)
}
