import { describe, expect, it } from 'vitest'
import { Alerts } from '../../shared/aws/alerts.ts'
import type { Alert } from '../../shared/domain/alert.ts'
import type { ContractOptions } from './contract-cloud.ts'

const dashboardUrl =
  'https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#dashboards/dashboard/Penumbra'
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

export function alertsContract({ open }: ContractOptions): void {
  async function openAlerts() {
    const cloud = await open('alerts')
    const topic = await cloud.makeTopic()
    return { cloud, topic, alerts: new Alerts(cloud.clients.sns, topic.arn, dashboardUrl) }
  }

  describe('an alert', () => {
    it('reaches a chat that subscribed, with its subject and all that it says, as JSON', async () => {
      const { cloud, topic, alerts } = await openAlerts()
      const messages = await topic.subscribe()
      await alerts.publish(alert)
      await cloud.settle()
      await expect.poll(() => messages()).toHaveLength(1)
      const [{ subject, message }] = messages()
      expect(subject).toContain('web has a tag that cannot be used')
      const { version, source, content } = JSON.parse(message)
      expect({ version, source }).toEqual({ version: '1.0', source: 'custom' })
      const text = Object.values(content).flat().join('\n')
      for (const part of [alert.what, alert.why, alert.done, alert.toDo]) expect(text).toContain(part)
    })

    it('is kept from a subscriber who wants others, by cause, group or severity', async () => {
      const { cloud, topic, alerts } = await openAlerts()
      const critical = await topic.subscribe({ severity: ['critical'] })
      const ofApi = await topic.subscribe({ group: ['api'], cause: ['failing'] })
      await alerts.publish(alert)
      await alerts.publish({ ...alert, severity: 'critical' })
      await alerts.publish({ ...alert, group: 'api', cause: 'failing' })
      await cloud.settle()
      await expect.poll(() => [critical().length, ofApi().length]).toEqual([1, 1])
    })

    it('about a name with line breaks and letters of all kinds is accepted by SNS', async () => {
      const { cloud, topic, alerts } = await openAlerts()
      const messages = await topic.subscribe()
      const group = `бессонница\r\n🌚 ${'w'.repeat(230)}`
      await alerts.publish({ ...alert, group, title: `${group} is left alone` })
      await cloud.settle()
      await expect
        .poll(() => messages().map(({ subject }) => subject))
        .toEqual([expect.stringMatching(/^[\x20-\x7e]{1,99}$/)])
    })
  })
}
