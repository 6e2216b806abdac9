// Whether a request within one account is allowed (IAM user guide, "Policy evaluation logic"): nothing is, unless a statement
// allows it and none denies it; a permissions boundary has to allow it as well.
import type { AuthorizationRequest, CompiledPolicy, CompiledStatement } from './compiled-policy.ts'

export interface PolicySet {
  /** Identity-based policies of the role. */
  readonly identity: readonly CompiledPolicy[]
  /** The role's permissions boundary, where it has one. */
  readonly boundary?: CompiledPolicy
  /** Policy of the resource, where it has one. Its denials count; a grant by it alone is not simulated. */
  readonly resource?: CompiledPolicy
  /** A KMS key whose own policy lets nobody in is closed to every identity-based policy ("Key policies in AWS KMS"). */
  readonly resourceMustAllow?: boolean
}

export type PolicyKind = 'identity-based policy' | 'permissions boundary' | 'resource-based policy'

export type Verdict =
  | { readonly allowed: true; readonly by: readonly CompiledStatement[] }
  | { readonly allowed: false; readonly explicit: boolean; readonly kind: PolicyKind }

export function evaluate(policies: PolicySet, request: AuthorizationRequest): Verdict {
  const { identity, boundary, resource, resourceMustAllow = false } = policies
  const layers: readonly Layer[] = [
    layer('identity-based policy', identity, true),
    ...(boundary === undefined ? [] : [layer('permissions boundary', [boundary], true)]),
    ...(resource === undefined ? [] : [layer('resource-based policy', [resource], resourceMustAllow)]),
  ].map(each => judge(each, request))
  const denying = layers.find(({ denied }) => denied)
  if (denying !== undefined) return { allowed: false, explicit: true, kind: denying.kind }
  const lacking = layers.find(({ mustAllow, allowing }) => mustAllow && allowing.length === 0)
  if (lacking !== undefined) return { allowed: false, explicit: false, kind: lacking.kind }
  return { allowed: true, by: layers[0].allowing }
}

/** Whether the policy of a resource lets an AWS service in, which has no policy of its own. */
export function allowsService(resource: CompiledPolicy, request: AuthorizationRequest): boolean {
  const { denied, allowing } = judge(layer('resource-based policy', [resource], true), request)
  return !denied && allowing.length > 0
}

interface PolicyLayer {
  readonly kind: PolicyKind
  readonly policies: readonly CompiledPolicy[]
  readonly mustAllow: boolean
}

interface Layer extends PolicyLayer {
  readonly denied: boolean
  readonly allowing: readonly CompiledStatement[]
}

function layer(kind: PolicyKind, policies: readonly CompiledPolicy[], mustAllow: boolean): PolicyLayer {
  return { kind, policies, mustAllow }
}

function judge(of: PolicyLayer, request: AuthorizationRequest): Layer {
  const applying = of.policies.flatMap(({ statements }) => statements.filter(each => each.applies(request)))
  return {
    ...of,
    denied: applying.some(({ effect }) => effect === 'Deny'),
    allowing: applying.filter(({ effect }) => effect === 'Allow'),
  }
}
