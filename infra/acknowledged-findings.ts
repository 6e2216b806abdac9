import { type Acknowledgment, type Stack, Validations } from 'aws-cdk-lib'

/** Findings of cdk-nag's AwsSolutions and Serverless packs that we have looked at and leave as they are. Any other stops `cdk synth`. */
const acknowledgments: readonly Acknowledgment[] = [
  {
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason:
      'Describe calls, GetMetricData and X-Ray know no resources; the statements hold no call that changes anything.',
  },
  {
    id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:autoscaling:<AWS::Region>:<AWS::AccountId>:autoScalingGroup:*:autoScalingGroupName/*]',
    reason:
      'Groups opt in by tag, so their names are unknown; each statement requires one of the two tags on the group.',
  },
  {
    id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:scheduler:<AWS::Region>:<AWS::AccountId>:schedule/default/penumbra-pool-*]',
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
      'Only e-mail subscribes here. A mail that bounces would wait in a queue for the people who do not get mail.',
  },
]

export function acknowledgeFindings(stack: Stack): void {
  Validations.of(stack).acknowledge(...acknowledgments)
}
