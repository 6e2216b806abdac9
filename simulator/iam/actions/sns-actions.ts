// Service Authorization Reference, "Actions, resources, and condition keys for Amazon SNS"; who publishes to a topic under a
// customer managed key needs the key as well (SNS developer guide, "Securing Amazon SNS data with server-side encryption",
// "Allow a user to send messages to a topic with SSE").
import type { PublishCommandInput } from '@aws-sdk/client-sns'
import { type ResourceView, type ServiceActions, throughKey } from './requirement.ts'

export const snsActions: ServiceActions = {
  Publish: ({ TopicArn, TargetArn }: PublishCommandInput, { keyOf }: ResourceView) => {
    const resource = TopicArn ?? TargetArn ?? ''
    return [{ action: 'SNS:Publish', resource }, ...throughKey('sns', keyOf(resource), ['GenerateDataKey', 'Decrypt'])]
  },
}
