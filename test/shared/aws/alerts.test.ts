// Expected values: SNS (aws-facts §8: 256 KiB, subject < 100 characters, "default"), and the custom notifications of Amazon Q
// Developer in chat applications (docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html).
import { AuthorizationErrorException, PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { mockClient } from 'aws-sdk-client-mock'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Alerts } from '../../../shared/aws/alerts.ts'
import type { Alert } from '../../../shared/domain/alert.ts'
import { makeRegion, startMs } from './region.ts'

const topicArn = 'arn:aws:sns:us-east-1:123456789012:penumbra-alerts'
const dashboardUrl =
  'https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#dashboards/dashboard/Penumbra'
const creator = { nowMs: startMs, caller: 'cloudformation' }

const alert: Alert = {
  cause: 'bad-tag',
  severity: 'warning',
  group: 'web',
  title: 'web has a tag that cannot be used',
  what: 'penumbra:mode: got "fast", wanted observe or act',
  why: 'the value of the tag is not one that Penumbra understands',
  done: 'the group is only observed',
  toDo: 'correct the tag; it is read again within a minute',
  command: 'doctor',
}

/** What Amazon Q Developer takes; it drops any other message without a word. */
const chatSchema = z.object({
  version: z.literal('1.0'),
  source: z.literal('custom'),
  content: z.object({
    textType: z.literal('client-markdown'),
    title: z.string().min(1),
    description: z.string().min(1),
    nextSteps: z.array(z.string().min(1)),
    keywords: z.array(z.string().min(1)),
  }),
  metadata: z.object({
    threadId: z.string().min(1),
    summary: z.string().min(1),
    eventType: z.string().min(1),
    relatedResources: z.array(z.string().min(1)),
    additionalContext: z.record(z.string(), z.string()),
  }),
})

function makeAlerts() {
  const { region, clients } = makeRegion()
  region.sns.operations.CreateTopic({ Name: 'penumbra-alerts' }, creator)
  const subscribe = (Protocol: string, Endpoint: string, filter: object = {}) =>
    region.sns.operations.Subscribe(
      { TopicArn: topicArn, Protocol, Endpoint, Attributes: { FilterPolicy: JSON.stringify(filter) } },
      creator,
    )
  const delivered = (endpoint: string) => region.sns.delivered.filter(delivery => delivery.endpoint === endpoint)
  const chat = () => chatSchema.parse(JSON.parse(delivered('chat').at(-1)?.message ?? ''))
  return { region, alerts: new Alerts(clients.sns, topicArn, dashboardUrl), subscribe, delivered, chat }
}

describe('an alert by e-mail', () => {
  it('says what, where, why, what was done, what to do, which command helps, and where to look', async () => {
    const { alerts, subscribe, delivered } = makeAlerts()
    subscribe('email', 'oncall@example.com')
    await alerts.publish(alert)
    expect(delivered('oncall@example.com')).toEqual([
      {
        topicArn,
        protocol: 'email',
        endpoint: 'oncall@example.com',
        subject: 'Penumbra: web has a tag that cannot be used',
        message: [
          'What:   penumbra:mode: got "fast", wanted observe or act',
          'Where:  Auto Scaling group web, region us-east-1, account 123456789012',
          'Why:    the value of the tag is not one that Penumbra understands',
          'Done:   the group is only observed',
          'To do:  correct the tag; it is read again within a minute',
          '',
          'This command tells more:',
          'npm run penumbra -- doctor web',
          '',
          'Dashboard (choose the group there):',
          dashboardUrl,
          '',
        ].join('\n'),
        timeMs: startMs,
      },
    ])
  })

  it('has lines of at most 72 columns, except where a command, an address or a name would be cut in two', async () => {
    const { region, alerts } = makeAlerts()
    const group = 'w'.repeat(255)
    await alerts.publish({ ...alert, group, why: 'no capacity in this zone at the moment, '.repeat(12) })
    const long = region.sns.published[0].message.split('\n').filter(line => line.length > 72)
    expect(long.map(line => line.trim())).toEqual([`${group},`, `npm run penumbra -- doctor ${group}`, dashboardUrl])
  })
})

describe('an alert in a chat', () => {
  it('is a custom notification with the same facts, the next steps, and where to look', async () => {
    const { alerts, subscribe, chat } = makeAlerts()
    subscribe('https', 'chat')
    await alerts.publish(alert)
    const { content, metadata } = chat()
    expect(content.title).toBe(':warning: Penumbra: web has a tag that cannot be used')
    for (const text of [alert.what, alert.why, alert.done, 'us-east-1', '123456789012']) {
      expect(content.description).toContain(text)
    }
    expect(content.nextSteps).toEqual([
      'correct the tag; it is read again within a minute',
      '`npm run penumbra -- doctor web`',
      `${dashboardUrl} (choose the group there)`,
    ])
    expect(metadata.additionalContext).toMatchObject({ cause: 'bad-tag', group: 'web', region: 'us-east-1' })
  })

  it('is in one thread with whatever else is told of the same cause of the same group, and with nothing else', async () => {
    const { alerts, subscribe, chat } = makeAlerts()
    subscribe('https', 'chat')
    const threadOf = async (changes: Partial<Alert>) => {
      await alerts.publish({ ...alert, ...changes })
      return chat().metadata.threadId
    }
    const demoted = await threadOf({ cause: 'demoted' })
    expect(await threadOf({ cause: 'demoted', title: 'other words', why: 'other' })).toBe(demoted)
    expect(await threadOf({ cause: 'promoted', severity: 'info' })).toBe(demoted)
    expect(await threadOf({ cause: 'failing' })).not.toBe(demoted)
    expect(await threadOf({ cause: 'demoted', group: 'shop' })).not.toBe(demoted)
  })

  it('mentions nobody, whatever a group is called', async () => {
    const { alerts, subscribe, chat } = makeAlerts()
    subscribe('https', 'chat')
    const group = '<!channel> & <@U123>'
    await alerts.publish({ ...alert, group, title: `${group} is left alone`, why: `it is called ${group}` })
    const { content } = chat()
    expect(JSON.stringify(content)).not.toMatch(/<[!@#]/)
    expect(content.title).toContain('&lt;!channel&gt; &amp; &lt;@U123&gt; is left alone')
  })

  it.each(['http', 'https', 'lambda', 'sqs'])('reaches %s subscribers as JSON, and others as text', async protocol => {
    const { alerts, subscribe, delivered } = makeAlerts()
    subscribe(protocol, 'program')
    subscribe('email', 'person')
    await alerts.publish(alert)
    expect(chatSchema.safeParse(JSON.parse(delivered('program')[0].message)).success).toBe(true)
    expect(delivered('person')[0].message).toMatch(/^What: /)
  })
})

describe('a subscription that is filtered', () => {
  it.each([
    ['by cause', { cause: ['failing', 'restore-failing'] }, ['failing', 'restore-failing']],
    ['by severity', { severity: [{ 'anything-but': 'info' }] }, ['bad-tag', 'failing', 'restore-failing']],
    ['by group', { group: [{ prefix: 'shop-' }] }, ['restore-failing']],
    ['by group and severity', { group: ['web'], severity: ['info'] }, ['promoted']],
  ])('%s hears of that alone', async (_, filter, heard) => {
    const { alerts, subscribe, delivered } = makeAlerts()
    subscribe('email', 'team', filter)
    const publish = (cause: Alert['cause'], changes: Partial<Alert> = {}) =>
      alerts.publish({ ...alert, cause, title: cause, ...changes })
    await publish('bad-tag')
    await publish('promoted', { severity: 'info' })
    await publish('failing')
    await publish('restore-failing', { severity: 'critical', group: 'shop-a' })
    expect(delivered('team').map(({ subject }) => subject)).toEqual(heard.map(cause => `Penumbra: ${cause}`))
  })
})

describe('whatever a group is called', () => {
  it.each([
    ['a line break', 'web\r\nfarm'],
    ['a very long name', 'w'.repeat(255)],
    ['letters outside ASCII', 'бессонница 🌚'],
    ['an escape sequence', 'web\u001b[31m'],
  ])('%s in its name gives a subject that SNS accepts and that keeps the news', async (_, group) => {
    const { region, alerts } = makeAlerts()
    await alerts.publish({ ...alert, group, title: `${group} has a tag that cannot be used` })
    expect(region.sns.published[0].subject).toMatch(/^Penumbra: [\x20-\x7e]+ has a tag that cannot be used$/)
  })

  it('the command holds the name so that a shell takes it as one word', async () => {
    const { region, alerts } = makeAlerts()
    await alerts.publish({ ...alert, group: "web's $(reboot) farm" })
    expect(region.sns.published[0].message).toContain(`npm run penumbra -- doctor 'web'\\''s $(reboot) farm'\n`)
    await alerts.publish({ ...alert, group: '--json' })
    expect(region.sns.published[1].message).toContain('npm run penumbra -- doctor -- --json\n')
  })

  it('SNS and chat accept the alert, its subject is printable ASCII, and its texts stay as they are', async () => {
    const { region, alerts, subscribe, chat } = makeAlerts()
    subscribe('https', 'chat')
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary', minLength: 1, maxLength: 255 }),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 3000 }),
        async (group, text) => {
          await alerts.publish({
            ...alert,
            group,
            title: `${group} fails`,
            what: text,
            why: text,
            done: text,
            toDo: text,
          })
          const { subject, message } = region.sns.published.at(-1)!
          expect(subject).toMatch(/^[\x20-\x7e]{1,99}$/)
          expect(message.isWellFormed()).toBe(true)
          expect(chat().content.description.isWellFormed()).toBe(true)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('the dearest texts of all stay below the 256 KiB that SNS takes', async () => {
    const { region, alerts } = makeAlerts()
    // Each of these becomes several bytes: escaped as JSON, and escaped again where JSON lies in JSON.
    for (const worst of ['"', '\\', '🌚', '<', '\u2028']) {
      const text = worst.repeat(20_000)
      const group = worst.repeat(100)
      await alerts.publish({ ...alert, group, title: text, what: text, why: text, done: text, toDo: text })
    }
    expect(region.sns.published).toHaveLength(5)
  })
})

describe('an alert that cannot be published', () => {
  it('is an error of whoever wanted to tell', async () => {
    const client = new SNSClient({ region: 'us-east-1' })
    const error = new AuthorizationErrorException({ message: 'not authorized', $metadata: {} })
    mockClient(client).on(PublishCommand).rejects(error)
    await expect(new Alerts(client, topicArn, dashboardUrl).publish(alert)).rejects.toBe(error)
  })
})
