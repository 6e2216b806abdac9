// Service Authorization Reference, "Actions, resources, and condition keys for Amazon SNS"; who publishes to a topic under a
// customer managed key needs the key as well (SNS developer guide, "Securing Amazon SNS data with server-side encryption",
// "Allow a user to send messages to a topic with SSE").
import type { PublishCommandInput } from '@aws-sdk/client-sns'
import type { ResourceView, ServiceActions } from './requirement.ts'

export const snsActions: ServiceActions = {
  Publish: ({ TopicArn, TargetArn }: PublishCommandInput, { topicKeyArn }: ResourceView) => {
    const resource = TopicArn ?? TargetArn ?? ''
    const key = topicKeyArn(resource)
    const publish = { action: 'SNS:Publish', resource }
    if (key === undefined) return [publish]
    const context = { 'kms:ViaService': 'sns.us-east-1.amazonaws.com' }
    const withKey = (action: string) => ({ action, resource: key, context })
    return [publish, withKey('kms:GenerateDataKey'), withKey('kms:Decrypt')]
  },
}
