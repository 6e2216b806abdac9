import { describe, expect, it } from 'vitest'
import { Alerts } from '../../shared/aws/alerts.ts'
import type { Alert } from '../../shared/domain/alert.ts'
import type { ContractOptions } from './contract-cloud.ts'

const alert: Alert = {
  cause: 'bad-tag',
  severity: 'warning',
  group: 'web',
  command: 'doctor',
  title: 'web has a tag that cannot be used',
  what: 'penumbra:mode: got "fast", wanted observe or act',
  why: 'the value of the tag is not one that Penumbra understands',
  done: 'the group is only observed',
  toDo: 'correct the tag; it is read again within a minute',
}

function toldInChat(message: string): string {
  const { content } = JSON.parse(message)
  return [content.description, ...content.nextSteps].join('\n')
}

export function alertsContract({ open }: ContractOptions): void {
  async function openAlerts() {
    const cloud = await open('alerts')
    const topic = await cloud.makeTopic()
    return { cloud, topic, alerts: new Alerts(cloud.clients.sns, topic.arn, 'https://example.com/dashboard') }
  }

  describe('an alert', () => {
    it('reaches whoever subscribed, with its subject, its whole text and its cause', async () => {
      const { cloud, topic, alerts } = await openAlerts()
      await alerts.publish(alert)
      await cloud.settle()
      await expect.poll(() => topic.messages()).toHaveLength(1)
      const [{ subject, message, attributes }] = topic.messages()
      expect(subject).toBe('Penumbra: web has a tag that cannot be used')
      // As text for people, or as the form that queues and chat get.
      const text = message.startsWith('{') ? toldInChat(message) : message.replace(/\s+/g, ' ')
      for (const part of [alert.what, alert.why, alert.done, alert.toDo]) expect(text).toContain(part)
      expect(attributes).toMatchObject({ cause: 'bad-tag', group: 'web', severity: 'warning' })
    })

    it('about a name with line breaks and letters of all kinds is accepted by SNS', async () => {
      const { cloud, topic, alerts } = await openAlerts()
      await alerts.publish({ ...alert, title: `бессонница\r\n🌚 ${'w'.repeat(255)} is left alone` })
      await cloud.settle()
      await expect
        .poll(() => topic.messages().map(({ subject }) => subject))
        .toEqual([expect.stringMatching(/^Penumbra: [\x20-\x7e]{1,89}$/)])
    })
  })
}
