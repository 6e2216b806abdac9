import { shellQuote } from './doctor/shell-quote.ts'

export type AlertCause =
  | 'bad-tag'
  | 'unsupported'
  | 'demoted'
  | 'promoted'
  | 'failing'
  | 'restore-failing'
  | 'pool-yielded'

/** `info`: nothing to do, mostly that something is over. `critical`: what should be put back is not. */
export type AlertSeverity = 'info' | 'warning' | 'critical'

/** What a person is told, so that a tired operator can act on it at 3 a.m. */
export interface Alert {
  /** The same cause of the same group is told once until it has passed; that it has is told under the same cause. */
  readonly cause: AlertCause
  readonly severity: AlertSeverity
  /** Name of the Auto Scaling group. */
  readonly group: string
  /** Names the group: `web cannot be reconciled`. */
  readonly title: string
  readonly what: string
  readonly why: string
  readonly done: string
  readonly toDo: string
  /** The command that tells more: `explain` of decisions, `doctor` of what is wrong with the group itself. */
  readonly command: 'explain' | 'doctor'
}

/** The cause that began it: coming back from observing ends what going there began. */
export function threadOf(cause: AlertCause): AlertCause {
  return cause === 'promoted' ? 'demoted' : cause
}

/** As a person would paste it into a shell. A name that begins with a dash would be taken for an option. */
export function commandOf({ command, group }: Pick<Alert, 'command' | 'group'>): string {
  const words = group.startsWith('-') ? [command, '--', shellQuote(group)] : [command, shellQuote(group)]
  return ['npm run penumbra --', ...words].join(' ')
}
