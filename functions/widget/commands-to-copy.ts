// Commands of the operator's command line, as they can be pasted into a shell.
import { shellQuote } from '../../shared/domain/doctor/shell-quote.ts'

/** In the place of what only the reader knows. */
const because = "--reason 'WHY'"

export const allGroupsCommands = {
  freeze: command('mode', 'freeze', because),
  restore: command('mode', 'restore', because),
  run: command('mode', 'run', because),
  groups: command('groups'),
} as const

export function doctorCommand(group: string): string {
  return command('doctor', nameArgument(group))
}

export function groupCommands(group: string) {
  const name = nameArgument(group)
  return {
    pause: command('pause', because, name),
    resume: command('resume', name),
    explain: command('explain', name),
    report: command('observe-report', name),
    doctor: doctorCommand(group),
  } as const
}

function command(...words: readonly string[]): string {
  return ['npm run penumbra --', ...words].join(' ')
}

/** A name that begins with a dash would be taken for an option. */
function nameArgument(group: string): string {
  return group.startsWith('-') ? `-- ${shellQuote(group)}` : shellQuote(group)
}
