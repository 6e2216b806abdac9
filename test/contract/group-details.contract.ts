import { PutScalingPolicyCommand, PutScheduledUpdateGroupActionCommand } from '@aws-sdk/client-auto-scaling'
import { describe, expect, it } from 'vitest'
import { Fleet } from '../../shared/aws/fleet.ts'
import { GroupSurvey } from '../../shared/aws/group-details.ts'
import { type ContractOptions, makeGroup } from './contract-cloud.ts'

export function groupDetailsContract({ open }: ContractOptions): void {
  async function openSurvey() {
    const cloud = await open('group-details')
    return { cloud, survey: new GroupSurvey(cloud.clients.autoScaling) }
  }

  describe('the survey of groups', () => {
    it('lists every group, opted in or not, with its tags and how it is made', async () => {
      const { cloud, survey } = await openSurvey()
      const name = await makeGroup(cloud, { tags: { team: 'shop' } })
      const other = await makeGroup(cloud)
      const all = await survey.listAll()
      expect(all.filter(each => [name, other].includes(each.name))).toHaveLength(2)
      const details = { templateVersion: '1', mixedTypes: [], classicLoadBalancers: [], otherSources: [] }
      expect(all.find(each => each.name === name)).toEqual({
        name,
        tags: { team: 'shop' },
        targetGroupArns: [],
        details: { ...details, collectsMetrics: false },
      })
    })

    it('names policies and their kind', async () => {
      const { cloud, survey } = await openSurvey()
      const name = await makeGroup(cloud)
      const policy = cloud.name('cpu')
      await cloud.team.autoScaling.send(
        new PutScalingPolicyCommand({
          AutoScalingGroupName: name,
          PolicyName: policy,
          PolicyType: 'TargetTrackingScaling',
          TargetTrackingConfiguration: {
            PredefinedMetricSpecification: { PredefinedMetricType: 'ASGAverageCPUUtilization' },
            TargetValue: 60,
          },
        }),
      )
      expect(await survey.policies(name)).toEqual([{ name: policy, type: 'TargetTrackingScaling', enabled: true }])
    })

    it('tells which sizes the team’s scheduled actions set, and leaves out Penumbra’s own', async () => {
      const { cloud, survey } = await openSurvey()
      const name = await makeGroup(cloud)
      const atMs = Math.ceil(cloud.now() / 1000) * 1000 + 3_600_000
      const action = cloud.name('night')
      await cloud.team.autoScaling.send(
        new PutScheduledUpdateGroupActionCommand({
          AutoScalingGroupName: name,
          ScheduledActionName: action,
          StartTime: new Date(atMs),
          DesiredCapacity: 4,
        }),
      )
      await new Fleet(cloud.team.autoScaling).scheduleFloorExpiry(name, 2, atMs + 60_000)
      const sizes = await survey.scheduledSizes(name)
      expect(sizes).toEqual([{ name: action, setsMinSize: false, setsDesiredCapacity: true }])
    })
  })
}
