import { AuthorizationErrorException, PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { mockClient } from 'aws-sdk-client-mock'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Alerts } from '../../../shared/aws/alerts.ts'
import type { Alert } from '../../../shared/domain/alert.ts'
import { makeRegion, startMs } from './region.ts'

const topicArn = 'arn:aws:sns:us-east-1:123456789012:penumbra-alerts'

const alert: Alert = {
  cause: 'bad-tag',
  title: 'web has a tag that cannot be used',
  what: 'Auto Scaling group web: penumbra:mode: got "fast", wanted observe or act',
  why: 'the value of the tag is not one that Penumbra understands',
  done: 'the group is only observed',
  toDo: 'correct the tag; it is read again within a minute',
}

function makeAlerts() {
  const { region, clients } = makeRegion()
  region.sns.operations.CreateTopic({ Name: 'penumbra-alerts' }, { nowMs: startMs, caller: 'cloudformation' })
  return { region, alerts: new Alerts(clients.sns, topicArn) }
}

describe('an alert', () => {
  it('says what happened, why, what was done and what is left to do, under its cause', async () => {
    const { region, alerts } = makeAlerts()
    await alerts.publish(alert)
    expect(region.sns.published).toEqual([
      {
        topicArn,
        subject: 'Penumbra: web has a tag that cannot be used',
        message:
          'Auto Scaling group web: penumbra:mode: got "fast", wanted observe or act\n\n' +
          'Why: the value of the tag is not one that Penumbra understands\n' +
          'Done: the group is only observed\n' +
          'To do: correct the tag; it is read again within a minute\n',
        attributes: { cause: 'bad-tag' },
        timeMs: startMs,
      },
    ])
  })

  it.each([
    ['a line break', 'web\r\nfarm is left alone'],
    ['a very long name', `${'w'.repeat(255)} is left alone`],
    ['letters outside ASCII', 'бессонница 🌚 is left alone'],
    ['an escape sequence', 'web\u001b[31m is left alone'],
  ])('about a group whose name has %s gets a subject that SNS accepts', async (_, title) => {
    const { region, alerts } = makeAlerts()
    await alerts.publish({ ...alert, title })
    expect(region.sns.published[0].subject).toMatch(/^Penumbra: [\x20-\x7e]{1,89}$/)
  })

  it('always has a subject under 100 printable ASCII characters without line breaks, and its whole text in the message', async () => {
    const { region, alerts } = makeAlerts()
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 120 }), async text => {
        await alerts.publish({ ...alert, title: text, what: text })
        const published = region.sns.published.at(-1)
        expect(published?.subject).toMatch(/^[\x20-\x7e]{1,99}$/)
        expect(published?.message.startsWith(text)).toBe(true)
      }),
    )
  })

  it('that cannot be published is an error of whoever wanted to tell', async () => {
    const client = new SNSClient({ region: 'us-east-1' })
    const error = new AuthorizationErrorException({ message: 'not authorized', $metadata: {} })
    mockClient(client).on(PublishCommand).rejects(error)
    await expect(new Alerts(client, topicArn).publish(alert)).rejects.toBe(error)
  })
})
