// What every role of the stack was granted, and which of it the story never used.
import type { CompiledStatement } from './compiled-policy.ts'
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
      .flatMap(statement => grantedBy(statement, arn.split('/').at(-1) ?? arn, uses))
      .map(grant => ({ ...grant, explanation: explained.find(each => explains(each, grant))?.reason })),
  )
}

function grantedBy({ id, source }: CompiledStatement, role: string, uses: UseLedger): Grant[] {
  const resources = source.Resource ?? ['everything but NotResource']
  const isConditioned = Object.keys(source.Condition).length > 0
  return (source.Action ?? ['everything but NotAction']).map(action => ({
    role,
    statementId: id,
    action,
    resources,
    isConditioned,
    used: uses.hasUsed(id, action),
  }))
}

/** What is used needs no explanation. */
function explains({ role, action, resource = /^/ }: ExplainedGrant, grant: Grant): boolean {
  return (
    !grant.used &&
    grant.action === action &&
    role.test(grant.role) &&
    grant.resources.every(each => resource.test(each))
  )
}

/** Explanations of what is used after all, or was never granted. */
export function idleExplanations(
  grants: readonly Grant[],
  explained: readonly ExplainedGrant[] = explainedGrants,
): ExplainedGrant[] {
  return explained.filter(each => !grants.some(grant => explains(each, grant)))
}
