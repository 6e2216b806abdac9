import { type Acknowledgment, type Stack, Validations } from 'aws-cdk-lib'
import { z } from 'zod'
import { anyGroup, anyPoolExpiry } from './constructs/permissions.ts'

/**
 * Findings of cdk-nag's AwsSolutions and Serverless packs that we have looked at and leave as they are. Any other stops
 * `cdk synth`.
 */
function acknowledgments(stack: Stack): Acknowledgment[] {
  return [
    {
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'Describe calls, GetMetricData and X-Ray know no resources; the statements hold no call that changes anything.',
    },
    {
      id: `AwsSolutions-IAM5[Resource::${asTold(stack, anyGroup(stack))}]`,
      reason:
        'Groups opt in by tag, so their names are unknown; each statement requires one of the two tags on the group.',
    },
    {
      id: `AwsSolutions-IAM5[Resource::${asTold(stack, anyPoolExpiry(stack))}]`,
      reason: "One schedule for each group that a pool is lent to, named by a digest of the group's name.",
    },
    {
      id: 'AwsSolutions-IAM5[Resource::<ControlLoopDiscoverFunction2AF4A0E0.Arn>:*]',
      reason: "EventBridge Scheduler's own grant: every version of the one function that it starts.",
    },
    {
      id: 'AwsSolutions-SQS3',
      reason: 'The failed-events queue is itself the last stop: people read it after its alarm.',
    },
    {
      id: 'Serverless-SQSRedrivePolicy',
      reason: 'The same queue: nothing consumes it but people, so no message can fail again.',
    },
    {
      id: 'Serverless-LambdaDLQ',
      reason: 'Every function has a destination on failure instead, which keeps the error beside the event.',
    },
    {
      id: 'Serverless-SNSRedrivePolicy',
      reason:
        'Only e-mail subscribes here. A mail that bounces would wait in a queue for people who do not read their mail.',
    },
  ]
}

export function acknowledgeFindings(stack: Stack): void {
  Validations.of(stack).acknowledge(...acknowledgments(stack))
}

const resolvedSchema = z.union([z.string(), z.object({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) })])
const refSchema = z.object({ Ref: z.string() })

/** An ARN in the words of a finding: `<AWS::Region>` for what is known only when the stack is deployed. */
function asTold(stack: Stack, arn: string): string {
  const resolved = resolvedSchema.parse(stack.resolve(arn))
  if (typeof resolved === 'string') return resolved
  return resolved['Fn::Join'][1]
    .map(part => (typeof part === 'string' ? part : `<${refSchema.parse(part).Ref}>`))
    .join('')
}
