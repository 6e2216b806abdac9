import type { GroupConfig } from './records.ts'

/** The name under which groups share what is learned of their load; a group without one is an application of its own. */
export function applicationOf({ name, settings }: GroupConfig): string {
  return settings.application ?? name
}
