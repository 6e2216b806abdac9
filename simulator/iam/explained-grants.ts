// Permissions that the story never uses and that stay all the same, each with the reason. One that is used, or gone, has no
// place here: the test says so.

export interface ExplainedGrant {
  /** Matches the name of the role. */
  readonly role: RegExp
  /** As granted. */
  readonly action: string
  /** Matches the resource, where the same action is granted on others too. @default any */
  readonly resource?: RegExp
  readonly reason: string
}

const failsOnlyWhenCutOff =
  'the function answers its own errors in words: only a run that is cut off for time or memory fails and is sent to the queue'

export const explainedGrants: readonly ExplainedGrant[] = [
  { role: /WidgetRole/, action: 'sqs:SendMessage', reason: failsOnlyWhenCutOff },
  // Where the queue lies under a customer's key.
  { role: /WidgetRole/, action: 'kms:Decrypt', reason: failsOnlyWhenCutOff },
  { role: /WidgetRole/, action: 'kms:GenerateDataKey', reason: failsOnlyWhenCutOff },
  {
    role: /ReconcileRole/,
    action: 'iam:PassRole',
    // The role of pool expiry is the stack's own, and passed.
    resource: /:role\/(?!Penumbra-)/,
    reason:
      'what the setting passRoleArns asks for: an instance launched by Penumbra itself would get its role; none is yet',
  },
]
