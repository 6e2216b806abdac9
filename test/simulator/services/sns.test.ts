// Expected values: PublishInput and CreateTopicInput in the SDK's model, and aws-facts §8.
import { InvalidParameterException, NotFoundException, type PublishCommandInput } from '@aws-sdk/client-sns'
import { beforeEach, describe, expect, it } from 'vitest'
import { SnsService } from '../../../simulator/services/sns.ts'

const context = { nowMs: 1_000, caller: 'test' }
const arn = 'arn:aws:sns:us-east-1:123456789012:alerts'
let sns: SnsService

beforeEach(() => {
  sns = new SnsService()
  sns.operations.CreateTopic({ Name: 'alerts' }, context)
})

function publish(input: Partial<PublishCommandInput>) {
  return sns.operations.Publish({ TopicArn: arn, Message: 'hello', ...input }, context)
}

describe('CreateTopic', () => {
  it('answers with the same ARN however often a topic is created', () => {
    expect(sns.operations.CreateTopic({ Name: 'alerts' }, context)).toEqual({ TopicArn: arn })
  })

  it.each(['', 'a b', 'a.b', 'x'.repeat(257)])('refuses the name %j', Name => {
    expect(() => sns.operations.CreateTopic({ Name }, context)).toThrow(InvalidParameterException)
  })
})

describe('Publish', () => {
  it('keeps what was published, with its attributes and time', () => {
    const attributes = { cause: { DataType: 'String', StringValue: 'demand' } }
    publish({ Subject: 'Penumbra', MessageAttributes: attributes })
    sns.operations.Publish({ TopicArn: arn, Message: 'again' }, { ...context, nowMs: 2_000 })
    expect(sns.published).toEqual([
      { topicArn: arn, subject: 'Penumbra', message: 'hello', attributes: { cause: 'demand' }, timeMs: 1_000 },
      { topicArn: arn, subject: undefined, message: 'again', attributes: {}, timeMs: 2_000 },
    ])
  })

  it('gives every message an id of its own', () => {
    expect(publish({}).MessageId).not.toBe(publish({}).MessageId)
  })

  it('takes a subject of 99 characters and refuses one of 100', () => {
    expect(publish({ Subject: 'é'.repeat(99) }).MessageId).toBeDefined()
    expect(() => publish({ Subject: 'x'.repeat(100) })).toThrow(InvalidParameterException)
  })

  it.each(['', 'two\nlines', 'two\r', 'a\tb'])('refuses the subject %j', Subject => {
    expect(() => publish({ Subject })).toThrow('Invalid parameter: Subject')
  })

  it('takes 262,144 bytes of message and attributes together, and not one more', () => {
    // The attribute counts its name, type and value: 1 + 6 + 3 bytes.
    const MessageAttributes = { a: { DataType: 'String', StringValue: 'xyz' } }
    expect(publish({ Message: 'x'.repeat(262_134), MessageAttributes }).MessageId).toBeDefined()
    expect(() => publish({ Message: 'x'.repeat(262_135), MessageAttributes })).toThrow(InvalidParameterException)
    expect(() => publish({ Message: 'é'.repeat(131_073) })).toThrow(InvalidParameterException)
  })

  it('takes longer messages where the topic allows them', () => {
    const Attributes = { MaximumMessageSize: '1048576' }
    const { TopicArn } = sns.operations.CreateTopic({ Name: 'large', Attributes }, context)
    expect(publish({ TopicArn, Message: 'x'.repeat(1_048_576) }).MessageId).toBeDefined()
  })

  it('delivers the default entry of a JSON message', () => {
    publish({ MessageStructure: 'json', Message: '{"default": "short", "email": "long"}' })
    expect(sns.published[0].message).toBe('short')
  })

  it.each([
    { Message: '{"email": "x"}', why: 'No default entry' },
    { Message: '{"default": 3}', why: 'No default entry' },
    { Message: '[1]', why: 'failed to parse' },
    { Message: 'null', why: 'failed to parse' },
    { Message: '{', why: 'failed to parse' },
    { Message: '{"default": "x", "https": {"a": 1}}', why: 'https is not a string' },
  ])('refuses $Message as a JSON message: $why', ({ Message, why }) => {
    expect(() => publish({ MessageStructure: 'json', Message })).toThrow(why)
    expect(sns.published).toEqual([])
  })

  it('refuses an empty message and a topic that does not exist', () => {
    expect(() => publish({ Message: '' })).toThrow(InvalidParameterException)
    expect(() => publish({ TopicArn: `${arn}x` })).toThrow(NotFoundException)
    expect(() => publish({ TopicArn: undefined })).toThrow(InvalidParameterException)
  })
})

describe('a delivery', () => {
  const subscribe = (Protocol: string, Endpoint: string, policy?: object) =>
    sns.operations.Subscribe(
      {
        TopicArn: arn,
        Protocol,
        Endpoint,
        Attributes: policy && { FilterPolicy: JSON.stringify(policy) },
      },
      context,
    )
  const Message = '{"default": "short", "email": "long", "sqs": "", "sqss": 3}'

  it('has the form of its protocol, and the default form where there is none; keys of no protocol are ignored', () => {
    for (const protocol of ['email', 'sqs', 'https']) subscribe(protocol, protocol)
    publish({ MessageStructure: 'json', Message, Subject: 'news' })
    expect(sns.delivered.map(({ endpoint, message }) => [endpoint, message])).toEqual([
      ['email', 'long'],
      ['sqs', ''],
      ['https', 'short'],
    ])
    expect(sns.delivered[0]).toMatchObject({ topicArn: arn, protocol: 'email', subject: 'news', timeMs: 1_000 })
  })

  // SNS developer guide, "Amazon SNS subscription filter policies": every name of the policy has to match one of its values.
  it.each([
    [{}, true],
    [{ cause: ['failing'] }, true],
    [{ cause: ['demoted'] }, false],
    [{ cause: ['demoted', 'failing'] }, true],
    [{ cause: ['failing'], group: ['web'] }, true],
    [{ cause: ['failing'], group: ['shop'] }, false],
    [{ cause: [{ prefix: 'fail' }] }, true],
    [{ cause: [{ suffix: 'ed' }] }, false],
    [{ cause: [{ 'anything-but': 'failing' }] }, false],
    [{ cause: [{ 'anything-but': ['demoted', 'bad-tag'] }] }, true],
    [{ zone: [{ 'anything-but': 'a' }] }, false],
    [{ zone: [{ exists: false }] }, true],
    [{ cause: [{ exists: true }] }, true],
    [{ zone: ['a'] }, false],
  ])('to a subscription with the policy %j: %s', (policy, wanted) => {
    subscribe('email', 'a@example.com', policy)
    const text = (StringValue: string) => ({ DataType: 'String', StringValue })
    publish({ MessageAttributes: { cause: text('failing'), group: text('web') } })
    expect(sns.delivered.length > 0).toBe(wanted)
  })

  it.each(['{', '[]', '{"a": "b"}', '{"a": []}', '{"a": [{"numeric": [">", 1]}]}', '{"a": [{"prefix": ""}]}'])(
    'is never decided by the policy %s, which is refused',
    FilterPolicy => {
      const input = { TopicArn: arn, Protocol: 'email', Endpoint: 'a@example.com', Attributes: { FilterPolicy } }
      expect(() => sns.operations.Subscribe(input, context)).toThrow(InvalidParameterException)
    },
  )

  it('is not affected by a message that is refused', () => {
    subscribe('email', 'a@example.com')
    expect(() => publish({ MessageStructure: 'json', Message: '{}' })).toThrow(InvalidParameterException)
    expect(sns.delivered).toEqual([])
  })
})

describe('Subscribe', () => {
  it.each(['smtp', '', undefined])('refuses the protocol %j', Protocol => {
    const input = { TopicArn: arn, Protocol, Endpoint: 'a' }
    expect(() => sns.operations.Subscribe(input, context)).toThrow(InvalidParameterException)
  })

  it.each([{ RawMessageDelivery: 'true' }, { FilterPolicyScope: 'MessageBody' }])(
    'refuses what is not simulated: %j',
    Attributes => {
      const input = { TopicArn: arn, Protocol: 'email', Endpoint: 'a', Attributes }
      expect(() => sns.operations.Subscribe(input as never, context)).toThrow('is not simulated')
    },
  )

  it('answers with one ARN per subscriber of the topic', () => {
    const subscribe = (Endpoint: string) =>
      sns.operations.Subscribe({ TopicArn: arn, Protocol: 'email', Endpoint }, context).SubscriptionArn
    expect(subscribe('a@example.com')?.startsWith(`${arn}:`)).toBe(true)
    expect(subscribe('a@example.com')).toBe(subscribe('a@example.com'))
    expect(subscribe('a@example.com')).not.toBe(subscribe('b@example.com'))
  })

  it('refuses a topic that does not exist', () => {
    const input = { TopicArn: `${arn}x`, Protocol: 'email', Endpoint: 'a@example.com' }
    expect(() => sns.operations.Subscribe(input, context)).toThrow(NotFoundException)
  })
})
