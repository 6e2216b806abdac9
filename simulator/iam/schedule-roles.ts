// The roles in whose name EventBridge Scheduler starts targets. Scheduler says for which schedule group it acts, against the
// confused deputy (Scheduler user guide, "Cross-service confused deputy prevention").

import type { ApiCall } from './actions/required-actions.ts'
import { regionalArn } from './actions/requirement.ts'
import type { Iam, RoleSession } from './iam.ts'

const scheduler = 'scheduler.amazonaws.com'
const source = {
  'aws:SourceAccount': '123456789012',
  'aws:SourceArn': regionalArn('scheduler', 'schedule-group/default'),
}

export class ScheduleRoles {
  readonly #iam: Iam

  constructor(iam: Iam) {
    this.#iam = iam
  }

  /** In a region without roles, any. */
  canAssume(roleArn: string): boolean {
    return !this.#iam.hasRoles || this.#assume(roleArn) !== undefined
  }

  /** @throws the service's own error for what the role is not allowed to do */
  authorize(roleArn: string, call: ApiCall): void {
    if (!this.#iam.hasRoles) return
    const session = this.#assume(roleArn)
    if (session === undefined) throw new Error(`${roleArn}: Scheduler may not assume it any more`)
    this.#iam.authorize(session, call)
  }

  #assume(roleArn: string): RoleSession | undefined {
    return this.#iam.assume(roleArn, scheduler, source, 'scheduler')
  }
}
