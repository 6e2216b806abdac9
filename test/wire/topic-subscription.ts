import { ConfirmSubscriptionCommand, type SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import { expect } from 'vitest'
import type { ReceivedMessage } from '../contract/contract-cloud.ts'
import { envelopesOf, type Mailbox } from './mailbox.ts'

/** Subscribes the mailbox to the topic, as a chat integration would; returns how to read what came. */
export async function subscribe(
  sns: SNSClient,
  mailbox: Mailbox,
  TopicArn: string,
  box: string,
): Promise<() => ReceivedMessage[]> {
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'http', Endpoint: mailbox.urlOf(box) }))
  const envelopes = () => envelopesOf(mailbox.letters(box))
  const confirmation = () => envelopes().find(({ Type }) => Type === 'SubscriptionConfirmation')
  await expect.poll(confirmation, { timeout: 10_000 }).toBeDefined()
  await sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token: confirmation()?.Token }))
  return () =>
    envelopes()
      .filter(({ Type }) => Type === 'Notification')
      .map(({ Subject, Message, MessageAttributes }) => ({
        subject: Subject,
        message: Message,
        attributes: Object.fromEntries(Object.entries(MessageAttributes).map(([key, { Value }]) => [key, Value])),
      }))
}
