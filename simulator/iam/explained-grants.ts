// Permissions that the story never uses and that stay all the same, each with the reason. One that is used, or gone, has no
// place here: the test says so.

export interface ExplainedGrant {
  /** Matches the name of the role. */
  readonly role: RegExp
  /** As granted. */
  readonly action: string
  readonly reason: string
}

export const explainedGrants: readonly ExplainedGrant[] = []
