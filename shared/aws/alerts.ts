// SNS: tells people, each in a form that they can read: e-mail as plain text, chat and programs as JSON. Filter policies of
// subscriptions can rest on the attributes cause, group and severity.
import { createHash } from 'node:crypto'
import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns'
import { type Alert, threadOf } from '../domain/alert.ts'
import { type AlertPlace, chatNotification, plainText, readable, titleOf } from '../domain/alert-text.ts'

/** Under 100 characters, printable ASCII, no line break. */
const longestSubject = 99

export class Alerts {
  readonly #client: SNSClient
  readonly #topicArn: string
  readonly #place: AlertPlace

  constructor(client: SNSClient, topicArn: string, dashboardUrl: string) {
    this.#client = client
    this.#topicArn = topicArn
    const [, , , region, account] = topicArn.split(':')
    this.#place = { region, account, dashboardUrl }
  }

  async publish(alert: Alert): Promise<void> {
    const subject = subjectOf(alert)
    await this.#client.send(
      new PublishCommand({
        TopicArn: this.#topicArn,
        Subject: subject,
        MessageStructure: 'json',
        Message: JSON.stringify(this.#forms(alert, subject)),
        MessageAttributes: {
          cause: attribute(alert.cause),
          group: attribute(readable(alert.group)),
          severity: attribute(alert.severity),
        },
      }),
    )
  }

  /** What each kind of subscriber gets; e-mail gets the default. */
  #forms(alert: Alert, subject: string) {
    const chat = JSON.stringify(chatNotification(alert, this.#place, this.#threadOf(alert)))
    return { default: plainText(alert, this.#place), sms: subject, http: chat, https: chat, lambda: chat, sqs: chat }
  }

  /** One thread for one cause of one group, wherever the channel hears from. */
  #threadOf({ cause, group }: Alert): string {
    const { account, region } = this.#place
    const whose = createHash('sha256').update(`${account} ${region} ${group}`).digest('hex')
    return `penumbra-${threadOf(cause)}-${whose.slice(0, 32)}`
  }
}

function subjectOf(alert: Alert): string {
  const ascii = (text: string) => readable(text).replace(/[^\x20-\x7e]+/g, '?')
  const title = titleOf({ ...alert, title: ascii(alert.title), group: ascii(alert.group) }, longestSubject)
  return title.replace('…', '~')
}

function attribute(value: string) {
  return { DataType: 'String', StringValue: value }
}
