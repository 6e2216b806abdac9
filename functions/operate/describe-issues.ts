// What does not fit a schema, in the words of every other message: where, what was got, what was wanted.
import type { z } from 'zod'
import { type InputProblem, ProblemError } from './problems.ts'

type Issue = z.core.$ZodIssue

const longestGot = 100

/** Whoever sends thousands of unknown fields needs no list of them. */
const mostErrors = 20

/** @param input what was checked, to quote from it */
export function invalidInput(input: unknown, issues: readonly Issue[]): ProblemError {
  const all = issues.flatMap(issue => describeIssue(input, issue))
  const errors = all.slice(0, mostErrors)
  const told = errors.map(({ pointer, got, wanted }) => `${nameOf(pointer)}: got ${got}, wanted ${wanted}`).join('; ')
  const more = all.length > mostErrors ? `; and ${all.length - mostErrors} more` : ''
  return new ProblemError('invalid-input', `${told}${more}`, { errors })
}

/** A misspelt key is told under its own name. */
function describeIssue(input: unknown, issue: Issue): InputProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(key => problemAt(input, [...issue.path, key], 'no such field'))
  }
  return [problemAt(input, issue.path, wantedOf(issue))]
}

function problemAt(input: unknown, path: readonly PropertyKey[], wanted: string): InputProblem {
  const value = path.reduce<unknown>((at, key) => (isRecord(at) ? at[String(key)] : undefined), input)
  return { pointer: pointerTo(path), got: quoted(value), wanted }
}

function wantedOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'object' ? 'an object' : `a value of type ${issue.expected}`
    case 'too_small':
      return `${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}${unitOf(issue.origin)}`
    case 'too_big':
      return `${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}${unitOf(issue.origin)}`
    case 'invalid_value':
      return `one of ${issue.values.map(String).join(', ')}`
    case 'invalid_format':
      return issue.format === 'regex' ? `text that matches ${issue.pattern}` : `text in the format ${issue.format}`
    default:
      return issue.message
  }
}

function unitOf(origin: string): string {
  return origin === 'string' ? ' characters' : ''
}

function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > longestGot ? `${text.slice(0, longestGot)}…` : text
}

/** RFC 6901. */
function pointerTo(path: readonly PropertyKey[]): string {
  return path.map(key => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

function nameOf(pointer: string): string {
  return pointer === '' ? 'body' : pointer.slice(1).replaceAll('/', '.')
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
