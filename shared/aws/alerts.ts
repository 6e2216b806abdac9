// SNS: tells people. Subject under 100 characters without line breaks, as SNS wants it.
import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns'
import type { Alert } from '../domain/alert.ts'

const longestSubject = 99

export class Alerts {
  readonly #client: SNSClient
  readonly #topicArn: string

  constructor(client: SNSClient, topicArn: string) {
    this.#client = client
    this.#topicArn = topicArn
  }

  async publish(alert: Alert): Promise<void> {
    await this.#client.send(
      new PublishCommand({
        TopicArn: this.#topicArn,
        Subject: `Penumbra: ${alert.title}`.replace(/[^\x20-\x7e]+/g, ' ').slice(0, longestSubject),
        Message: `${alert.what}\n\nWhy: ${alert.why}\nDone: ${alert.done}\nTo do: ${alert.toDo}\n`,
        MessageAttributes: { cause: { DataType: 'String', StringValue: alert.cause } },
      }),
    )
  }
}
