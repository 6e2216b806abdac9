// What a call has to be allowed to do before AWS answers it.

export interface Requirement {
  /** As AWS writes it in its messages; IAM compares actions without regard to case. */
  readonly action: string
  /** An ARN, or `*` where the action knows no resource. */
  readonly resource: string
  /** Condition keys that the Service Authorization Reference lists for the action, where the request has them. */
  readonly context?: Readonly<Record<string, string | readonly string[] | undefined>>
}

/** What authorization has to look up in the region. */
export interface ResourceView {
  /** Undefined: there is no such group. */
  readonly group: (name: string) => TaggedResource | undefined
  /** ARN of the customer managed KMS key of a topic, queue or table; undefined: it has none. */
  readonly keyOf: (resourceArn: string) => string | undefined
}

export interface TaggedResource {
  readonly arn: string
  readonly tags: Readonly<Record<string, string>>
}

/** By operation, as the SDK names it without "Command". */
export type ServiceActions = Readonly<Record<string, (input: never, view: ResourceView) => readonly Requirement[]>>

export const regionalArn = (service: string, resource: string) =>
  `arn:aws:${service}:us-east-1:123456789012:${resource}`

/** What it takes to use a customer managed key through a service, in the caller's own name. */
export function throughKey(service: string, keyArn: string | undefined, actions: readonly string[]): Requirement[] {
  if (keyArn === undefined) return []
  const context = { 'kms:ViaService': `${service}.us-east-1.amazonaws.com` }
  return actions.map(action => ({ action: `kms:${action}`, resource: keyArn, context }))
}

/** Operations that IAM cannot narrow to a resource. */
export function onEverything(prefix: string, operations: readonly string[]): ServiceActions {
  return Object.fromEntries(
    operations.map(operation => [operation, () => [{ action: `${prefix}:${operation}`, resource: '*' }]]),
  )
}

/** A service's own key beside the global one, which mean the same. */
export function tagContext(prefix: string, tags: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [`${prefix}/${key}`, value]))
}
