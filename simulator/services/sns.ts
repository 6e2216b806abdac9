// Amazon SNS: topics, subscriptions with filter policies, and everything that was ever published and to whom it went, for tests
// and reports. Nothing leaves the region, every endpoint is taken to have confirmed, and a filter policy holds at once (AWS: within
// 15 minutes).
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
import { type FilterPolicy, matches, parseFilterPolicy } from './sns/filter-policy.ts'

export interface PublishedMessage {
  readonly topicArn: string
  readonly subject: string | undefined
  readonly message: string
  readonly attributes: Readonly<Record<string, string>>
  /** Epoch milliseconds. */
  readonly timeMs: number
}

/** What one subscriber got. */
export interface Delivery {
  readonly topicArn: string
  readonly protocol: string
  readonly endpoint: string
  readonly subject: string | undefined
  /** In the form that the message has for the protocol. */
  readonly message: string
  /** Epoch milliseconds. */
  readonly timeMs: number
}

interface Subscription {
  readonly arn: string
  readonly protocol: string
  readonly endpoint: string
  readonly filter: FilterPolicy
}

interface SnsOperations extends Record<string, Operation<never, object>> {
  readonly CreateTopic: Operation<CreateTopicCommandInput, CreateTopicCommandOutput>
  readonly Publish: Operation<PublishCommandInput, PublishCommandOutput>
  readonly Subscribe: Operation<SubscribeCommandInput, SubscribeCommandOutput>
}

interface Topic {
  readonly maximumMessageBytes: number
  /** By protocol and endpoint. */
  readonly subscriptions: Map<string, Subscription>
}

const arnPrefix = 'arn:aws:sns:us-east-1:123456789012:'
const defaultMessageBytes = 262_144

/** SubscribeInput, Protocol. */
const protocols = ['http', 'https', 'email', 'email-json', 'sms', 'sqs', 'application', 'lambda', 'firehose']

export class SnsService implements SimulatedService {
  readonly name = 'SNS'
  readonly operations: SnsOperations = {
    CreateTopic: input => this.#createTopic(input),
    Publish: (input, { nowMs }) => this.#publish(input, nowMs),
    Subscribe: input => this.#subscribe(input),
  }
  readonly #topics = new Map<string, Topic>()
  readonly #published: PublishedMessage[] = []
  readonly #delivered: Delivery[] = []

  /** Oldest first. */
  get published(): readonly PublishedMessage[] {
    return this.#published
  }

  /** Oldest first. */
  get delivered(): readonly Delivery[] {
    return this.#delivered
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
    const topic = this.#topic(topicArn)
    checkMessage(input, topic.maximumMessageBytes)
    const forms = formsOf(input)
    const message = { topicArn: topicArn!, subject: input.Subject, timeMs }
    const attributes = textAttributes(input.MessageAttributes ?? {})
    this.#published.push({ ...message, message: forms.default, attributes })
    for (const { protocol, endpoint, filter } of topic.subscriptions.values()) {
      if (!matches(filter, attributes)) continue
      this.#delivered.push({ ...message, protocol, endpoint, message: forms[protocol] ?? forms.default })
    }
    return { MessageId: `00000000-0000-4000-8000-${String(this.#published.length).padStart(12, '0')}` }
  }

  #subscribe({ TopicArn, Protocol, Endpoint = '', Attributes = {} }: SubscribeCommandInput): {
    SubscriptionArn: string
  } {
    const { subscriptions } = this.#topic(TopicArn)
    if (!protocols.includes(Protocol ?? '')) throw invalidParameter(`Protocol: ${Protocol}`)
    const subscriber = `${Protocol} ${Endpoint}`
    const id = `00000000-0000-4000-9000-${String(subscriptions.size + 1).padStart(12, '0')}`
    const arn = subscriptions.get(subscriber)?.arn ?? `${TopicArn}:${id}`
    subscriptions.set(subscriber, { arn, protocol: Protocol!, endpoint: Endpoint, filter: filterOf(Attributes) })
    return { SubscriptionArn: arn }
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

/** The message by protocol; `default` is what subscribers without a form of their own get. */
type Forms = Readonly<Record<string, string>> & { readonly default: string }

/**
 * "Keys … that correspond to supported transport protocols must have simple JSON string values"; which error AWS gives for others
 * is not documented, so they are refused here. Keys of no protocol are ignored (PublishInput, Message).
 */
function formsOf({ Message = '', MessageStructure }: PublishCommandInput): Forms {
  if (MessageStructure === undefined) return { default: Message }
  const entries = parseObject(Message)
  if (entries === undefined) throw invalidParameter('Message Structure - JSON message body failed to parse')
  if (typeof entries.default !== 'string') {
    throw invalidParameter('Message Structure - No default entry in JSON message body')
  }
  const forms = Object.entries(entries).filter(([key]) => protocols.includes(key))
  const bad = forms.find(([, value]) => typeof value !== 'string')
  if (bad !== undefined) throw invalidParameter(`Message Structure - ${bad[0]} is not a string`)
  return { ...Object.fromEntries(forms.map(([key, value]) => [key, String(value)])), default: entries.default }
}

/** @throws InvalidParameterException on an attribute that is not simulated */
function filterOf({ FilterPolicy: policy, FilterPolicyScope: scope = 'MessageAttributes', ...others }: Attributes) {
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) throw invalidParameter(`Attributes Reason: ${unknown} is not simulated`)
  if (scope !== 'MessageAttributes') throw invalidParameter(`FilterPolicyScope: ${scope} is not simulated`)
  try {
    return parseFilterPolicy(policy ?? '{}')
  } catch (error) {
    throw invalidParameter(`FilterPolicy: ${error instanceof Error ? error.message : error}`)
  }
}

type Attributes = Readonly<Record<string, string>>

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
