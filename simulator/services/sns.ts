// Amazon SNS: topics, and everything that was ever published, for tests and reports. Nothing is delivered.
import {
  type CreateTopicCommandInput,
  type CreateTopicCommandOutput,
  InvalidParameterException,
  type MessageAttributeValue,
  NotFoundException,
  type PublishCommandInput,
  type PublishCommandOutput,
  type SubscribeCommandInput,
  type SubscribeCommandOutput,
} from '@aws-sdk/client-sns'
import type { Operation, SimulatedService } from '../kernel/service.ts'

export interface PublishedMessage {
  readonly topicArn: string
  readonly subject: string | undefined
  readonly message: string
  readonly attributes: Readonly<Record<string, string>>
  /** Epoch milliseconds. */
  readonly timeMs: number
}

interface SnsOperations extends Record<string, Operation<never, object>> {
  readonly CreateTopic: Operation<CreateTopicCommandInput, CreateTopicCommandOutput>
  readonly Publish: Operation<PublishCommandInput, PublishCommandOutput>
  readonly Subscribe: Operation<SubscribeCommandInput, SubscribeCommandOutput>
}

interface Topic {
  readonly maximumMessageBytes: number
  /** Subscription ARN by protocol and endpoint. */
  readonly subscriptions: Map<string, string>
}

const arnPrefix = 'arn:aws:sns:us-east-1:123456789012:'
const defaultMessageBytes = 262_144

export class SnsService implements SimulatedService {
  readonly name = 'SNS'
  readonly operations: SnsOperations = {
    CreateTopic: input => this.#createTopic(input),
    Publish: (input, { nowMs }) => this.#publish(input, nowMs),
    Subscribe: input => this.#subscribe(input),
  }
  readonly #topics = new Map<string, Topic>()
  readonly #published: PublishedMessage[] = []

  /** Oldest first. */
  get published(): readonly PublishedMessage[] {
    return this.#published
  }

  #createTopic({ Name = '', Attributes = {} }: CreateTopicCommandInput): { TopicArn: string } {
    if (!/^[\w-]{1,256}$/.test(Name)) throw invalidParameter('Topic Name')
    const maximumMessageBytes = Number(Attributes.MaximumMessageSize ?? defaultMessageBytes)
    if (!(maximumMessageBytes >= 1024 && maximumMessageBytes <= 1_048_576)) throw invalidParameter('MaximumMessageSize')
    const TopicArn = `${arnPrefix}${Name}`
    // Creating a topic that exists answers with its ARN.
    if (!this.#topics.has(TopicArn)) this.#topics.set(TopicArn, { maximumMessageBytes, subscriptions: new Map() })
    return { TopicArn }
  }

  #publish(input: PublishCommandInput, timeMs: number): { MessageId: string } {
    const topicArn = input.TopicArn ?? input.TargetArn
    checkMessage(input, this.#topic(topicArn).maximumMessageBytes)
    this.#published.push({
      topicArn: topicArn!,
      subject: input.Subject,
      message: input.MessageStructure === 'json' ? defaultEntry(input.Message!) : input.Message!,
      attributes: textAttributes(input.MessageAttributes ?? {}),
      timeMs,
    })
    return { MessageId: `00000000-0000-4000-8000-${String(this.#published.length).padStart(12, '0')}` }
  }

  #subscribe({ TopicArn, Protocol, Endpoint = '' }: SubscribeCommandInput): { SubscriptionArn: string } {
    const { subscriptions } = this.#topic(TopicArn)
    if (!Protocol) throw invalidParameter('Protocol')
    const subscriber = `${Protocol} ${Endpoint}`
    const id = `00000000-0000-4000-9000-${String(subscriptions.size + 1).padStart(12, '0')}`
    const SubscriptionArn = subscriptions.get(subscriber) ?? `${TopicArn}:${id}`
    subscriptions.set(subscriber, SubscriptionArn)
    return { SubscriptionArn }
  }

  #topic(arn: string | undefined): Topic {
    if (arn === undefined) throw invalidParameter('TopicArn or TargetArn Reason: no value for required parameter')
    const topic = this.#topics.get(arn)
    if (topic !== undefined) return topic
    throw new NotFoundException({ message: 'Topic does not exist', $metadata: { httpStatusCode: 404 } })
  }
}

/** Limits of PublishInput's members; the size is that of the body and its attributes together, in bytes. */
function checkMessage(input: PublishCommandInput, maximumBytes: number): void {
  const { Message, Subject, MessageStructure, MessageAttributes = {} } = input
  if (!Message) throw invalidParameter('Empty message')
  if (Subject !== undefined && !isSubject(Subject)) throw invalidParameter('Subject')
  if (MessageStructure !== undefined && MessageStructure !== 'json') throw invalidParameter('MessageStructure')
  if (Buffer.byteLength(Message) + attributeBytes(MessageAttributes) > maximumBytes) {
    throw invalidParameter('Message too long')
  }
}

/** 1 to 99 characters, none of them a line break or another control character. */
function isSubject(subject: string): boolean {
  return /^\P{Cc}{1,99}$/u.test(subject)
}

function attributeBytes(attributes: Record<string, MessageAttributeValue>): number {
  return Object.entries(attributes).reduce((bytes, [name, { DataType = '', StringValue = '', BinaryValue }]) => {
    return bytes + Buffer.byteLength(name + DataType + StringValue) + (BinaryValue?.byteLength ?? 0)
  }, 0)
}

function textAttributes(attributes: Record<string, MessageAttributeValue>): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).map(([name, { StringValue = '' }]) => [name, StringValue]))
}

/** What subscribers without a text of their own get. */
function defaultEntry(message: string): string {
  const entries = parseObject(message)
  if (entries === undefined) throw invalidParameter('Message Structure - JSON message body failed to parse')
  if (typeof entries.default === 'string') return entries.default
  throw invalidParameter('Message Structure - No default entry in JSON message body')
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}

function invalidParameter(reason: string): Error {
  return new InvalidParameterException({
    message: `Invalid parameter: ${reason}`,
    $metadata: { httpStatusCode: 400 },
  })
}
