// AWS Identity and Access Management in the simulated region: roles, their policies, and the question before every call that is
// made in a role's name. A region without roles asks nothing.
import { InputError } from '../../shared/domain/errors.ts'
import { accessDeniedBy, type Denial } from './access-denied.ts'
import { type ApiCall, requiredActions } from './actions/required-actions.ts'
import type { Requirement, ResourceView, TaggedResource } from './actions/requirement.ts'
import type { CompiledPolicy } from './compiled-policy.ts'
import { RequestContext } from './condition-keys.ts'
import { allowsService, evaluate, type Verdict } from './evaluate.ts'
import { UseLedger } from './use-ledger.ts'

export interface Role {
  readonly arn: string
  readonly policies: readonly CompiledPolicy[]
  readonly boundary?: CompiledPolicy
  readonly trust: CompiledPolicy
}

/** Somebody who has assumed a role. */
export interface RoleSession {
  readonly roleArn: string
  /** Of a Lambda function: its name. */
  readonly sessionName: string
}

export class Iam {
  readonly uses = new UseLedger()
  readonly #view: ResourceView
  readonly #roles = new Map<string, Role>()
  readonly #resourcePolicies = new Map<string, CompiledPolicy>()
  readonly #keys = new Map<string, string>()

  /** @param group looks up an Auto Scaling group with the tags that it has at the moment */
  constructor(group: (name: string) => TaggedResource | undefined) {
    this.#view = { group, keyOf: arn => this.#keys.get(arn) }
  }

  createRole(role: Role): void {
    this.#roles.set(role.arn, role)
  }

  /** Customer managed KMS key of a topic, queue or table. */
  putKey(resourceArn: string, keyArn: string): void {
    this.#keys.set(resourceArn, keyArn)
  }

  /** Policy of a topic, queue or key. */
  putResourcePolicy(resourceArn: string, policy: CompiledPolicy): void {
    this.#resourcePolicies.set(resourceArn, policy)
  }

  /** Whether anybody's calls are judged at all. */
  get hasRoles(): boolean {
    return this.#roles.size > 0
  }

  /** @throws the service's own error for what the role is not allowed to do */
  authorize(session: RoleSession, call: ApiCall): void {
    for (const requirement of requiredActions(call, this.#view)) {
      const denial = this.#judge(session, requirement)
      if (denial !== undefined) throw accessDeniedBy(call.service, denial)
    }
  }

  /** What a service does with the role by itself; it is told no error where it may not. */
  attempt(session: RoleSession, requirement: Requirement): boolean {
    return this.#judge(session, requirement) === undefined
  }

  /**
   * A role that a service assumes; undefined where there is none, or its trust policy does not let the service in.
   * @param source what the service says of whom it acts for: `aws:SourceArn` and `aws:SourceAccount`
   */
  assume(
    roleArn: string,
    service: string,
    source: Readonly<Record<string, string>>,
    sessionName: string,
  ): RoleSession | undefined {
    const trust = this.#roles.get(roleArn)?.trust
    const context = new RequestContext(source)
    const request = { principal: { service }, action: 'sts:AssumeRole', resource: roleArn, context }
    return trust !== undefined && allowsService(trust, request) ? { roleArn, sessionName } : undefined
  }

  #judge({ roleArn, sessionName }: RoleSession, requirement: Requirement): Denial | undefined {
    const verdict = this.#evaluate(this.#role(roleArn), requirement)
    if (verdict.allowed) {
      this.uses.allow(requirement.action, verdict.by)
      return undefined
    }
    const userArn = `${roleArn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/${sessionName}`
    const { action, resource } = requirement
    const denial = { action, resource, userArn, explicit: verdict.explicit, kind: verdict.kind }
    this.uses.deny(denial)
    return denial
  }

  #evaluate({ arn, policies, boundary }: Role, { action, resource, context = {} }: Requirement): Verdict {
    const account = arn.split(':')[4]
    const everywhere = { 'aws:PrincipalArn': arn, 'aws:PrincipalAccount': account, 'aws:SecureTransport': 'true' }
    return evaluate(
      {
        identity: policies,
        boundary,
        resource: this.#resourcePolicies.get(resource),
        resourceMustAllow: action.startsWith('kms:'),
      },
      { principal: { roleArn: arn }, action, resource, context: new RequestContext({ ...everywhere, ...context }) },
    )
  }

  #role(arn: string): Role {
    const role = this.#roles.get(arn)
    if (role !== undefined) return role
    throw new InputError(`role: got ${arn}, wanted one that was created`)
  }
}
