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
  filter?: Readonly<Record<string, readonly string[]>>,
): Promise<() => ReceivedMessage[]> {
  const Attributes = filter && { FilterPolicy: JSON.stringify(filter) }
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'http', Endpoint: mailbox.urlOf(box), Attributes }))
  const envelopes = () => envelopesOf(mailbox.letters(box))
  const confirmation = () => envelopes().find(({ Type }) => Type === 'SubscriptionConfirmation')
  await expect.poll(confirmation, { timeout: 10_000 }).toBeDefined()
  await sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token: confirmation()?.Token }))
  return () =>
    envelopes()
      .filter(({ Type }) => Type === 'Notification')
      .map(({ Subject, Message }) => ({ subject: Subject, message: Message }))
}
