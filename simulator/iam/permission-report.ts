// What every role of the stack was granted, and which of it the story never used.
import { type ExplainedGrant, explainedGrants } from './explained-grants.ts'
import type { TemplatePolicies } from './template-policies.ts'
import type { UseLedger } from './use-ledger.ts'

export interface Grant {
  /** Name of the role. */
  readonly role: string
  readonly statementId: string
  readonly action: string
  readonly resources: readonly string[]
  readonly isConditioned: boolean
  readonly used: boolean
  /** Why it stays although it was not used. */
  readonly explanation?: string
}

/** One row for every action of every allowing statement; a `NotAction` is shown as such and counts as unused. */
export function grantsOf(
  { roles }: TemplatePolicies,
  uses: UseLedger,
  explained: readonly ExplainedGrant[] = explainedGrants,
): Grant[] {
  return roles.flatMap(({ arn, policies }) =>
    policies
      .flatMap(({ statements }) => statements)
      .filter(({ effect }) => effect === 'Allow')
      .flatMap(({ id, source }) =>
        (source.Action ?? ['everything but NotAction']).map(action => {
          const role = arn.split('/').at(-1) ?? arn
          return {
            role,
            statementId: id,
            action,
            resources: source.Resource ?? ['everything but NotResource'],
            isConditioned: Object.keys(source.Condition).length > 0,
            used: uses.hasUsed(id, action),
            explanation: explained.find(each => each.action === action && each.role.test(role))?.reason,
          }
        }),
      ),
  )
}

/** Explanations of what is used after all, or was never granted. */
export function idleExplanations(
  grants: readonly Grant[],
  explained: readonly ExplainedGrant[] = explainedGrants,
): ExplainedGrant[] {
  return explained.filter(
    ({ role, action }) => !grants.some(grant => !grant.used && grant.action === action && role.test(grant.role)),
  )
}
